"""The three schools with their people, classes and calendars."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from schoollink.accounts.actions import NewAdult, add_adult
from schoollink.accounts.models import Person
from schoollink.admin.actions.demo import cast, dates
from schoollink.calendars.actions import (
    NewDayType,
    add_closure,
    add_day_type,
    add_term,
    start_calendar,
)
from schoollink.calendars.rules.hours import parse_lessons
from schoollink.core.clock import clock, now, today
from schoollink.core.policy import SYSTEM, Actor
from schoollink.links.models import Link
from schoollink.messages.models import Room
from schoollink.projects.models import Project
from schoollink.schools.actions import (
    NewSchool,
    Profile,
    add_pupils,
    edit_school,
    invite_staff,
    join_staff,
    make_class,
    note_vetting,
    register_school,
    verify_school,
)
from schoollink.schools.models import AgeBand, Pupil, School, SchoolClass
from schoollink.schools.queries import actor_of, membership_of

WEEKS_HERE = 8
"""How long ago the schools came."""


@dataclass
class Stage:
    """What was made so far, by name."""

    people: dict[str, Person] = field(default_factory=dict)
    schools: dict[str, School] = field(default_factory=dict)
    classes: dict[str, SchoolClass] = field(default_factory=dict)
    pupils: dict[str, Pupil] = field(default_factory=dict)
    others: dict[str, Any] = field(default_factory=dict)

    def actor(self, key: str) -> Actor:
        """Somebody of the cast, or a pupil by first name, as they act now."""
        pupil = self.pupils.get(key)
        return actor_of(pupil.person if pupil else self.people[key])

    @property
    def link(self) -> Link:
        """The link that is tried out."""
        found: Link = self.others["link"]
        return found

    @property
    def project(self) -> Project:
        """The project that the two schools make."""
        found: Project = self.others["project"]
        return found

    @property
    def room(self) -> Room:
        """The room of the project."""
        found: Room = self.others["room"]
        return found

    def named(self) -> dict[str, Any]:
        """What the guide names: schools, classes, link, project, rooms and so on."""
        classes = {f"{key}_class": row for key, row in self.classes.items()}
        return {**self.schools, **classes, **self.others}


PROFILES = {
    "leeds": (
        NewSchool("Aireside Primary", "Leeds", "GB", 5, 11, "bird"),
        ("Europe/London", ["6", "7"], ["en"]),
        "We live by a river and a canal. We would love to hear about your lake.",
    ),
    "kisumu": (
        NewSchool("Lakeview Primary", "Kisumu", "KE", 6, 14, "fish"),
        ("Africa/Nairobi", ["6", "7"], ["en", "sw", "luo"]),
        "Karibu. From our classroom we see Lake Victoria. Our pupils love songs and science.",
    ),
    "abu_dis": (
        NewSchool("Wadi Girls School", "Abu Dis", "PS", 11, 17, "leaf"),
        ("Asia/Hebron", ["5", "6"], ["ar", "en"]),
        "Welcome to our school on the hill. We write, paint and grow herbs.",
    ),
}
CLASSES = {
    "leeds": ("Year 5", AgeBand.SIX_TO_NINE, ("meera", "tom")),
    "kisumu": ("Grade 5", AgeBand.TEN_TO_TWELVE, ("daniel", "rose")),
    "abu_dis": ("Seventh", AgeBand.THIRTEEN_TO_FIFTEEN, ("layla",)),
}


def make(hashes: cast.Hashes) -> Stage:
    """Register the schools, bring their people and classes, put their calendars in."""
    stage = Stage()
    clock.forward(weeks=-WEEKS_HERE)
    for key in PROFILES:
        _register(stage, key, hashes)
        _bring_staff(stage, key, hashes)
        _bring_class(stage, key, hashes)
        _put_calendar_in(stage, key)
    return stage


def _register(stage: Stage, key: str, hashes: cast.Hashes) -> None:
    first = next(one for one in cast.ADULTS if one.school == key)
    person = _adult(first, hashes)
    new, (zone, weekend, languages), welcome = PROFILES[key]
    school, _ = register_school(new, actor=replace(actor_of(person), is_site_admin=True))
    stage.people[first.key], stage.schools[key] = person, school
    profile = Profile(
        name=new.name,
        place=new.place,
        country=new.country,
        zone=zone,
        weekend=weekend,
        languages=languages,
        youngest=new.youngest,
        oldest=new.oldest,
        crest=new.crest,
        welcome=welcome,
    )
    edit_school(school, profile, school.version, actor=stage.actor(first.key))
    verify_school(school, actor=SYSTEM)


def _adult(one: cast.Adult, hashes: cast.Hashes) -> Person:
    new = NewAdult(name=one.name, sign_in=one.key, password_hash=hashes.password)
    return add_adult(new, actor=SYSTEM, language="en")


def _bring_staff(stage: Stage, key: str, hashes: cast.Hashes) -> None:
    school = stage.schools[key]
    staff = [one for one in cast.ADULTS if one.school == key]
    for one in staff[1:]:
        invited = invite_staff(school, one.name, roles=one.roles, actor=stage.actor(staff[0].key))
        stage.people[one.key] = person = _adult(one, hashes)
        join_staff(invited.invitation, person, actor=actor_of(person))
    for one, colleague in zip(staff, [*staff[1:], staff[0]], strict=True):
        member = membership_of(stage.people[one.key].id, school.id)
        if member is None:
            raise LookupError(one.key)
        member.languages = list(one.languages)
        until = today(school.zone) + timedelta(days=700)
        seen_on = today(school.zone) - timedelta(days=30)
        note_vetting(member, colleague.name, seen_on, until, actor=stage.actor(colleague.key))


def _bring_class(stage: Stage, key: str, hashes: cast.Hashes) -> None:
    name, ages, teachers = CLASSES[key]
    lead = stage.actor(teachers[0])
    ids = [stage.people[teacher].id for teacher in teachers]
    made = make_class(stage.schools[key], name, ages, ids, actor=lead)
    names = cast.PUPILS[key]
    secrets = dict.fromkeys(names, hashes.pictures)
    for pupil in add_pupils(made, names, secrets, actor=stage.actor(teachers[0])):
        stage.pupils[pupil.person.name] = pupil
    stage.classes[key] = made


def _put_calendar_in(stage: Stage, key: str) -> None:
    school = stage.schools[key]
    lead = stage.actor(CLASSES[key][2][0])
    start_calendar(
        school, terms=[], closures=[], times=None, weekend=school.weekend, version=0, actor=lead
    )
    usual = parse_lessons(dates.LESSONS[key]).lessons
    add_day_type(school, NewDayType("Usual day", usual, is_usual=True), actor=lead)
    if key in dates.CLUBS:
        clubs = parse_lessons(dates.CLUBS[key]).lessons
        add_day_type(school, NewDayType("Clubs", clubs, is_beyond=True), actor=lead)
    for year in dates.years(key, now().date() + timedelta(weeks=WEEKS_HERE)):
        rows: list[Any] = [add_term(school, term, actor=lead) for term in year.terms]
        rows += [add_closure(school, closed, actor=lead) for closed in year.closures]
        for row in rows:
            row.is_sample = year.is_sample
