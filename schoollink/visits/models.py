"""Visits, the people in them, their days, checks and costs."""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from schoollink.accounts.models import Person
from schoollink.core.database import Base, Identified, Keep
from schoollink.core.database.base import Labelled
from schoollink.core.i18n import _l
from schoollink.links.models import Link
from schoollink.schools.models import School


class ExchangeForm(Labelled):
    """What kind of exchange a visit is (R21 to R25, R27)."""

    TRAINING = "training", _l("Training exchange")
    PUPILS = "pupils", _l("Pupil exchange")
    ON_SITE = "on_site", _l("Training at the partner school")
    STUDY_TOUR = "study_tour", _l("Study tour")
    INFORMATION = "information", _l("Sharing what we know")
    TECHNICAL = "technical", _l("Helping with one project")


class VisitState(Labelled):
    """Where a visit stands (the first part of domain A.3)."""

    PLANNING = "planning", _l("Planning")
    CONFIRMED = "confirmed", _l("Confirmed")
    IN_PROGRESS = "in_progress", _l("Under way")
    CLOSED = "closed", _l("Done")
    CANCELLED = "cancelled", _l("Cancelled")


class Side(Labelled):
    """On whose side somebody stands in a visit."""

    VISITING = "visiting", _l("Visitors")
    HOSTING = "hosting", _l("Hosts")


class VisitRole(Labelled):
    """What an adult does in a visit. Pupils are never listed by name, so there is no such role."""

    LEADER = "leader", _l("Visit leader")
    DEPUTY = "deputy", _l("Deputy leader")
    TEACHER = "teacher", _l("Teacher")
    SENIOR = "senior", _l("Head or senior leader")
    ACCOMPANYING = "accompanying", _l("Accompanying adult")
    INTERPRETER = "interpreter", _l("Interpreter")
    HOST_CONTACT = "host_contact", _l("Contact at the host school")
    MENTOR = "mentor", _l("Host mentor")
    HOME_CONTACT = "home_contact", _l("Contact at home, not travelling")
    DRIVER = "driver", _l("Driver")


class ItemKind(Labelled):
    """What happens at a time of a visit's day."""

    MEETING = "meeting", _l("Meeting")
    LESSON = "lesson", _l("Lesson")
    WORKSHOP = "workshop", _l("Workshop")
    CULTURE = "culture", _l("Sights and culture")
    TRAVEL = "travel", _l("Travel")
    MEAL = "meal", _l("Meal")
    REST = "rest", _l("Rest")
    FREE = "free", _l("Free time")


class CheckKind(Labelled):
    """What is made sure of before a visit (R102 to R107)."""

    STAY = "stay", _l("Where the visitors stay")
    MINIBUS = "minibus", _l("Minibus for travel on site")
    INSURANCE = "insurance", _l("Health and travel insurance for everybody")
    INTERPRETER = "interpreter", _l("Interpreter")
    GIFT = "gift", _l("Thank-you gift for the hosts")
    CLOTHES = "clothes", _l("Clothes for weather and custom")


class CheckState(Labelled):
    """How far a check is; late follows from its day."""

    WAITING = "waiting", _l("Waiting")
    DONE = "done", _l("Done")
    NOT_NEEDED = "not_needed", _l("Not needed")


class CostKind(Labelled):
    """What money or time goes into."""

    TRAVEL = "travel", _l("Travel")
    STAY = "stay", _l("Rooms and hosting")
    FOOD = "food", _l("Meals")
    INSURANCE = "insurance", _l("Insurance and visas")
    ACTIVITIES = "activities", _l("Activities and materials")
    TIME = "time", _l("Staff time")
    OTHER = "other", _l("Something else")


class Payer(Labelled):
    """Who pays a cost of a visit."""

    SENDING = "sending", _l("The visiting school")
    HOST = "host", _l("The host school")
    GRANT = "grant", _l("A grant or other money")
    OPEN = "open", _l("Still to find")


