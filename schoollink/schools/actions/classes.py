"""Classes and the pupils in them."""

import random
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from schoollink.accounts.actions import end_all, let_go
from schoollink.accounts.models import Person, PersonKind
from schoollink.audit.actions import record
from schoollink.core.clock import now, today
from schoollink.core.database import db
from schoollink.core.errors import RuleBroken, Stale
from schoollink.core.i18n import _l, gettext
from schoollink.core.policy import SYSTEM, Actor
from schoollink.notifications.actions import announce, settle
from schoollink.schools.actions.doors import close_doors_of
from schoollink.schools.models import (
    AgeBand,
    ClassTeacher,
    Pupil,
    Role,
    School,
    SchoolClass,
    SecretKind,
)
from schoollink.schools.policies import role_ids
from schoollink.schools.presenters import CLASS_YEAR_OVER
from schoollink.schools.queries import active_pupils, reserved_names, teachable_staff
from schoollink.schools.rules.names import MOST_AT_ONCE, check_name, told_apart
from schoollink.schools.rules.places import AVATARS, NOBODYS_AVATAR
from schoollink.schools.rules.secrets import card_mark
from schoollink.schools.rules.years import check_year_end
from schoollink.schools.signals import pupil_left

CARDS_MADE = _l(
    "New cards were made after this page was opened, perhaps by you. "
    "If you make others now, those just made end."
)
LARGEST_CLASS = 60


def make_class(
    school: School, name: str, ages: AgeBand, teacher_ids: Sequence[UUID], *, actor: Actor
) -> SchoolClass:
    """A class with its teachers. Whoever makes it and names nobody teaches it."""
    _check_class_name(school, name)
    teachers = _checked_teachers(school, teacher_ids or [key for key in [actor.person_id] if key])
    made = SchoolClass.of(
        school_id=school.id,
        name=name,
        ages=ages,
        created_at=now(),
        teaching=[ClassTeacher(person_id=key) for key in teachers],
    )
    made.school = school
    db.session.add(made)
    db.session.flush()
    record(actor, "class.made", made, place_id=school.id)
    return made


def edit_class(
    school_class: SchoolClass,
    name: str,
    ages: AgeBand,
    teacher_ids: Sequence[UUID],
    *,
    actor: Actor,
    year_ends: date | None = None,
) -> None:
    """Change name, ages and teachers of a class, and say until when it is here.

    Raises RuleBroken when a class with pupils is made 13 or older by somebody else than a link
    teacher or the child-safety lead, because what they write is read first no more (SG-48).
    """
    _check_class_name(school_class.school, name, besides=school_class)
    _check_ages(school_class, ages, actor)
    teachers = _checked_teachers(school_class.school, teacher_ids)
    if year_ends is not None and year_ends != school_class.ends_on:
        _go_on(school_class, year_ends)
    school_class.name, school_class.ages = name, ages
    stay = [one for one in school_class.teaching if one.person_id in teachers]
    known = {one.person_id for one in stay}
    school_class.teaching = stay + [
        ClassTeacher(person_id=key) for key in teachers if key not in known
    ]
    record(actor, "class.edited", school_class, place_id=school_class.school_id)


def _go_on(school_class: SchoolClass, year_ends: date) -> None:
    check_year_end(year_ends, present=today(school_class.school.zone))
    school_class.year_ends, school_class.year_told_at = year_ends, None
    settle(CLASS_YEAR_OVER, school_class.id)


def ask_whether_it_goes_on(school_class: SchoolClass) -> None:
    """The school year of a class is over: ask its teachers and the link teachers (SG-43)."""
    school_class.year_told_at = now()
    leads = db.session.scalars(role_ids(school_class.school_id, Role.LEAD, Role.SECOND))
    teachers = [one.person_id for one in school_class.teaching]
    announce(CLASS_YEAR_OVER, school_class, {*teachers, *leads}, actor=SYSTEM)


def _check_class_name(school: School, name: str, besides: SchoolClass | None = None) -> None:
    found = db.session.scalar(
        select(SchoolClass).where(
            SchoolClass.school_id == school.id,
            SchoolClass.name == name,
            SchoolClass.ended_at.is_(None),
        )
    )
    if found is not None and (besides is None or found.id != besides.id):
        raise RuleBroken(_l("There is a class with this name already."), field="name")


def _check_ages(school_class: SchoolClass, ages: AgeBand, actor: Actor) -> None:
    is_older = school_class.ages.is_under_13 and not ages.is_under_13
    if not is_older or actor.holds(school_class.school_id, Role.LEAD, Role.SECOND, Role.SAFETY):
        return
    if active_pupils(school_class):
        raise RuleBroken(
            _l(
                "From 13 on, what pupils write is not read first. "
                "Ask a link teacher of your school to change this."
            ),
            field="ages",
        )


def _checked_teachers(school: School, keys: Sequence[UUID]) -> list[UUID]:
    staff = {one.person_id for one in teachable_staff(school)}
    teachers = [key for key in dict.fromkeys(keys) if key in staff]
    if not teachers:
        raise RuleBroken(_l("A class needs a teacher who works here."), field="teachers")
    return teachers


def end_class(school_class: SchoolClass, *, actor: Actor) -> None:
    """The class is over: its door closes and its pupils leave."""
    if school_class.ended_at is not None:
        return
    close_doors_of(school_class, actor=actor)
    for pupil in active_pupils(school_class):
        _leave(pupil, actor)
    school_class.ended_at = now()
    settle(CLASS_YEAR_OVER, school_class.id)
    record(actor, "class.ended", school_class, place_id=school_class.school_id)


