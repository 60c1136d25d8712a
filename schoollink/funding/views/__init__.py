"""Pages of funding: the list of a link, one application, its parts, its files."""

from importlib import import_module

from schoollink.funding.views.blueprint import bp

for _module in ("showing", "writing", "parts", "documents", "tables"):
    import_module(f"{__name__}.{_module}")

__all__ = ["bp"]
