"""Links of the cast in other states, for the tests of links."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from schoollink.accounts.models import Person
from schoollink.core.clock import now
from schoollink.core.database import db, unit_of_work
from schoollink.links.actions import propose_link
from schoollink.links.models import Link, LinkState
from schoollink.schools.models import Acquaintance, HeldRole, Membership, Role, School, SchoolState
from tests.world import World

IDEA = "Our girls write a book of songs with yours."


def asked(world: World) -> Link:
    """Wadi Girls has asked Aireside Primary."""
    link: Link = world.do(propose_link, world.abu_dis, world.leeds, IDEA, by="layla")
    return link


def changed(world: World, row: Any, **values: Any) -> Any:
    """The same row with other values."""
    with world.app.app_context(), unit_of_work():
        found = world._load(row)
        for name, value in values.items():
            setattr(found, name, value)
    return world.fresh(row)


def without_role(world: World, who: str, role: Role) -> None:
    """Take one role from somebody."""
    with world.app.app_context(), unit_of_work():
        member = db.session.query(Membership).filter_by(person_id=world.people[who].id).one()
        member.held = [one for one in member.held if one.role is not role]


def with_role(world: World, who: str, role: Role) -> None:
    """Give one role to somebody."""
    with world.app.app_context(), unit_of_work():
        member = db.session.query(Membership).filter_by(person_id=world.people[who].id).one()
        member.held.append(HeldRole(role=role))


def unverified(world: World, school: School, *knowing: School) -> None:
    """A school that no network verified, known to others."""
    with world.app.app_context(), unit_of_work():
        world._load(school).state = SchoolState.INVITED
        for other in knowing:
            for one, two in ((school.id, other.id), (other.id, school.id)):
                db.session.add(Acquaintance(school_id=one, other_id=two, made_at=now()))


def in_state(world: World, state: LinkState) -> Link:
    """The link of Leeds and Kisumu in another state."""
    link: Link = changed(world, world.link, state=state)
    return link


def days(count: int) -> timedelta:
    """So many days."""
    return timedelta(days=count)


def person(world: World, key: UUID) -> Person:
    """Somebody by key."""
    return next(one for one in world.people.values() if one.id == key)
