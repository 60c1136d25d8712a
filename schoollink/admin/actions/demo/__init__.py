"""The demo: three schools, a link that is tried out, and everything that the two do together.

Slow work (hashes, pictures) is done first; then one unit of work writes everything through the same
actions that people use, with the clock set to when each thing happened. All or nothing.
"""

from dataclasses import dataclass
from typing import Any

from schoollink.admin.actions.demo import cast, library, pictures, schools, talk, together
from schoollink.admin.queries import demo_entry, has_people
from schoollink.audit.actions import record
from schoollink.core.clock import clock
from schoollink.core.database import unit_of_work
from schoollink.core.policy import SYSTEM

LOADED = "demo.loaded"


class OtherDataError(Exception):
    """The database has people who are not of the demo."""


@dataclass(frozen=True)
class Guide:
    """How to try the demo: who signs in with what, and where things are."""

    sign_ins: list[dict[str, str]]
    ids: dict[str, str]

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        return {"sign_ins": self.sign_ins, **self.ids}


def load_demo() -> Guide:
    """Load the demo once; a second call gives the same guide. Raises OtherDataError."""
    with unit_of_work(writes=False):
        found, people = _loaded(), has_people()
    if found is not None:
        return found
    if people:
        raise OtherDataError
    hashes = cast.hashes()
    drawn = pictures.taken() | {"sheet": library.taken()}
    try:
        with unit_of_work():
            ids = _write(hashes, drawn)
    finally:
        clock.restart()
    return Guide(cast.sign_ins(), ids)


def _write(hashes: cast.Hashes, drawn: pictures.Taken) -> dict[str, str]:
    stage = schools.make(hashes)
    together.make(stage, drawn)
    talk.make(stage)
    ids = {key: str(row.id) for key, row in stage.named().items()}
    clock.restart()
    record(SYSTEM, LOADED, stage.link, **ids)
    return ids


def _loaded() -> Guide | None:
    entry = demo_entry()
    return None if entry is None else Guide(cast.sign_ins(), dict(entry.details))
