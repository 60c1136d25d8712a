"""The pages of a link's year, and of the lesson times that its schools share."""

from schoollink.meetings.views import finder, year
from schoollink.meetings.views.blueprint import bp

__all__ = ["bp", "finder", "year"]
