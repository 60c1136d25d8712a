"""Reads: applications of a link, and the parts of one."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select

from schoollink.audit.models import AuditEntry
from schoollink.core.clock import zone_release
from schoollink.core.database import db
from schoollink.core.policy import Actor
from schoollink.funding.models import (
    Application,
    ApplicationDocument,
    ApplicationState,
    BudgetLine,
    FundingSource,
)
from schoollink.funding.policies import visible_applications
from schoollink.funding.rules import TO_SEND, before
from schoollink.links.models import Link

MOST = 100


def has_applications(link: Link, actor: Actor) -> bool:
    """Whether a link has an application that the reader may see."""
    seen = visible_applications(actor).where(Application.link_id == link.id)
    return db.session.scalar(seen.with_only_columns(Application.id).limit(1)) is not None


def to_send(link: Link, actor: Actor) -> Sequence[Application]:
    """Applications still to send that the reader may see, by deadline."""
    return db.session.scalars(
        visible_applications(actor)
        .where(Application.link_id == link.id, Application.state.in_(TO_SEND))
        .order_by(Application.deadline_at, Application.id)
        .limit(MOST)
    ).all()


def sent(link: Link, actor: Actor) -> Select[Application]:
    """Applications that were sent or closed, as a select for a list by key."""
    return visible_applications(actor).where(
        Application.link_id == link.id, Application.state.not_in(TO_SEND)
    )


def all_of(link: Link, actor: Actor) -> Sequence[Application]:
    """All applications of a link that the reader may see, by deadline; for files."""
    return db.session.scalars(
        visible_applications(actor)
        .where(Application.link_id == link.id)
        .order_by(Application.deadline_at, Application.id)
        .limit(1000)
    ).all()


def state_before(application: Application) -> ApplicationState | None:
    """The state that the last step led away from, or None when there was none or nobody knows."""
    return before(application.state, _closed_from(application))


def _closed_from(application: Application) -> ApplicationState | None:
    if application.state is not ApplicationState.CLOSED:
        return None
    # Only the audit remembers it, for as long as its entries are kept.
    last = db.session.scalar(
        select(AuditEntry)
        .where(
            AuditEntry.subject_kind == Application.__tablename__,
            AuditEntry.subject_id == application.id,
            AuditEntry.action == "application.closed",
        )
        .order_by(AuditEntry.at.desc(), AuditEntry.id)
        .limit(1)
    )
    was = last.details.get("was") if last is not None else None
    return ApplicationState(was) if was else None


def lines(application: Application) -> Sequence[BudgetLine]:
    """What is spent, in the order in which it was put in."""
    return db.session.scalars(
        select(BudgetLine)
        .where(BudgetLine.application_id == application.id)
        .order_by(BudgetLine.created_at, BudgetLine.id)
    ).all()


def sources(application: Application) -> Sequence[FundingSource]:
    """Where it comes from, in the order in which it was put in."""
    return db.session.scalars(
        select(FundingSource)
        .where(FundingSource.application_id == application.id)
        .order_by(FundingSource.created_at, FundingSource.id)
    ).all()


def documents(application: Application) -> Sequence[ApplicationDocument]:
    """The files, in the order in which they were added."""
    return db.session.scalars(
        select(ApplicationDocument)
        .where(ApplicationDocument.application_id == application.id)
        .order_by(ApplicationDocument.created_at, ApplicationDocument.id)
    ).all()


def applications_to_rederive() -> Sequence[UUID]:
    """Ids of those still to send whose instant was derived with other zone data."""
    return db.session.scalars(
        select(Application.id).where(
            Application.zone_release != zone_release(), Application.state.in_(TO_SEND)
        )
    ).all()
