"""What is known of a link's year, and of the lesson times that its schools share."""

from schoollink.meetings.queries.finder import Asked, Found, Side, classes_to_choose, found_times
from schoollink.meetings.queries.year import LinkYear, contact_names, year_of

__all__ = [
    "Asked",
    "Found",
    "LinkYear",
    "Side",
    "classes_to_choose",
    "contact_names",
    "found_times",
    "year_of",
]
