"""How often: counters in memory, or in Redis when there are several processes."""

import time
from dataclasses import dataclass

import limits
from flask import Flask, current_app, request
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter

from schoollink.core.errors import TooMany
from schoollink.core.gate.origin import network_of
from schoollink.core.security import current_actor
from schoollink.core.settings import Settings


@dataclass(frozen=True)
class Limit:
    """At most `rate` (such as "20/minute") by `person` or network `address`."""

    rate: str
    by: str = "person"


def init_app(app: Flask) -> None:
    """Choose where the counters live."""
    settings: Settings = app.extensions["settings"]
    storage = RedisStorage(settings.redis_url) if settings.redis_url else MemoryStorage()
    app.extensions["limiter"] = MovingWindowRateLimiter(storage)


def hit(name: str, rate: str, *whose: str) -> None:
    """Count one try; raises TooMany when there were too many."""
    if not _are_on():
        return
    limiter, item = current_app.extensions["limiter"], limits.parse(rate)
    if not limiter.hit(item, name, *whose):
        raise TooMany(_seconds_left(item, name, *whose), limit=name)


def count_of(name: str, rate: str, *whose: str) -> int:
    """How many tries are left before `hit` refuses."""
    limiter = current_app.extensions["limiter"]
    return int(limiter.get_window_stats(limits.parse(rate), name, *whose).remaining)


def check(name: str, rate: str, *whose: str) -> None:
    """Raise TooMany when no try is left, without counting this one."""
    if not _are_on():
        return
    limiter, item = current_app.extensions["limiter"], limits.parse(rate)
    if not limiter.test(item, name, *whose):
        raise TooMany(_seconds_left(item, name, *whose), limit=name)


def forget(name: str, rate: str, *whose: str) -> None:
    """Take all counted tries back: they were followed by a right one."""
    current_app.extensions["limiter"].clear(limits.parse(rate), name, *whose)


def hit_request(name: str, limit: Limit) -> None:
    """Count the present request against its mark's limit."""
    person = current_actor().person_id
    network = network_of(request.remote_addr or "")
    whose = str(person) if limit.by == "person" and person else network
    hit(name, limit.rate, whose)


def _are_on() -> bool:
    settings: Settings = current_app.extensions["settings"]
    return settings.limits


def _seconds_left(item: limits.RateLimitItem, name: str, *whose: str) -> int:
    stats = current_app.extensions["limiter"].get_window_stats(item, name, *whose)
    return int(stats.reset_time - time.time()) + 1
