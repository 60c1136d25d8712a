"""Fields that several forms of the calendar have."""

from typing import Any

from schoollink.core.forms import Whole


class Version(Whole):
    """The version that somebody began to edit, 0 for something new; sent along unseen."""

    kind = "hidden"

    def __init__(self, **more: Any) -> None:
        super().__init__("", low=0, high=10**9, **more)
