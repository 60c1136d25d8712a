"""Classes, their teachers and pupils."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from schoollink.accounts.models import Person
from schoollink.core.clock import now, today
from schoollink.core.database import db
from schoollink.core.i18n import KNOWN, _l, speaking
from schoollink.core.policy import Actor
from schoollink.schools.models import GUESSED_YEAR, Membership, Pupil, Role, School, SchoolClass
from schoollink.schools.policies import visible_classes
from schoollink.schools.queries.people import staff_of
from schoollink.schools.rules.names import skeleton
from schoollink.schools.rules.years import PUPILS_KEPT_FOR, TOLD_BEFORE, is_over, is_to_ask

ROLE_WORDS = (
    *(role.label for role in Role),
    _l("Teacher"),
    _l("Head teacher"),
    _l("Network adviser"),
    _l("Mr"),
    _l("Mrs"),
    _l("Ms"),
    _l("Miss"),
    _l("Sir"),
    _l("Admin"),
    _l("Moderator"),
    "SchoolLink",
)


def classes_of(school: School, actor: Actor) -> list[tuple[SchoolClass, int]]:
    """The classes of a school that somebody may see, by name, with how many pupils each has."""
    pupils = (
        select(func.count())
        .select_from(Pupil)
        .join(Person, Person.id == Pupil.person_id)
        .where(Pupil.class_id == SchoolClass.id, Person.ended_at.is_(None))
        .correlate(SchoolClass)
        .scalar_subquery()
    )
    query = (
        visible_classes(actor)
        .where(SchoolClass.school_id == school.id, SchoolClass.ended_at.is_(None))
        .add_columns(pupils)
        .order_by(SchoolClass.name, SchoolClass.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


def active_pupils(school_class: SchoolClass) -> list[Pupil]:
    """The pupils of a class who have not left, by name."""
    return list(
        db.session.scalars(
            select(Pupil)
            .join(Person, Person.id == Pupil.person_id)
            .where(Pupil.class_id == school_class.id, Person.ended_at.is_(None))
            .order_by(func.lower(Person.name), Person.id)
        )
    )


def classes_to_ask() -> list[UUID]:
    """Classes whose school year is over and whose teachers were not asked yet."""
    found = _past_year(timedelta(), SchoolClass.year_told_at.is_(None))
    return [one.id for one in found if asks_now(one)]


def classes_over() -> list[UUID]:
    """Classes whose pupils leave now: nobody said in time that the class goes on."""
    found = _past_year(PUPILS_KEPT_FOR, SchoolClass.year_told_at < now() - TOLD_BEFORE)
    return [one.id for one in found if is_over_now(one)]


def asks_now(one: SchoolClass) -> bool:
    """Whether the teachers of this class are to be asked now."""
    present = today(one.school.zone)
    was_asked = one.year_told_at is not None
    return one.ended_at is None and is_to_ask(one.ends_on, was_asked=was_asked, present=present)


def is_over_now(one: SchoolClass) -> bool:
    """Whether the pupils of this class leave now."""
    return one.ended_at is None and is_over(
        one.ends_on, one.asked_on, present=today(one.school.zone)
    )


def _past_year(by: timedelta, where: ColumnElement[bool]) -> list[SchoolClass]:
    """The classes whose year ended longer ago than `by`, give or take a day for the zones."""
    rough = now() - by + timedelta(days=1)
    found = db.session.scalars(
        select(SchoolClass).where(
            SchoolClass.ended_at.is_(None),
            where,
            or_(
                SchoolClass.year_ends < rough.date(),
                SchoolClass.year_ends.is_(None) & (SchoolClass.created_at < rough - GUESSED_YEAR),
            ),
        )
    )
    return list(found)


def pupil_in(class_id: UUID, pupil_id: UUID) -> Pupil | None:
    """A pupil who is in this class now."""
    pupil = db.session.get(Pupil, pupil_id)
    if pupil is None or pupil.class_id != class_id or not pupil.is_active:
        return None
    return pupil


def teachable_staff(school: School) -> list[Membership]:
    """Active staff of a school, who may teach a class."""
    return [one for one in staff_of(school) if one.is_active]


def reserved_names(school: School) -> frozenset[str]:
    """Skeletons that no pupil's name may have: names of staff, words for roles in any language."""
    words = {skeleton(one.person.name) for one in staff_of(school)}
    for tag, language in KNOWN.items():
        if not language.pseudo:
            with speaking(tag):
                words |= {skeleton(str(word)) for word in ROLE_WORDS}
    return frozenset(words)
