"""Which kind of notice to snooze."""

from dataclasses import dataclass
from typing import Any

from schoollink.core.forms import Choice, Form
from schoollink.core.i18n import _l
from schoollink.notifications.rules import kinds


@dataclass(frozen=True)
class OneKind:
    """The name of a kind."""

    kind: str


class KindForm(Form[OneKind]):
    """One of the registered kinds; what can't wait can't be snoozed."""

    kind = Choice(_l("Kind"))

    def offer(self, **subjects: Any) -> None:
        self.kind.options = [
            (kind.name, kind.label) for kind in kinds().values() if not kind.is_urgent
        ]
