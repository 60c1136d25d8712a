"""Pages of links: finding, asking and answering, the overview, trying out, stop and goodbye."""

from importlib import import_module

from schoollink.links.views.blueprint import bp

for _module in ("overview", "finding", "answering", "life"):
    import_module(f"{__name__}.{_module}")

__all__ = ["bp"]
