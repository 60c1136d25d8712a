"""The first steps of a school: which are done, and who must do the others."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Step(StrEnum):
    """What a school does once, in the order in which the list says it."""

    PROFILE = "profile"
    SECOND = "second"
    SAFETY = "safety"
    VETTING = "vetting"
    CLASS = "class"
    PARTNER = "partner"
    ANSWER = "answer"
    MESSAGE = "message"
    PROJECT = "project"


@dataclass(frozen=True)
class Facts:
    """What is known of a school and its links."""

    is_confirmed: bool
    has_second: bool
    has_safety: bool
    unvetted: frozenset[UUID]
    """Contacts without a background check in date."""
    is_alone: bool
    """Whether one person is the whole staff."""
    has_pupils: bool
    has_asked: bool
    is_met: bool
    has_written: bool
    has_project: bool
    link_id: UUID | None = None
    """The newest link in which something is left to do."""
    project_id: UUID | None = None
    """A project there in which no class of the school takes part yet."""


def done(facts: Facts) -> dict[Step, bool]:
    """Each first step and whether it is done."""
    return {
        Step.PROFILE: facts.is_confirmed,
        Step.SECOND: facts.has_second,
        Step.SAFETY: facts.has_safety,
        Step.VETTING: not facts.unvetted,
        Step.CLASS: facts.has_pupils,
        Step.PARTNER: facts.has_asked,
        Step.ANSWER: facts.is_met,
        Step.MESSAGE: facts.has_written,
        Step.PROJECT: facts.has_project,
    }


def is_finished(facts: Facts) -> bool:
    """Whether nothing of the first steps is left."""
    return all(done(facts).values())
