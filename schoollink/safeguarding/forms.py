"""What a child sends: one press, and words if they want."""

from dataclasses import dataclass
from typing import Any

from schoollink.core.forms import Form, Key, Long, Radio
from schoollink.core.i18n import _l
from schoollink.safeguarding.actions import NewReport
from schoollink.safeguarding.models import WORDS_LENGTH, Why


class TellForm(Form[NewReport]):
    """Which of three, and what it is about."""

    why = Radio(_l("What is it?"), options=[(why.value, why.label) for why in Why])
    about = Key(_l("About"), required=False)

    def offer(self, **subjects: Any) -> None:
        """Nothing is chosen beforehand."""

    def prepare(self, value: NewReport) -> NewReport:
        """The choice as what it stands for."""
        return NewReport(Why(value.why), value.about or None)


@dataclass(frozen=True)
class More:
    """A child's own words."""

    words: str


class MoreForm(Form[More]):
    """What else a child wants to say."""

    words = Long(_l("Do you want to say more?"), max_length=WORDS_LENGTH, rows=3)
