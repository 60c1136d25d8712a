"""What staff are told about their own sign-in, always at once."""

from collections.abc import Mapping

from schoollink.accounts.models import Person
from schoollink.accounts.policies import AccountPermission
from schoollink.core.i18n import Text, _l
from schoollink.notifications.rules import Kind, register


def _kind(name: str, label: Text, sentence: Text, endpoint: str) -> Kind:
    return register(
        Kind(
            name=f"home.{name}",
            label=label,
            model=Person,
            permission=AccountPermission.OWN,
            sentence=lambda person: sentence,
            endpoint=endpoint,
            is_urgent=True,
        )
    )


_PASSWORD = _kind(
    "password", _l("Your password"), _l("Your password was changed."), "accounts.show"
)
_FACTOR = _kind(
    "second_step",
    _l("Your second step to sign in"),
    _l("Your second step to sign in was changed."),
    "accounts.show",
)

MATTERS: Mapping[str, Kind] = {
    "new_device": _kind(
        "new_device",
        _l("A new device"),
        _l("Somebody signed in as you on a device that we do not know yet."),
        "accounts.sign_ins",
    ),
    "password_changed": _PASSWORD,
    "password_reset": _PASSWORD,
    "reset_made": _kind(
        "reset_made",
        _l("A link for your new password"),
        _l(
            "A link was made that sets a new password for you. Did you not ask for it? Tell your"
            " link teacher."
        ),
        "accounts.password",
    ),
    "names_changed": _kind(
        "names",
        _l("Your sign-in name and address"),
        _l("Your sign-in name or mail address was changed."),
        "accounts.show",
    ),
    "factor_on": _FACTOR,
    "factor_off": _FACTOR,
    "sheet_printed": _FACTOR,
}
"""Kind of sign-in matter -> what is told. A used code is told by the new device, if it is one."""
