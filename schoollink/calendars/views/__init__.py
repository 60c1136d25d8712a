"""A school's calendar: look at it, put it in quickly, change it by hand, take it along."""

from schoollink.calendars.views import classes, dates, hours, quick, year
from schoollink.calendars.views.blueprint import bp

__all__ = ["bp", "classes", "dates", "hours", "quick", "year"]
