"""A school comes here, says who it is, is verified, and gets to know another."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from schoollink.accounts.actions import invite, keep, let_go
from schoollink.accounts.models import Person
from schoollink.audit.actions import record
from schoollink.core.clock import now, today
from schoollink.core.database import db
from schoollink.core.errors import Forbidden, RuleBroken, Stale
from schoollink.core.i18n import _l
from schoollink.core.policy import Actor
from schoollink.schools.models import (
    Acquaintance,
    HeldRole,
    Membership,
    Network,
    NetworkAdviser,
    Role,
    School,
    SchoolInvitation,
    SchoolState,
)
from schoollink.schools.queries import acquaintance, is_tied, right_to_register, school_named
from schoollink.schools.rules.places import guess_languages, guess_weekend, guess_zone
from schoollink.schools.rules.roles import check_vetting
from schoollink.schools.signals import school_registered

PURPOSE_OF_SCHOOLS = "schools.register"
HERE_ALREADY = _l(
    "A school with this name is here already. Ask its link teacher for an invitation."
)


@dataclass(frozen=True)
class NewSchool:
    """What is asked of a school that comes; the rest is guessed and shown as a guess."""

    name: str
    place: str
    country: str
    youngest: int
    oldest: int
    crest: str = "sprout"
    is_safety_lead: bool = False
    vetted_by: str = ""
    vetted_until: date | None = None


@dataclass(frozen=True)
class Profile:
    """What a school says of itself."""

    name: str
    place: str
    country: str
    zone: str
    weekend: list[str]
    languages: list[str]
    youngest: int
    oldest: int
    crest: str
    welcome: str = ""
    head_contact: str | None = None


def register_school(new: NewSchool, *, actor: Actor) -> tuple[School, str | None]:
    """A school comes here with the actor as its link teacher.

    Gives the school, and the address of the page to go on with if a feature above has one.
    Raises Forbidden without an invitation (RP-2), RuleBroken when the school is here already.
    """
    right = None if actor.is_site_admin else right_to_register(actor.person_id)
    if right is None and not actor.is_site_admin:
        raise Forbidden(_l("Ask a school that is here, or a network adviser, for an invitation."))
    if school_named(new.name, new.place) is not None:
        raise RuleBroken(HERE_ALREADY, field="name")
    if new.vetted_until:
        day = today("UTC")
        check_vetting(day, new.vetted_until, present=day, field="vetted_until")
    school = _new_school(new)
    db.session.add(school)
    db.session.flush()
    db.session.add(_first_member(school, new, actor))
    keep(actor.me)
    inviting_id = right.school_id if right else None
    if right is not None:
        right.registered_id = school.id
    if inviting_id is not None:
        _make_acquainted(school.id, inviting_id)
    db.session.flush()
    record(actor, "school.registered", school, place_id=school.id, invited_by=inviting_id)
    answers = school_registered.send(
        school, invitation=right.invitation if right else None, actor=actor
    )
    return school, next((url for _, url in answers if isinstance(url, str)), None)


def _new_school(new: NewSchool) -> School:
    return School.of(
        name=new.name,
        place=new.place,
        country=new.country,
        zone=guess_zone(new.country, new.place),
        weekend=guess_weekend(new.country),
        languages=guess_languages(new.country),
        youngest=new.youngest,
        oldest=new.oldest,
        crest=new.crest,
        welcome="",
        state=SchoolState.INVITED,
        created_at=now(),
    )


def _first_member(school: School, new: NewSchool, actor: Actor) -> Membership:
    roles = [Role.LEAD, *([Role.SAFETY] if new.is_safety_lead else [])]
    return Membership.of(
        school_id=school.id,
        person_id=actor.person_id,
        languages=[],
        vetted_by=new.vetted_by if new.vetted_until else "",
        vetted_on=today(school.zone) if new.vetted_until else None,
        vetted_until=new.vetted_until,
        created_at=now(),
        held=[HeldRole(role=role) for role in roles],
    )


def edit_school(school: School, profile: Profile, seen: int, *, actor: Actor) -> None:
    """Say anew who the school is. Zone and weekend are no guess any more, for a person saved it,
    unless the school is in another country now: then a person looks at them again.

    Raises Stale when `seen` is not the present version, RuleBroken when the name is taken.
    """
    if seen != school.version:
        raise Stale(_l("Somebody else saved this while you were writing."))
    moved = profile.country != school.country
    namesake = school_named(profile.name, profile.place)
    if namesake is not None and namesake.id != school.id:
        raise RuleBroken(_l("Another school here has this name in this place."), field="name")
    changed = [
        name
        for name in Profile.__dataclass_fields__
        if getattr(school, name) != getattr(profile, name)
    ]
    for name in changed:
        setattr(school, name, getattr(profile, name))
    school.weekend_confirmed_at = None if moved else now()
    school.version += 1
    record(actor, "school.edited", school, place_id=school.id, fields=",".join(sorted(changed)))


def confirm_guesses(school: School, *, actor: Actor) -> None:
    """A person says that the guessed time zone, weekend and languages are right."""
    school.weekend_confirmed_at = now()
    record(actor, "school.guesses_confirmed", school, place_id=school.id)


def verify_school(school: School, *, actor: Actor) -> None:
    """A network says that the school is what it says (SG-45)."""
    if school.state is SchoolState.VERIFIED:
        return
    school.state = SchoolState.VERIFIED
    if school.network_id is None:
        school.network_id = db.session.scalar(
            select(NetworkAdviser.network_id)
            .where(NetworkAdviser.person_id == actor.person_id)
            .limit(1)
        )
    record(actor, "school.verified", school, place_id=school.id)


def invite_school(
    school: School | None,
    for_name: str,
    *,
    actor: Actor,
    purpose: str = PURPOSE_OF_SCHOOLS,
    address: str | None = None,
) -> SchoolInvitation:
    """A school that is here, a network or the site admin invites one that is not."""
    invitation = invite(purpose, actor=actor, for_name=for_name, address=address)
    made = SchoolInvitation(
        invitation_id=invitation.id, school_id=school.id if school else None, invitation=invitation
    )
    db.session.add(made)
    record(actor, "school.invited", invitation, place_id=school.id if school else None)
    return made


def introduce(school: School, other: School, *, actor: Actor) -> None:
    """Let two schools know each other, so that they may see one another (SG-45)."""
    _make_acquainted(school.id, other.id)
    record(actor, "school.introduced", school, place_id=school.id, other=other.id)


def _make_acquainted(one: UUID, two: UUID) -> None:
    for first, second in ((one, two), (two, one)):
        if acquaintance(first, second) is None:
            db.session.add(Acquaintance(school_id=first, other_id=second, made_at=now()))


def note_check(school: School, how: str, *, actor: Actor) -> None:
    """Write down how one's own school made sure that an acquainted school is what it says."""
    rows = [row for row in school.known_by if row.school_id in actor.place_ids]
    if not rows:
        raise RuleBroken(_l("Your school and this one have not invited each other."))
    for row in rows:
        row.checked_by_id, row.checked_at, row.checked_how = actor.person_id, now(), how
        record(actor, "school.checked", school, place_id=row.school_id)


def make_network(name: str, *, actor: Actor) -> Network:
    """A head office that brings schools together."""
    network = Network.of(name=name, created_at=now())
    db.session.add(network)
    record(actor, "network.made", network)
    return network


def make_adviser(network: Network, person: Person, *, actor: Actor) -> None:
    """Let an adult advise a network."""
    if person.is_pupil:
        raise RuleBroken(_l("A pupil can't advise a network."))
    if db.session.get(NetworkAdviser, (network.id, person.id)) is None:
        db.session.add(NetworkAdviser(network_id=network.id, person_id=person.id))
        keep(person.id)
        record(actor, "network.adviser_made", network, person=person.id)


def end_adviser(network: Network, person: Person, *, actor: Actor) -> None:
    """Somebody advises a network no more."""
    advising = db.session.get(NetworkAdviser, (network.id, person.id))
    if advising is None:
        raise RuleBroken(_l("This person does not advise this network."))
    db.session.delete(advising)
    db.session.flush()
    record(actor, "network.adviser_ended", network, person=person.id)
    if not is_tied(person):
        let_go(person)
