"""Pages of visits: the list of a link, one visit, its parts, its files."""

from importlib import import_module

from schoollink.visits.views.blueprint import bp

for _module in ("showing", "planning", "parts", "files"):
    import_module(f"{__name__}.{_module}")

__all__ = ["bp"]
