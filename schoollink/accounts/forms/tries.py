"""How often somebody may try (safety.md 2.4). A school is one network address, so that one is wide.

Strange devices share the tries of an account, a device that the person signed in on before has its
own: whoever guesses from elsewhere locks nobody out. Right tries are never counted. Where several
people share an address, what one of them knows buys no tries at the others' passwords.
"""

import hashlib
from collections.abc import Iterable
from uuid import UUID

from flask import request

from schoollink.accounts.actions import record_failure
from schoollink.accounts.models import Person
from schoollink.accounts.rules import normal_name
from schoollink.core.gate import limits, note
from schoollink.core.gate.origin import network_of
from schoollink.core.security import current_actor, known_device

AN_ACCOUNT = "10 per 5 minutes"
AN_ADDRESS = "300 per 5 minutes"
A_FACTOR = ("5 per 5 minutes", "20 per hour", "50 per day")
STRANGE = "strange"


class Tries:
    """The tries of one sign-in: taken before the slow check, given back when it was right."""

    def __init__(self, typed: str, people: Iterable[Person]) -> None:
        self.people = list(people)
        name = hashlib.sha256(normal_name(typed).encode()).hexdigest()
        devices = [known_device([person.id]) for person in self.people]
        device = devices[0] if devices and all(devices) else ""
        self._whose = (name, device or STRANGE)
        self._is_strange = not device
        self._network = network_of(request.remote_addr or "")

    def take(self) -> None:
        """Count one; raises TooMany when there were too many wrong ones."""
        if self._is_strange:
            limits.check("sign-in-network", AN_ADDRESS, self._network)
        limits.hit("sign-in", AN_ACCOUNT, *self._whose)

    def was_right(self) -> None:
        """Forget this one and the wrong ones before it, unless others share what was typed."""
        if len(self.people) > 1:
            return
        limits.forget("sign-in", AN_ACCOUNT, *self._whose)

    def was_wrong(self) -> None:
        """Count it against the network too, and write it down."""
        people = self.people
        note(lambda: record_failure(people, step="password"))
        if self._is_strange:
            limits.hit("sign-in-network", AN_ADDRESS, self._network)


class FactorTries:
    """The tries of one person at the second step, or at a password that is asked again."""

    def __init__(self, step: str, person: Person | UUID) -> None:
        self.step = step
        self.person = person if isinstance(person, Person) else None
        key = person.id if isinstance(person, Person) else person
        self._whose = (str(key), known_device([key]) or STRANGE)

    def take(self) -> None:
        """Count one; raises TooMany when there were too many wrong ones."""
        for rate in A_FACTOR:
            limits.hit(self.step, rate, *self._whose)

    def was_right(self) -> None:
        """Forget this one and the wrong ones before it."""
        for rate in A_FACTOR:
            limits.forget(self.step, rate, *self._whose)

    def was_wrong(self) -> None:
        """Write it down."""
        people, step, actor = [self.person] if self.person else [], self.step, current_actor()
        note(lambda: record_failure(people, step=step, actor=actor))
