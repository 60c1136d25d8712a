"""What somebody looks for among shared lesson times."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from werkzeug.datastructures import MultiDict

from schoollink.core.forms import Choice, Form, Yes
from schoollink.core.i18n import _l, ngettext
from schoollink.links.models import LinkSide
from schoollink.meetings.queries import Asked
from schoollink.schools.models import SchoolClass

LENGTHS = (20, 30, 40, 45, 60, 90)
USUAL_LENGTH = 40
FEWEST = 3
"""From how many schools on it can be enough that some of them share a time."""


class FinderForm(Form[None]):
    """How long, for which classes, with hours outside of lessons or not. Asked for by address, so
    what can't be is left out and not refused."""

    minutes = Choice(_l("How long?"))
    class1 = Choice(_l("Our class"), required=False)
    enough = Choice(_l("How many schools?"), required=False)
    beyond = Yes(
        _l("Also outside of lessons"),
        hint=_l(
            "Clubs, and early or late hours that schools named. It takes somebody's free time."
        ),
    )
    classes: Mapping[UUID, SchoolClass]

    def offer(self, **subjects: Any) -> None:
        """The lengths, and the classes of the reader's own school."""
        sides: Sequence[LinkSide] = subjects["sides"]
        self.sides, self.known = sides, subjects["classes"]
        self.minutes.options = [
            (str(n), ngettext("%(num)s minute", "%(num)s minutes", n)) for n in LENGTHS
        ]
        if self.known:
            field: Any = self.class1
            named = [(str(one.id), one.name) for one in self.known]
            field.offer_names([("", _l("Any class")), *named])
        else:
            del self.class1
        if len(sides) < FEWEST:
            del self.enough
        else:
            self._offer_enough(len(sides))

    def _offer_enough(self, count: int) -> None:
        some = range(2, count)
        self.enough.options = [
            ("", _l("All of us")),
            *((str(n), ngettext("At least %(num)s", "At least %(num)s", n)) for n in some),
        ]

    def look(self, args: MultiDict[str, str]) -> None:
        """Take what an address asks for; whatever is not on offer counts as not asked."""
        wanted = {
            field.name: args.get(field.name, "")
            for field in self
            if isinstance(field, Choice) and args.get(field.name, "") in dict(field.options)
        }
        self.show(
            **{"minutes": str(USUAL_LENGTH)} | wanted | {"beyond": args.get("beyond", "") == "y"}
        )
        chosen = [one for one in self.known if str(one.id) == wanted.get("class1")]
        self.classes = {one.school_id: one for one in chosen}

    def query(self, **changed: str) -> dict[str, str]:
        """The whole question as an address asks it, with some of it changed."""
        sent = {
            field.name: "y" if field.data is True else str(field.data)
            for field in self
            if field.data
        }
        return sent | changed

    @property
    def asked(self) -> Asked:
        """What is looked for."""
        enough = self.enough.data if "enough" in self else ""
        return Asked(
            int(self.minutes.data), bool(self.beyond.data), int(enough) if enough else None
        )
