"""The cast that every test shares.

Aireside Primary in Leeds and Lakeview Primary in Kisumu try a link out. Wadi Girls in Abu Dis is an
outsider: its people may see nothing of that link. All names are made up.

| | link teacher | second | child-safety lead | teacher | class | pupils |
|---|---|---|---|---|---|---|
| leeds | meera | tom | sarah | ben | year5 | ava noah |
| kisumu | daniel | rose | grace | peter | grade5 | achieng otieno |
| abu_dis | layla | huda | samira | - | seventh | yara |

ines advises the network of Leeds and Kisumu; sam runs the server.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from schoollink.accounts.models import Account, Person, PersonKind, SignIn, SignInWay
from schoollink.core.clock import now, today
from schoollink.core.database import Base, db, unit_of_work
from schoollink.core.hashing import hash_secret
from schoollink.core.policy import NOBODY, Actor, can
from schoollink.core.security import hash_token, new_token
from schoollink.links.models import Link, LinkSide, LinkState
from schoollink.schools.models import (
    AgeBand,
    ClassTeacher,
    HeldRole,
    Membership,
    Network,
    NetworkAdviser,
    Pupil,
    Role,
    School,
    SchoolClass,
    SchoolState,
)
from schoollink.schools.queries import actor_of

PASSWORD = "correct horse battery staple"
PASSWORD_HASH = hash_secret(PASSWORD)


class World:
    """The cast by name; rows are detached snapshots, `world.fresh(row)` reads one anew."""

    app: Flask
    people: dict[str, Person]
    leeds: School
    kisumu: School
    abu_dis: School
    year5: SchoolClass
    grade5: SchoolClass
    seventh: SchoolClass
    link: Link
    network: Network

    def __init__(self) -> None:
        self.people = {}

    def __getattr__(self, name: str) -> Person:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    @classmethod
    def made(cls) -> World:
        """Write the cast into the open unit of work."""
        world = cls()
        world.network = _add(Network.of(name="Rivers Network", created_at=now()))
        world._make_leeds()
        world._make_kisumu()
        world._make_abu_dis()
        ines = world._adult("ines", "Ines Duarte")
        _add(NetworkAdviser(network_id=world.network.id, person_id=ines.id))
        sam = world._adult("sam", "Sam Reed")
        account = db.session.get(Account, sam.id)
        assert account is not None
        account.is_site_admin = True
        world.link = _add(
            Link.of(
                state=LinkState.TRYING,
                purpose="Our pupils compare the water they drink.",
                proposed_at=now() - timedelta(days=20),
                answered_at=now() - timedelta(days=12),
                trying_until=today("UTC") + timedelta(days=78),
                sides=[
                    LinkSide.of(school_id=world.leeds.id, position=0, contact_id=world.meera.id),
                    LinkSide.of(school_id=world.kisumu.id, position=1, contact_id=world.daniel.id),
                ],
            )
        )
        db.session.flush()
        db.session.refresh(world.link)
        return world

    def _make_leeds(self) -> None:
        self.leeds = self._school(
            "Aireside Primary", "Leeds", "GB", "Europe/London", ["6", "7"], "bird", ["en"]
        )
        self._staff(self.leeds, "meera", "Meera Patel", Role.LEAD)
        self._staff(self.leeds, "tom", "Tom Hurst", Role.SECOND)
        self._staff(self.leeds, "sarah", "Sarah Cole", Role.SAFETY)
        self._staff(self.leeds, "ben", "Ben Ward")
        self.year5 = self._class(self.leeds, "Year 5", AgeBand.SIX_TO_NINE, "meera", "ben")
        self._pupil(self.year5, "ava", "Ava", "cat")
        self._pupil(self.year5, "noah", "Noah", "fish")

    def _make_kisumu(self) -> None:
        self.kisumu = self._school(
            "Lakeview Primary", "Kisumu", "KE", "Africa/Nairobi", ["6", "7"], "fish", ["en", "sw"]
        )
        self._staff(self.kisumu, "daniel", "Daniel Ochieng", Role.LEAD)
        self._staff(self.kisumu, "rose", "Rose Akinyi", Role.SECOND)
        self._staff(self.kisumu, "grace", "Grace Wanjiru", Role.SAFETY)
        self._staff(self.kisumu, "peter", "Peter Kamau")
        self.grade5 = self._class(self.kisumu, "Grade 5", AgeBand.TEN_TO_TWELVE, "daniel", "peter")
        self._pupil(self.grade5, "achieng", "Achieng", "bird")
        self._pupil(self.grade5, "otieno", "Otieno", "dog")

    def _make_abu_dis(self) -> None:
        self.abu_dis = self._school(
            "Wadi Girls", "Abu Dis", "PS", "Asia/Hebron", ["5", "6"], "sun", ["ar", "en"]
        )
        self._staff(self.abu_dis, "layla", "Layla Nasser", Role.LEAD)
        self._staff(self.abu_dis, "huda", "Huda Saleh", Role.SECOND)
        self._staff(self.abu_dis, "samira", "Samira Odeh", Role.SAFETY)
        self.seventh = self._class(self.abu_dis, "Seventh", AgeBand.THIRTEEN_TO_FIFTEEN, "layla")
        self._pupil(self.seventh, "yara", "Yara", "star")

    def _school(
        self,
        name: str,
        place: str,
        country: str,
        zone: str,
        weekend: list[str],
        crest: str,
        languages: list[str],
    ) -> School:
        return _add(
            School.of(
                name=name,
                place=place,
                country=country,
                zone=zone,
                weekend=weekend,
                weekend_confirmed_at=now(),
                languages=languages,
                youngest=7,
                oldest=13,
                crest=crest,
                welcome="We look forward to meeting you.",
                state=SchoolState.VERIFIED,
                network_id=self.network.id,
                created_at=now(),
            )
        )

    def _adult(self, key: str, name: str) -> Person:
        person = _add(Person.of(kind=PersonKind.ADULT, name=name, language="en", created_at=now()))
        _add(
            Account(
                person_id=person.id,
                address=f"{key}@example.org",
                sign_in_name=key,
                password_hash=PASSWORD_HASH,
                is_site_admin=False,
            )
        )
        self.people[key] = person
        return person

    def _staff(self, school: School, key: str, name: str, *roles: Role) -> None:
        person = self._adult(key, name)
        _add(
            Membership.of(
                school_id=school.id,
                person_id=person.id,
                languages=["en"],
                vetted_by="Head office",
                vetted_on=today("UTC") - timedelta(days=100),
                vetted_until=today("UTC") + timedelta(days=600),
                created_at=now() - timedelta(days=100),
                held=[HeldRole(role=role) for role in roles],
            )
        )

    def _class(self, school: School, name: str, ages: AgeBand, *teachers: str) -> SchoolClass:
        return _add(
            SchoolClass.of(
                school_id=school.id,
                name=name,
                ages=ages,
                created_at=now(),
                teaching=[ClassTeacher(person_id=self.people[key].id) for key in teachers],
            )
        )

    def _pupil(self, school_class: SchoolClass, key: str, name: str, avatar: str) -> None:
        person = _add(Person.of(kind=PersonKind.PUPIL, name=name, language="en", created_at=now()))
        _add(Pupil(person_id=person.id, class_id=school_class.id, avatar=avatar))
        self.people[key] = person

    # what tests ask

    def name_of(self, person_id: UUID) -> str:
        """The key of a person of the cast."""
        return next(key for key, person in self.people.items() if person.id == person_id)

    def actor(self, who: str) -> Actor:
        """The actor that somebody would be now. Needs an open unit of work; "visitor" is nobody."""
        if who == "visitor":
            return NOBODY
        person = db.session.get(Person, self.people[who].id)
        assert person is not None
        return actor_of(person)

    def who_can(self, permission: Any, subject: Base | None = None) -> set[str]:
        """Who of the cast, and whether a visitor, may do this with the subject."""
        with self.app.app_context(), unit_of_work(writes=False):
            return self.who_can_now(permission, self._load(subject))

    def who_can_now(self, permission: Any, thing: Any = None) -> set[str]:
        """The same inside a unit of work that is open."""
        everybody = [*self.people, "visitor"]
        return {who for who in everybody if can(self.actor(who), permission, thing)}

    def fresh(self, row: Any) -> Any:
        """The row as the database has it now, or None."""
        with self.app.app_context(), unit_of_work(writes=False):
            return self._load(row)

    def all(self, model: Any, **where: Any) -> list[Any]:
        """All rows of a model with these values, in no order."""
        with self.app.app_context(), unit_of_work(writes=False):
            return list(db.session.scalars(select(model).filter_by(**where)).unique())

    def do(self, action: Any, *args: Any, by: str, **more: Any) -> Any:
        """Run an action in a unit of work as somebody; rows given are loaded anew."""
        with self.app.app_context(), unit_of_work():
            return action(*map(self._load, args), actor=self.actor(by), **more)

    def put(self, *rows: Any) -> Any:
        """Write rows; gives the first."""
        with self.app.app_context(), unit_of_work():
            for row in rows:
                db.session.add(row)
        return rows[0]

    def sign_in(self, who: str, *, ends_with: UUID | None = None, factor_due: bool = False) -> str:
        """A living sign-in of somebody; gives the token of its cookie."""
        token = new_token()
        person = self.people[who]
        way = SignInWay.PICTURES if person.is_pupil else SignInWay.PASSWORD
        self.put(
            SignIn.of(
                person_id=person.id,
                token_hash=hash_token(token),
                way=way,
                device="Test browser",
                created_at=now(),
                last_active_at=now(),
                ends_at=now() + timedelta(hours=8),
                idle_minutes=30,
                ends_with=ends_with,
                factor_due=factor_due,
            )
        )
        return token

    @staticmethod
    def _load(thing: Any) -> Any:
        if isinstance(thing, Base):
            identity = type(thing).__mapper__.primary_key_from_instance(thing)
            return db.session.get(type(thing), identity)
        return thing


def _add(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row
