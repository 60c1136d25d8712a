"""What people are told about links; each sentence is made when it is read."""

from collections.abc import Callable

from schoollink.core.i18n import Text, _l, gettext
from schoollink.links.models import Link
from schoollink.links.policies import LinkPermission
from schoollink.notifications.rules import Kind, register


def _names(link: Link) -> str:
    return " – ".join(school.name for school in link.schools)


def _kind(
    name: str, label: Text, sentence: Callable[[Link], Text], *, is_todo: bool = False
) -> Kind:
    return register(
        Kind(
            name=f"links.{name}",
            label=label,
            model=Link,
            permission=LinkPermission.VIEW,
            sentence=sentence,
            endpoint="links.show",
            value="link_id",
            is_todo=is_todo,
        )
    )


PROPOSED = _kind(
    "proposed",
    _l("A school asks you"),
    lambda link: gettext("%(school)s asks you.", school=link.sides[0].school.name),
    is_todo=True,
)
ACCEPTED = _kind(
    "accepted",
    _l("A school said yes"),
    lambda link: gettext("They said yes: %(schools)s.", schools=_names(link)),
)
DECLINED = _kind(
    "declined",
    _l("A school said no"),
    lambda link: gettext("The answer was no: %(schools)s.", schools=_names(link)),
)
LAPSED = _kind(
    "lapsed",
    _l("A school did not answer"),
    lambda link: gettext("There was no answer in time: %(schools)s.", schools=_names(link)),
)
PAUSED = _kind(
    "paused",
    _l("The time to try out is over"),
    lambda link: gettext("The time to try out is over: %(schools)s.", schools=_names(link)),
    is_todo=True,
)
FROZEN = _kind(
    "frozen",
    _l("Pupils' writing is stopped"),
    lambda link: gettext("Pupils' writing is stopped: %(schools)s.", schools=_names(link)),
    is_todo=True,
)
ENDED = _kind(
    "ended",
    _l("A link has ended"),
    lambda link: gettext("This link has ended: %(schools)s.", schools=_names(link)),
)
