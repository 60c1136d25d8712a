"""Schools and people as the pages show them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from schoollink.core.clock import now
from schoollink.core.i18n import (
    _l,
    country_name,
    full_day,
    gettext,
    in_zone,
    language_name,
    listed,
)
from schoollink.core.policy import Actor
from schoollink.notifications.rules import Kind, register
from schoollink.schools.models import Membership, Role, School, SchoolClass, StaffInvitation
from schoollink.schools.policies import SchoolPermission
from schoollink.schools.rules.roles import Vetting, vetting_on
from schoollink.schools.rules.years import pupils_leave_on

ORDER = {Role.LEAD: 0, Role.SECOND: 1, Role.SAFETY: 2, Role.TEACHER: 3}

PASSWORD_ASKED = register(
    Kind(
        "schools.password_asked",
        label=_l("A colleague who forgot the password"),
        model=Membership,
        permission=SchoolPermission.HELP_SIGN_IN,
        sentence=lambda member: _l(
            "%(name)s needs a new password, and somebody has to say yes to it.",
            name=member.person.name,
        ),
        endpoint="schools.new_password",
        value="member_id",
        is_urgent=True,
    )
)


CLASS_YEAR_OVER = register(
    Kind(
        "schools.class_year_over",
        label=_l("The school year of a class is over"),
        model=SchoolClass,
        permission=SchoolPermission.TEACH_CLASS,
        sentence=lambda one: _l(
            "Does %(name)s go on? Without an answer its pupils leave on %(day)s.",
            name=one.name,
            day=full_day(pupils_leave_on(one.ends_on, one.asked_on)),
        ),
        endpoint="schools.change_class",
        value="school_class_id",
        is_todo=True,
    )
)


def crest_side(school: School, actor: Actor) -> str:
    """Own schools are circles, others rounded squares."""
    return "us" if school.id in actor.place_ids else "them"


def place(school: School) -> str:
    """`Kisumu, Kenya` in the reader's language."""
    return str(
        gettext("%(place)s, %(country)s", place=school.place, country=country_name(school.country))
    )


def profile_of(school: School, days: Mapping[str, str]) -> dict[str, Any]:
    """What a school says of itself, in words of the reader's language."""
    return {
        "country": country_name(school.country),
        "zone": school.zone.replace("_", " "),
        "time": in_zone(now(), school.zone),
        "weekend": listed([days[day] for day in school.weekend]) if school.weekend else "",
        "languages": listed([language_name(tag) for tag in school.languages])
        if school.languages
        else "",
        "is_guess": school.weekend_confirmed_at is None,
    }


def role_words(roles: Iterable[Role]) -> str:
    """The roles of somebody in a row, without "Teacher" when there is another."""
    named = sorted(set(roles), key=ORDER.__getitem__)
    if len(named) > 1:
        named = [role for role in named if role is not Role.TEACHER]
    return str(listed([str(role.label) for role in named]))


def member_line(member: Membership, day: date) -> dict[str, Any]:
    """One person in the list of the staff."""
    vetting = vetting_on(day, member.vetted_until)
    return {
        "member": member,
        "rank": min(ORDER[role] for role in member.roles),
        "name": member.person.name,
        "initials": initials(member.person.name),
        "roles": role_words(member.roles),
        "vetting": vetting,
        "kind": _KINDS[vetting],
        "is_suspended": member.barred_at is not None,
    }


_KINDS = {
    Vetting.MISSING: "warn",
    Vetting.IN_DATE: "ok",
    Vetting.SOON: "warn",
    Vetting.EXPIRED: "bad",
}


def invited_roles(invited: StaffInvitation) -> str:
    """The roles that an invitation gives."""
    return role_words({Role.TEACHER, *(Role(value) for value in invited.roles)})


def initials(name: str) -> str:
    """One or two letters for somebody without a picture."""
    parts = [part for part in name.split() if part[0].isalpha()]
    return "".join(part[0] for part in [*parts[:1], *parts[1:][-1:]]).upper()
