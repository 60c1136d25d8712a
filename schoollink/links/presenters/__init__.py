"""How a link looks to one reader."""

from schoollink.links.presenters.people import needs_of, needs_text, people_of
from schoollink.links.presenters.sides import (
    ages,
    day_word,
    languages,
    marks,
    our_side,
    own_first,
    partner_names,
    partners,
    unverified,
)
from schoollink.links.presenters.steps import steps
from schoollink.links.presenters.texts import invitation_text, proposal_text
from schoollink.links.presenters.turns import is_vetted, seen_words, turn, turns
from schoollink.schools.presenters import place

__all__ = [
    "ages",
    "day_word",
    "invitation_text",
    "is_vetted",
    "languages",
    "marks",
    "needs_of",
    "needs_text",
    "our_side",
    "own_first",
    "partner_names",
    "partners",
    "people_of",
    "place",
    "proposal_text",
    "seen_words",
    "steps",
    "turn",
    "turns",
    "unverified",
]
