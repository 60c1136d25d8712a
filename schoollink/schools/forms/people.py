"""The staff of a school."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from schoollink.accounts.actions import NewAdult
from schoollink.accounts.forms import NewAdultFields
from schoollink.accounts.models import Invitation
from schoollink.accounts.queries import present_invitation
from schoollink.core.clock import today
from schoollink.core.errors import NotFound
from schoollink.core.forms import Choices, Day, Email, Form, Name
from schoollink.core.i18n import _l
from schoollink.core.policy import Actor
from schoollink.schools.actions.people import PURPOSE
from schoollink.schools.actions.schools import PURPOSE_OF_SCHOOLS
from schoollink.schools.models import Membership, Role, School
from schoollink.schools.queries import is_named

GIVEN = (Role.LEAD, Role.SECOND, Role.SAFETY)


def invitation_at_hand(purpose: str) -> Invitation | None:
    """The invitation that this visitor opened; None when it was used, or its time is over."""
    try:
        return present_invitation(purpose)
    except NotFound:
        return None


def role_options() -> list[tuple[str, str]]:
    """(value, label) of the roles beside that of a teacher."""
    return [(role.value, role.label) for role in GIVEN]


@dataclass(frozen=True)
class Roles:
    """The roles somebody is to hold beside that of a teacher."""

    roles: list[str]


class RolesForm(Form[Roles]):
    """Which roles somebody holds."""

    roles = Choices(_l("Roles"), required=False, hint=_l("Everybody here is a teacher."))

    def offer(self, *_: Any, member: Membership, **subjects: Any) -> None:
        """The roles held now."""
        self.roles.options = role_options()
        self.show(roles=[one.role.value for one in member.held])


@dataclass(frozen=True)
class Invited:
    """Whom a school invites."""

    name: str
    address: str | None
    roles: list[str]


class InviteForm(Form[Invited]):
    """One name; the role that the school still lacks is chosen already."""

    name = Name(_l("Name of your colleague"), max_length=80)
    roles = Choices(
        _l("Roles"),
        required=False,
        hint=_l("Everybody here is a teacher. Add a role if you want to."),
    )
    address = Email(
        _l("Mail address"),
        required=False,
        autocomplete="off",
        hint=_l("Without one, you give the link yourself: on paper, by phone or on the screen."),
    )

    def offer(self, *_: Any, school: School, actor: Actor, **subjects: Any) -> None:
        """Roles on offer are those that the person may give."""
        may_give = actor.holds(school.id, Role.LEAD.value)
        self.roles.options = role_options() if may_give else []
        if may_give and not is_named(school, Role.SECOND):
            self.show(roles=[Role.SECOND.value])


class _InvitedFields(NewAdultFields, Form[NewAdult]):
    """Somebody who was invited makes an account. Without an invitation nothing is looked at."""

    purpose: ClassVar[str]
    names_a_person: ClassVar[bool] = True
    is_invited = False

    def offer(self, *_: Any, **subjects: Any) -> None:
        """The name and address that the inviting person typed, to be put right."""
        invitation = invitation_at_hand(self.purpose)
        if invitation is not None:
            self.is_invited = True
            name = invitation.for_name if self.names_a_person else ""
            self.show(name=name, sign_in=invitation.address or "")

    def say_known(self, *_: Any, **subjects: Any) -> None:
        """Only to the invited: who has which name."""
        if self.is_invited:
            super().say_known()

    def prepare(self, value: Any) -> Any:
        """Only for the invited: the work of making a hash."""
        return super().prepare(value) if self.is_invited else value


class InvitedForm(_InvitedFields, Form[NewAdult]):
    """Somebody who was invited to a staff makes an account."""

    purpose = PURPOSE


class NewSchoolForm(_InvitedFields, Form[NewAdult]):
    """Somebody who was invited to bring a school makes an account."""

    purpose = PURPOSE_OF_SCHOOLS
    names_a_person = False  # the note of whom it is for is the sender's: perhaps a school


@dataclass(frozen=True)
class Vetting:
    """Who saw a certificate, when, and how long it holds."""

    seen_by: str
    seen_on: date
    until: date


class VettingForm(Form[Vetting]):
    """A check for work with children: never the certificate itself (SG-07)."""

    seen_by = Name(_l("Who saw the certificate"), max_length=80)
    seen_on = Day(_l("Seen on"))
    until = Day(_l("The check ends on"))

    def offer(self, *_: Any, member: Membership, actor: Actor, **subjects: Any) -> None:
        """Today and the person who writes it down are likely; both can be changed."""
        self.show(
            seen_by=member.vetted_by or actor.name,
            seen_on=today(member.school.zone),
            until=member.vetted_until,
        )