def add_pupils(
    school_class: SchoolClass,
    names: Sequence[str],
    secrets: Mapping[str, str],
    *,
    actor: Actor,
    kind: SecretKind = SecretKind.PICTURES,
) -> list[Pupil]:
    """Add pupils by first name; `secrets` maps each name to the hash of its secret (SG-42)."""
    present = active_pupils(school_class)
    check_names(school_class, names, present)
    avatars = _avatars(present, len(names))
    moment = now()
    made = []
    for name, avatar in zip(names, avatars, strict=True):
        person = Person.of(kind=PersonKind.PUPIL, name=name, created_at=moment)
        pupil = Pupil(
            person_id=person.id,
            class_id=school_class.id,
            avatar=avatar,
            secret_kind=kind,
            secret_hash=secrets[name],
            secret_tries=0,
        )
        pupil.person, pupil.school_class = person, school_class
        made.append(pupil)
    db.session.add_all([one.person for one in made])
    db.session.flush()
    db.session.add_all(made)
    db.session.flush()
    record(actor, "pupils.added", school_class, place_id=school_class.school_id, count=len(made))
    return made


def check_names(school_class: SchoolClass, names: Sequence[str], present: Sequence[Pupil]) -> None:
    """Raise RuleBroken unless these names can be added as they are."""
    if not names:
        raise RuleBroken(_l("Write at least one first name."), field="names")
    if len(names) > MOST_AT_ONCE or len(present) + len(names) > LARGEST_CLASS:
        raise RuleBroken(
            gettext("A class has room for %(count)s pupils.", count=LARGEST_CLASS), field="names"
        )
    reserved = reserved_names(school_class.school)
    for name in names:
        check_name(name, reserved)
    if told_apart(names, [one.person.name for one in present]) != list(names):
        raise RuleBroken(_l("Some names are alike. Look at the list again."), field="names")


def _avatars(present: Sequence[Pupil], wanted: int) -> list[str]:
    """Pictures for new pupils: those that fewest of the class have, in no order."""
    chance = random.SystemRandom()
    counts = {name: sum(one.avatar == name for one in present) for name in AVATARS}
    given = []
    for _ in range(wanted):
        fewest = min(counts.values())
        choice = chance.choice([name for name, count in counts.items() if count == fewest])
        counts[choice] += 1
        given.append(choice)
    return given


def give_secrets(
    school_class: SchoolClass,
    secrets: Mapping[UUID, tuple[SecretKind, str]],
    *,
    seen: Collection[str],
    actor: Actor,
) -> list[Pupil]:
    """New secrets in place of the old, which are of no use any more (RP-19).

    `seen` are the marks of the cards that were there when the page was made. Raises Stale when a
    pupil got another card since: a page that is sent again must not end what it just printed.
    """
    pupils = [one for one in active_pupils(school_class) if one.person_id in secrets]
    if not {card_mark(one.person_id, one.secret_hash) for one in pupils} <= {*seen}:
        raise Stale(CARDS_MADE, field="pupils")
    for pupil in pupils:
        pupil.secret_kind, pupil.secret_hash = secrets[pupil.person_id]
        pupil.secret_tries, pupil.secret_paused_until = 0, None
        end_all(pupil.person_id, actor=actor)
        record(actor, "pupil.secret_given", pupil.person, place_id=school_class.school_id)
    return pupils


def edit_pupil(pupil: Pupil, name: str, *, avatar: str, school_only: bool, actor: Actor) -> None:
    """Change first name and picture, and whether the pupil stays in school only (SG-59).

    The name is told apart from others in the class. No reason is kept, and what leaves the school
    asks for it anew each time. Anybody who teaches the pupil may say so; only a child-safety lead
    takes it back. Raises RuleBroken for everybody else.
    """
    at_school = pupil.school_class.school_id
    if pupil.school_only and not school_only and not actor.holds(at_school, Role.SAFETY.value):
        raise RuleBroken(
            _l("Only a child-safety lead of your school can take this away."), field="school_only"
        )
    others = [one for one in active_pupils(pupil.school_class) if one.person_id != pupil.person_id]
    check_name(name, reserved_names(pupil.school_class.school), field="name")
    pupil.person.name = told_apart([name], [one.person.name for one in others])[0]
    pupil.avatar = avatar
    becomes_school_only = school_only and not pupil.school_only
    pupil.school_only = school_only
    record(actor, "pupil.edited", pupil.person, place_id=pupil.school_class.school_id)
    if becomes_school_only:
        pupil_left.send(pupil)


def suspend_pupil(pupil: Pupil, *, actor: Actor) -> None:
    """Keep a pupil out for now; sign-ins end at once."""
    pupil.person.suspended_at = now()
    end_all(pupil.person_id, actor=actor)
    record(actor, "pupil.suspended", pupil.person, place_id=pupil.school_class.school_id)


def lift_pupil_suspension(pupil: Pupil, *, actor: Actor) -> None:
    """Let a suspended pupil come back."""
    pupil.person.suspended_at = None
    record(actor, "pupil.suspension_lifted", pupil.person, place_id=pupil.school_class.school_id)


def pupil_leaves(pupil: Pupil, *, actor: Actor) -> None:
    """A pupil left the school: the account and every sign-in end at once (SG-43)."""
    if pupil.person.ended_at is not None:
        return
    _leave(pupil, actor)
    record(actor, "pupil.left", pupil.person, place_id=pupil.school_class.school_id)


def _leave(pupil: Pupil, actor: Actor) -> None:
    pupil.person.ended_at = now()
    pupil.avatar, pupil.secret_hash = NOBODYS_AVATAR, None
    end_all(pupil.person_id, actor=actor)
    let_go(pupil.person)
    pupil_left.send(pupil)
