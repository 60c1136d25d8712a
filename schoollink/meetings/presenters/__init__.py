"""The year of a link, and the lesson times that its schools share, for pages."""

from schoollink.meetings.presenters.finder import finder_page
from schoollink.meetings.presenters.year import missing, strips, weeks_text

__all__ = ["finder_page", "missing", "strips", "weeks_text"]
