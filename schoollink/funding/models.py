"""Applications, their tasks, budgets, sources and documents. Amounts are minor units."""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from schoollink.accounts.models import Person
from schoollink.core.database import Base, Identified, Keep
from schoollink.core.database.base import Labelled
from schoollink.core.i18n import _l
from schoollink.files.models import StoredFile
from schoollink.links.models import Link
from schoollink.schools.models import School


class ApplicationState(Labelled):
    """Where an application stands (the first part of domain B.3)."""

    SPOTTED = "spotted", _l("Found")
    DRAFTING = "drafting", _l("Being written")
    SUBMITTED = "submitted", _l("Sent")
    AWARDED = "awarded", _l("Awarded")
    DECLINED = "declined", _l("Declined")
    CLOSED = "closed", _l("Closed")


class BudgetKind(Labelled):
    """What a budget line is for."""

    TRAVEL = "travel", _l("Travel")
    HOSTING = "hosting", _l("Rooms and hosting")
    MATERIALS = "materials", _l("Materials")
    TIME = "time", _l("Staff time")
    OTHER = "other", _l("Something else")


class Application(Identified, Base):
    """An application of a link. The deadline is wall time where the funder is (F-01)."""

    __tablename__ = "application"
    __table_args__ = (Index("ix_application_link_id_deadline_at", "link_id", "deadline_at"),)

    link_id: Mapped[UUID] = mapped_column(ForeignKey("link.id"))
    funder: Mapped[str] = mapped_column(String(120))
    programme: Mapped[str] = mapped_column(String(160))
    deadline_day: Mapped[date]
    deadline_time: Mapped[time]
    deadline_zone: Mapped[str] = mapped_column(String(60))
    deadline_at: Mapped[datetime]
    """Derived from the three above with the zone data of `zone_release`."""
    zone_release: Mapped[str] = mapped_column(String(20))
    amount: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    state: Mapped[ApplicationState] = mapped_column(default=ApplicationState.SPOTTED)
    notes: Mapped[str] = mapped_column(String(4000), default="")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]

    link: Mapped[Link] = relationship(lazy="selectin")
    tasks: Mapped[list["ApplicationTask"]] = relationship(
        lazy="selectin", viewonly=True, order_by="ApplicationTask.created_at, ApplicationTask.id"
    )


class ApplicationTask(Identified, Base):
    """Somebody at one school does something for an application."""

    __tablename__ = "application_task"
    keeps = Keep(
        _l("Who does what for an application"),
        _l("12 months after the link ends"),
        _l("The name is taken off"),
        staff_only=True,
        ended_by="links.forget",
    )

    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"), index=True)
    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    what: Mapped[str] = mapped_column(String(200))
    by_day: Mapped[date | None]
    done_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    application: Mapped[Application] = relationship(lazy="selectin")
    person: Mapped[Person] = relationship(lazy="selectin")
    school: Mapped[School] = relationship(lazy="selectin")


class BudgetLine(Identified, Base):
    """Something that is spent, by one school or by all together (no school)."""

    __tablename__ = "budget_line"

    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"), index=True)
    kind: Mapped[BudgetKind]
    what: Mapped[str] = mapped_column(String(120))
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    spending_school_id: Mapped[UUID | None] = mapped_column(ForeignKey("school.id"), index=True)
    created_at: Mapped[datetime]

    application: Mapped[Application] = relationship(lazy="selectin")


class FundingSource(Identified, Base):
    """Where money, time or things come from: a school, or a funder (no school)."""

    __tablename__ = "funding_source"

    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    is_in_kind: Mapped[bool] = mapped_column(default=False)
    is_confirmed: Mapped[bool] = mapped_column(default=False)
    school_id: Mapped[UUID | None] = mapped_column(ForeignKey("school.id"), index=True)
    created_at: Mapped[datetime]

    application: Mapped[Application] = relationship(lazy="selectin")


class ApplicationDocument(Identified, Base):
    """A file of an application: the call, the form, the letter."""

    __tablename__ = "application_document"

    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"), index=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime]

    application: Mapped[Application] = relationship(lazy="selectin")
    file: Mapped[StoredFile] = relationship(lazy="selectin")
