"""What pages and mails that are made of many features need to know."""

from schoollink.home.queries.first import first_facts, schools_of_staff
from schoollink.home.queries.mails import people_to_mail, urgent_to_mail
from schoollink.home.queries.next import paths_used
from schoollink.home.queries.notes import note_facts

__all__ = [
    "first_facts",
    "note_facts",
    "paths_used",
    "people_to_mail",
    "schools_of_staff",
    "urgent_to_mail",
]
