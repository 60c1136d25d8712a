"""Rules over several rows, raced with two connections: on PostgreSQL 200 times each."""

import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from schoollink.core.clock import now
from schoollink.core.database import db, locked, unit_of_work
from schoollink.core.errors import Busy, RuleBroken
from schoollink.core.realtime import registered, wire
from schoollink.links.actions import restart_pupil_writing, stop_pupil_writing
from schoollink.messages.actions import join_room, leave_room, post_message
from schoollink.messages.models import Message, Room, RoomAdult
from schoollink.schools.models import Membership
from tests.databases import ENGINE
from tests.messages import cast
from tests.messages.cast import new
from tests.page import Page
from tests.world import World

pytestmark = pytest.mark.slow
ROUNDS = 200 if ENGINE == "postgresql" else 20


def at_once(app: Flask, *acts: Callable[[], Any]) -> list[Any]:
    """Run acts at the same moment, each in a thread and unit of work of its own."""
    gate, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(index: int, act: Callable[[], Any]) -> None:
        with app.app_context():
            gate.wait()
            try:
                results[index] = act()
            except (RuleBroken, Busy) as refused:
                results[index] = refused

    threads = [threading.Thread(target=run, args=one) for one in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def count_messages() -> int:
    with unit_of_work(writes=False):
        return db.session.scalar(select(func.count()).select_from(Message)) or 0


def writer(world: World, room: Room, who: str) -> Callable[[], Message]:
    def act() -> Message:
        with unit_of_work():
            found = locked(Room, room.id)
            assert found is not None
            return post_message(found, new(), actor=world.actor(who))

    return act


def test_SG02_the_last_supervisor_and_a_pupils_post(app: Flask, world: World, room: Room) -> None:
    """Once the commit that takes the supervisor away is done, no message is accepted."""
    daniel: Membership = world.all(Membership, person_id=world.daniel.id)[0]

    def bar() -> int:
        with unit_of_work():
            row = db.session.get(Membership, daniel.id)
            assert row is not None
            row.barred_at = now()
        return count_messages()

    outcomes = set()
    for _ in range(ROUNDS):
        counted, sent = at_once(app, bar, writer(world, room, "otieno"))
        with app.app_context():
            assert count_messages() == counted, "a message came after its supervisor went"
        outcomes.add(type(sent).__name__)
        row = world.fresh(daniel)
        row.barred_at = None
        world.put(row)
    assert outcomes <= {"Message", "Silenced"}


def test_AT135_the_stop_button_and_pupils_who_write(app: Flask, world: World, room: Room) -> None:
    def stop() -> int:
        with unit_of_work():
            stop_pupil_writing(db.session.get_one(type(world.link), world.link.id),
                               actor=world.actor("sarah"))  # fmt: skip
        return count_messages()

    pupils = ("ava", "noah", "achieng", "otieno")
    for _ in range(ROUNDS // 5):
        counted, *sent = at_once(app, stop, *(writer(world, room, who) for who in pupils))
        assert isinstance(counted, int), counted
        with app.app_context():
            assert count_messages() == counted, "a message came after the stop button"
        assert not [one for one in sent if isinstance(one, Busy)]
        for who in ("meera", "daniel"):
            world.do(restart_pupil_writing, world.link, by=who)


def test_AT046_two_supervisors_leave_at_once(app: Flask, world: World) -> None:
    room = cast.project_room(world, teachers=("meera",))
    for who in ("daniel", "peter"):
        world.do(join_room, room, by=who)

    def leave(who: str) -> Callable[[], None]:
        def act() -> None:
            with unit_of_work():
                found = locked(Room, room.id)
                assert found is not None
                leave_room(found, actor=world.actor(who))

        return act

    for _ in range(ROUNDS // 5):
        at_once(app, leave("daniel"), leave("peter"))
        staying = {world.name_of(row.person_id) for row in world.all(RoomAdult)}
        assert len(staying) == 1
        world.do(join_room, room, by=({"daniel", "peter"} - staying).pop())


def test_RL03_numbers_have_no_gap_however_many_write(app: Flask, world: World, room: Room) -> None:
    people = ("meera", "daniel", "tom", "rose", "ava", "otieno")
    for _ in range(ROUNDS // 10):
        at_once(app, *(writer(world, room, who) for who in people))
    rows = world.all(Message)
    assert sorted(row.seq for row in rows) == list(range(1, len(rows) + 1))
    assert world.fresh(room).seq == len(rows)


def test_AT073_one_key_in_parallel_is_one_message(app: Flask, world: World, room: Room) -> None:
    sent = new("Once")

    def act() -> Any:
        with unit_of_work():
            found = locked(Room, room.id)
            assert found is not None
            return post_message(found, sent, actor=world.actor("meera")).id

    assert len(set(at_once(app, *[act] * 8))) == 1
    assert len(world.all(Message)) == 1


@pytest.mark.parametrize("way", ["form", "socket"])
def test_RP7_who_is_suspended_while_their_message_waits_for_the_room_is_not_heard(
    app: Flask, world: World, room: Room, page: Page, way: str
) -> None:
    """The rights of whoever writes are read once the room is theirs, not when the wait began."""
    page.as_("meera")
    meera: Membership = world.all(Membership, person_id=world.meera.id)[0]
    sent = {"key": str(uuid4()), "body": "Still here?", "csrf_token": page.token()}
    url, cookie = f"/rooms/{room.id}/messages", page.client.get_cookie("sl_dev")
    waits, answers = threading.Event(), []

    def write() -> None:
        if way == "form":
            answers.append(page.client.post(url, data=sent).status_code)
            return
        payload = {"room": str(room.id), "key": sent["key"], "body": sent["body"]}
        headers = {"Cookie": f"sl_dev={cookie.value if cookie else ''}"}
        with app.test_request_context("/", headers=headers):
            message = registered()["messages:send"]
            answers.append(wire.answer(message, payload, whose="meera")["ok"])

    def is_waiting(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if threading.current_thread() is writing and "FOR UPDATE" in statement:
            waits.set()

    writing = threading.Thread(target=write)
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", is_waiting)
        try:
            with unit_of_work():
                locked(Room, room.id)
                writing.start()
                if ENGINE == "postgresql":
                    assert waits.wait(timeout=10)
                db.session.get_one(Membership, meera.id).barred_at = now()
            writing.join(timeout=30)
        finally:
            event.remove(db.engine, "before_cursor_execute", is_waiting)
    assert answers in ([404], [403], [False])
    assert world.all(Message) == []
