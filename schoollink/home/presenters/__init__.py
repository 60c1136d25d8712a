"""Many features in the words of one page or mail."""

from schoollink.home.presenters.first import first_steps
from schoollink.home.presenters.next import next_steps

__all__ = ["first_steps", "next_steps"]
