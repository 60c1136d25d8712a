"""Pure decisions about supervision: who counts, what is missing, what a teacher reads first."""

from collections.abc import Set as AbstractSet
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from schoollink.core.errors import RuleBroken
from schoollink.core.i18n import Text, _l
from schoollink.schools.models import AgeBand


class Silence(StrEnum):
    """Why nobody, or no pupil, may write in a space now."""

    ENDED = "ended"
    STOPPED = "stopped"
    UNSUPERVISED = "unsupervised"
    PAUSED = "paused"


FOR_PUPILS: dict[Silence, Text] = {
    Silence.ENDED: _l("This is finished. You can read it."),
    Silence.STOPPED: _l("A teacher has stopped the writing for now. You can read."),
    Silence.UNSUPERVISED: _l("A teacher has to be here first. You can read until then."),
    Silence.PAUSED: _l("Your teacher has paused your writing. Talk with them."),
}

FOR_ADULTS: dict[Silence, Text] = {
    Silence.ENDED: _l("This is finished. Everybody can still read it."),
    Silence.STOPPED: _l("Pupils can't write now: the link's pupil writing was stopped."),
    Silence.UNSUPERVISED: _l(
        "Pupils can't write now: each school with pupils here needs one vetted adult in it."
    ),
    Silence.PAUSED: _l("This pupil's writing is paused."),
}


class Silenced(RuleBroken):
    """Writing is refused for now; `silence` says why and `text` says it kindly."""

    def __init__(self, silence: Silence, *, is_pupil: bool) -> None:
        words = FOR_PUPILS if is_pupil else FOR_ADULTS
        super().__init__(words[silence], field="body", silence=silence.value)
        self.silence = silence


def is_in_date(vetted_until: date | None, on: date) -> bool:
    """Whether a vetting holds on a date of the school's own calendar; its last day counts."""
    return vetted_until is not None and vetted_until >= on


def may_supervise(
    *,
    is_active: bool,
    ended_at: datetime | None,
    barred_at: datetime | None,
    vetted_until: date | None,
    on: date,
) -> bool:
    """Whether an adult of a school may look after pupils on a date (SG-02, SG-07)."""
    is_there = is_active and ended_at is None and barred_at is None
    return is_there and is_in_date(vetted_until, on)


def unsupervised(
    schools_with_pupils: AbstractSet[UUID], supervised: AbstractSet[UUID]
) -> frozenset[UUID]:
    """The schools that have pupils in a space and no eligible supervisor."""
    return frozenset(schools_with_pupils - supervised)


def check_supervised(
    schools_with_pupils: AbstractSet[UUID], supervised: AbstractSet[UUID], *, is_pupil: bool = False
) -> None:
    """Raise Silenced unless each school with pupils has an eligible supervisor (SG-02)."""
    if unsupervised(schools_with_pupils, supervised):
        raise Silenced(Silence.UNSUPERVISED, is_pupil=is_pupil)


def check_may_go(
    school_id: UUID, schools_with_pupils: AbstractSet[UUID], left: AbstractSet[UUID]
) -> None:
    """Raise RuleBroken when an adult is the last supervisor for pupils of their school.

    `left` are the schools that would still have a supervisor afterwards.
    """
    if school_id in schools_with_pupils and school_id not in left:
        raise RuleBroken(
            _l("You are the last vetted adult of your school here. Ask somebody to join first.")
        )


def goes_to_hold(*, is_pupil: bool, ages: AgeBand | None) -> bool:
    """Whether own-school staff read a text before others see it: pupils under 13 (SG-03).

    An unknown age counts as the youngest. What adults write is never held.
    """
    return is_pupil and (ages is None or ages.is_under_13)
