"""The doors of accounts: signing in and out, links that open once, one's own settings."""

from schoollink.accounts.views import entering, factors, joining, me, resets
from schoollink.accounts.views.blueprint import bp

__all__ = ["bp", "entering", "factors", "joining", "me", "resets"]
