"""Five resources of the link: two pictures, a text file and two addresses."""

import io
from dataclasses import dataclass
from typing import IO

from schoollink.admin.actions.demo.schools import Stage
from schoollink.files.actions import TakenFile, take
from schoollink.files.models import Recognisable
from schoollink.resources.actions import Content, Words, add_resource
from schoollink.resources.models import Licence, Subject

SHEET = """Rain gauge sheet

Put the gauge where nothing hangs over it. Read it at nine o'clock each morning.

Day        Millimetres     What the sky looked like
Monday
Tuesday
Wednesday
Thursday
Friday

At the end of the week: add up the millimetres. Which day was the wettest?
"""


@dataclass
class Sheet:
    """A text file as an upload would bring it."""

    filename: str | None
    stream: IO[bytes]


def taken() -> TakenFile:
    """The rain gauge sheet, taken as an upload; outside any unit of work."""
    return take(Sheet("rain-gauge-sheet.txt", io.BytesIO(SHEET.encode())))


def make(stage: Stage, drawn: dict[str, TakenFile]) -> None:
    """Share all five."""
    _share(
        stage, "daniel", "kisumu", "Rain gauge sheet", Subject.SCIENCE, 8, 12, "en",
        "One page to print. The class writes the rain of a week into it.",
        Content(taken=drawn["sheet"]),
    )  # fmt: skip
    _share(
        stage, "meera", "leeds", "How a bean grows", Subject.SCIENCE, 6, 10, "en",
        "A drawing to talk about: which part is the root, which is the stem?",
        Content(taken=drawn["bean"], recognisable=Recognisable.NO),
    )  # fmt: skip
    _share(
        stage, "rose", "kisumu", "Boats on our lake", Subject.PLACES, 7, 14, "sw",
        "Picha ya ziwa letu asubuhi. A picture of our lake in the morning.",
        Content(taken=drawn["lake"], recognisable=Recognisable.NO),
    )  # fmt: skip
    _share(
        stage, "tom", "leeds", "The water cycle in four steps", Subject.SCIENCE, 8, 12, "en",
        "A short lesson plan with pictures.",
        Content(address="https://www.usgs.gov/water-science-school"),
        Licence.CC0,
    )  # fmt: skip
    _share(
        stage, "daniel", "kisumu", "Songs about rain", Subject.MUSIC, 5, 14, "luo",
        "Words and tune of two songs that every child here knows.",
        Content(address="https://en.wikipedia.org/wiki/Music_of_Kenya"),
        Licence.CC_BY_SA,
    )  # fmt: skip


def _share(
    stage: Stage,
    who: str,
    school: str,
    title: str,
    subject: Subject,
    youngest: int,
    oldest: int,
    language: str,
    description: str,
    content: Content,
    licence: Licence = Licence.OWN,
) -> None:
    words = Words(title, description, subject, youngest, oldest, language, licence)
    add_resource(stage.link, stage.schools[school].id, words, content, actor=stage.actor(who))
