"""Home for staff, the first page for visitors, and the pages that explain."""

from importlib import import_module

from schoollink.home.views.blueprint import bp

for _module in ("first", "about"):
    import_module(f"{__name__}.{_module}")

__all__ = ["bp"]