class Visit(Identified, Base):
    """Some people of one school at the other, from one day to another."""

    __tablename__ = "visit"
    __table_args__ = (Index("ix_visit_link_id_first_day", "link_id", "first_day"),)
    keeps = Keep(
        _l("Who travelled, in the words of staff"),
        _l("12 months after the link ends"),
        _l("Staff take it out of what they wrote"),
        ended_by="links.forget",
    )

    link_id: Mapped[UUID] = mapped_column(ForeignKey("link.id"))
    title: Mapped[str] = mapped_column(String(120), default="")
    """Empty: the schools' names make the title, in the reader's language."""
    form: Mapped[ExchangeForm] = mapped_column(default=ExchangeForm.INFORMATION)
    sending_school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), index=True)
    host_school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
    who: Mapped[str] = mapped_column(String(300), default="")
    purpose: Mapped[str] = mapped_column(String(2000), default="")
    why_in_person: Mapped[str] = mapped_column(String(2000), default="")
    exchanged: Mapped[str] = mapped_column(String(4000), default="")
    follow_up: Mapped[str] = mapped_column(String(2000), default="")
    is_logged_past: Mapped[bool] = mapped_column(default=False)
    has_pupils: Mapped[bool] = mapped_column(default=False)
    state: Mapped[VisitState] = mapped_column(default=VisitState.PLANNING)
    cancel_words: Mapped[str] = mapped_column(String(300), default="")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    link: Mapped[Link] = relationship(lazy="selectin")

    @property
    def sending_school(self) -> School:
        """The school that travels; one of the link's, so it is loaded already."""
        return next(one for one in self.link.schools if one.id == self.sending_school_id)

    @property
    def host_school(self) -> School:
        """The school that is visited."""
        return next(one for one in self.link.schools if one.id == self.host_school_id)

    @property
    def days(self) -> int:
        """How many days it takes, the first and the last counted."""
        return (self.last_day - self.first_day).days + 1

    def has_day(self, day: date) -> bool:
        """Whether a day is one of the visit's."""
        return self.first_day <= day <= self.last_day


class VisitPerson(Identified, Base):
    """An adult with a part in a visit: of the staff, or somebody else by name and organisation."""

    __tablename__ = "visit_person"
    keeps = Keep(
        _l("What an adult does in a visit"),
        _l("12 months after the link ends"),
        _l("The name is taken off"),
        staff_only=True,
        ended_by="links.forget",
    )

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visit.id"), index=True)
    side: Mapped[Side]
    role: Mapped[VisitRole]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(80), default="")
    organisation: Mapped[str] = mapped_column(String(120), default="")
    task: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime]

    visit: Mapped[Visit] = relationship(lazy="selectin")
    person: Mapped[Person | None] = relationship(lazy="selectin")

    @property
    def shown_name(self) -> str:
        """The name of the account, else the one that was typed."""
        return self.person.name if self.person is not None else self.name


class ItineraryItem(Identified, Base):
    """One thing on one day, in wall time at the host."""

    __tablename__ = "itinerary_item"
    __table_args__ = (Index("ix_itinerary_item_visit_id_day", "visit_id", "day", "starts"),)

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visit.id"))
    day: Mapped[date]
    starts: Mapped[time]
    ends: Mapped[time | None]
    what: Mapped[str] = mapped_column(String(160))
    kind: Mapped[ItemKind]
    place: Mapped[str] = mapped_column(String(160), default="")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]

    visit: Mapped[Visit] = relationship(lazy="selectin")


class VisitCheck(Identified, Base):
    """One thing to make sure of before a visit."""

    __tablename__ = "visit_check"
    __table_args__ = (UniqueConstraint("visit_id", "kind"),)
    keeps = Keep(
        _l("Who sees to a preparation of a visit"),
        _l("12 months after the link ends"),
        _l("Staff take it out of what they wrote"),
        staff_only=True,
        ended_by="links.forget",
    )

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visit.id"))
    kind: Mapped[CheckKind]
    state: Mapped[CheckState] = mapped_column(default=CheckState.WAITING)
    due_on: Mapped[date | None]
    who: Mapped[str] = mapped_column(String(80), default="")
    note: Mapped[str] = mapped_column(String(300), default="")
    version: Mapped[int] = mapped_column(default=1)

    visit: Mapped[Visit] = relationship(lazy="selectin")


class VisitCost(Identified, Base):
    """One cost of a visit, in minor units of its currency. Time and hosting count as well."""

    __tablename__ = "visit_cost"

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visit.id"), index=True)
    kind: Mapped[CostKind]
    what: Mapped[str] = mapped_column(String(120), default="")
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    payer: Mapped[Payer]
    created_at: Mapped[datetime]

    visit: Mapped[Visit] = relationship(lazy="selectin")
