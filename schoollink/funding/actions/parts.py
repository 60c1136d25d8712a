"""The parts of an application: tasks, budget lines, sources and documents."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from schoollink.core.clock import now
from schoollink.core.database import db
from schoollink.core.policy import Actor
from schoollink.files import actions as files
from schoollink.funding.actions.applications import check_not_closed, minor_of, remember
from schoollink.funding.models import (
    Application,
    ApplicationDocument,
    ApplicationTask,
    BudgetKind,
    BudgetLine,
    FundingSource,
)
from schoollink.funding.presenters import TASK
from schoollink.notifications.actions import announce, settle

NO_SCHOOL = "none"


@dataclass(frozen=True)
class Task:
    """What somebody does by when. `who` is "<school id>.<person id>", as the form offered it."""

    what: str
    who: str
    by_day: date | None


@dataclass(frozen=True)
class Line:
    """Something that is spent; `spender` is a school's id, or NO_SCHOOL for all together."""

    kind: str
    what: str
    amount: Decimal
    currency: str
    spender: str


@dataclass(frozen=True)
class Source:
    """Where something comes from; `giver` is a school's id, or NO_SCHOOL for others."""

    name: str
    amount: Decimal
    currency: str
    giver: str
    is_in_kind: bool
    is_confirmed: bool


@dataclass(frozen=True)
class Document:
    """A file as it was sent, and after `prepare` a `files.actions.TakenFile`."""

    title: str
    file: Any


def add_task(application: Application, task: Task, *, actor: Actor) -> ApplicationTask:
    """Give somebody of one school a task; from then on they see the application."""
    check_not_closed(application)
    school_id, _, person_id = task.who.partition(".")
    row = ApplicationTask.of(
        application_id=application.id,
        school_id=UUID(school_id),
        person_id=UUID(person_id),
        what=task.what,
        by_day=task.by_day,
        created_at=now(),
    )
    db.session.add(row)
    db.session.flush()
    remember(actor, "application.task_added", application, person=row.person_id)
    announce(TASK, row, [row.person_id], actor=actor)
    return row


def finish_task(task: ApplicationTask, *, actor: Actor) -> None:
    """Say that a task is done; twice is as good as once."""
    task.done_at = task.done_at or now()
    settle(TASK, task.id)
    remember(actor, "application.task_done", task)


def reopen_task(task: ApplicationTask, *, actor: Actor) -> None:
    """Say that a task is not done after all."""
    task.done_at = None
    announce(TASK, task, [task.person_id], actor=actor)
    remember(actor, "application.task_reopened", task)


def add_line(application: Application, line: Line, *, actor: Actor) -> BudgetLine:
    """Add something that is spent."""
    check_not_closed(application)
    row = BudgetLine.of(
        application_id=application.id,
        kind=BudgetKind(line.kind),
        what=line.what,
        amount=minor_of(line.amount, line.currency),
        currency=line.currency,
        spending_school_id=_school(line.spender),
        created_at=now(),
    )
    db.session.add(row)
    remember(actor, "application.line_added", application)
    return row


def add_source(application: Application, source: Source, *, actor: Actor) -> FundingSource:
    """Add where something comes from."""
    check_not_closed(application)
    row = FundingSource.of(
        application_id=application.id,
        name=source.name,
        amount=minor_of(source.amount, source.currency),
        currency=source.currency,
        is_in_kind=source.is_in_kind,
        is_confirmed=source.is_confirmed,
        school_id=_school(source.giver),
        created_at=now(),
    )
    db.session.add(row)
    remember(actor, "application.source_added", application)
    return row


def add_document(
    application: Application, document: Document, *, place_id: UUID, actor: Actor
) -> ApplicationDocument:
    """Keep a taken file with the application, as a file of one school."""
    check_not_closed(application)
    stored = files.keep(document.file, place_id=place_id, actor=actor)
    row = ApplicationDocument.of(
        application_id=application.id,
        file_id=stored.id,
        title=document.title or stored.name,
        created_at=now(),
    )
    db.session.add(row)
    remember(actor, "application.document_added", application, file=stored.id)
    return row


def drop_part(
    part: ApplicationTask | BudgetLine | FundingSource | ApplicationDocument, *, actor: Actor
) -> None:
    """Take a part of an application away, with the file that it held."""
    check_not_closed(part.application)
    remember(actor, f"{part.__tablename__}.dropped", part)
    settle(TASK, part.id)
    stored = part.file if isinstance(part, ApplicationDocument) else None
    db.session.delete(part)
    db.session.flush()
    if stored is not None:
        files.discard(stored)


def _school(key: str) -> UUID | None:
    return None if key == NO_SCHOOL else UUID(key)
