"""Work that is not done while somebody waits. Jobs come from state (HOUSE decision 7).

`@job("visits.remind", due=visits_to_remind)`: `due` is a query for the ids still owed, and a sweep
each minute runs it; a row marks what was done. `later` is only a hint that one is owed now. So a
lost queue loses nothing, and a job may run twice: it reads in one unit, works outside, stores in
another, and finds nothing to do when somebody was quicker.
"""

import json
import random
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import click
import structlog
from flask import Flask, current_app
from flask.cli import AppGroup
from huey import Huey, RedisHuey, SqliteHuey, crontab
from huey.consumer import Consumer
from huey.registry import Message
from huey.serializer import Serializer

from schoollink.core.database import after_commit, current_unit, unit_of_work
from schoollink.core.settings import Settings

log = structlog.get_logger()
AT_ONCE = 200


@dataclass(frozen=True)
class Job:
    """A kind of work: `run(id)` does it for one id, `due()` gives the ids still owed."""

    name: str
    run: Callable[[UUID], None]
    due: Callable[[], Iterable[UUID]]


_jobs: dict[str, Job] = {}


def job(
    name: str, *, due: Callable[[], Iterable[UUID]]
) -> Callable[[Callable[[UUID], None]], Callable[[UUID], None]]:
    """Register a kind of work. Without `due` there is no job."""

    def register(run: Callable[[UUID], None]) -> Callable[[UUID], None]:
        if name in _jobs:
            raise RuntimeError(f"job {name} is registered twice")
        _jobs[name] = Job(name, run, due)
        return run

    return register


def registered() -> dict[str, Job]:
    """All jobs by name."""
    return _jobs


def later(name: str, key: UUID) -> None:
    """Hint, after the commit of the open unit, that a job is owed for an id."""
    task = current_app.extensions["huey_task"]

    def hint() -> None:
        task(name, str(key))

    if current_unit() is None:
        hint()
    else:
        after_commit(hint)


def run(name: str, key: UUID) -> None:
    """Do one job now, in this thread."""
    structlog.contextvars.bind_contextvars(job=name)
    try:
        _jobs[name].run(key)
        log.debug("job_done", id=str(key))
    except Exception:
        log.exception("job_failed", id=str(key))
        raise
    finally:
        structlog.contextvars.unbind_contextvars("job")


def sweep() -> int:
    """Do everything that is owed now; gives how many jobs ran. One failure stops no other."""
    done = 0
    for name, kind in list(_jobs.items()):
        try:
            with unit_of_work(writes=False):
                due = list(kind.due())
        except Exception:
            log.exception("due_failed", job=name)
            continue
        for key in random.sample(due, min(len(due), AT_ONCE)):  # none waits behind what fails
            with suppress(Exception):  # run has logged it, and it stays owed until it succeeds
                run(name, key)
                done += 1
    return done


class JsonSerializer(Serializer):  # type: ignore[misc]  # Huey ships no types
    """Task messages as JSON: names, arguments and times, nothing that could be executed."""

    def _serialize(self, data: Any) -> bytes:
        return json.dumps(data._asdict(), default=str).encode()

    def _deserialize(self, data: bytes) -> Any:
        fields = json.loads(data)
        return Message(
            **fields | {"args": tuple(fields["args"] or ()), "eta": None, "expires": None}
        )


def init_app(app: Flask) -> None:
    """Make the queue and its one task, and the worker's command."""
    settings: Settings = app.extensions["settings"]
    app.extensions["huey"] = huey = _queue(settings)

    def work(name: str, key: str) -> None:
        with app.app_context():
            run(name, UUID(key))

    def sweep_all() -> None:
        with app.app_context():
            sweep()

    app.extensions["huey_task"] = huey.task(name="work", retries=0)(work)
    huey.periodic_task(crontab(), name="sweep")(sweep_all)
    app.cli.add_command(_commands)


def _queue(settings: Settings) -> Huey:
    if settings.redis_url:
        return RedisHuey(
            "schoollink", url=settings.redis_url, serializer=JsonSerializer(), results=False
        )
    return SqliteHuey(
        "schoollink",
        filename=str(settings.instance / "jobs.db"),
        serializer=JsonSerializer(),
        results=False,
    )


class _QuietConsumer(Consumer):  # type: ignore[misc]  # Huey ships no types
    """A consumer inside the server: it leaves the server's signal handlers alone."""

    def _set_signal_handlers(self) -> None:
        pass


def start_embedded(app: Flask) -> Callable[[], None]:
    """Start the consumer's threads in this process; gives the function that stops them."""
    consumer = _QuietConsumer(
        app.extensions["huey"], workers=1, periodic=True, check_worker_health=False
    )
    consumer.start()
    return lambda: _stop(consumer)


def _stop(consumer: Any) -> None:
    threading.Thread(target=consumer.stop, kwargs={"graceful": False}, daemon=True).start()


_commands = AppGroup("jobs", help="Work that is not done while somebody waits.")


@_commands.command("work")
def _work() -> None:
    """Run jobs in this process until it is told to stop."""
    Consumer(current_app.extensions["huey"], workers=2, periodic=True).run()


@_commands.command("sweep")
def _sweep() -> None:
    """Do once everything that is owed now."""
    click.echo(f"{sweep()} jobs done")
