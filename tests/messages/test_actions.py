"""Writing, reading first, taking back: states, the counter and the log."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from schoollink.core.clock import Clock, now
from schoollink.core.database import unit_of_work
from schoollink.core.errors import Forbidden, NotFound, RuleBroken
from schoollink.links.models import Link, LinkState
from schoollink.messages import actions
from schoollink.messages.models import Change, Message, MessageState, Room, RoomLog, RoomRead
from schoollink.messages.queries import changes_of, rooms_of_link, unread_counts, waiting_for
from schoollink.projects.models import Project, ProjectState
from schoollink.schools.models import AgeBand, Membership, Pupil, SchoolClass
from schoollink.supervision.rules import Silence, Silenced
from tests.messages.cast import every_message, say
from tests.world import World


def seen_by(world: World, room: Room, who: str) -> list[tuple[str, str]]:
    """The words and states that somebody finds in a room, in order."""
    with world.app.app_context(), unit_of_work(writes=False):
        found = world._load(room)
        rows = changes_of(found, world.actor(who), after=0).messages
        return [(m.body, m.state.value) for m in sorted(rows, key=lambda m: m.seq)]


def test_a_message_of_an_adult_is_seen_by_everybody_at_once(world: World, room: Room) -> None:
    say(world, room, "meera", "Good morning")
    for who in ("ava", "otieno", "daniel", "grace"):
        assert seen_by(world, room, who) == [("Good morning", "visible")]


@pytest.mark.parametrize("author", ["ava", "otieno"])
def test_SG03_a_pupil_under_13_is_read_first(world: World, room: Room, author: str) -> None:
    assert say(world, room, author).state is MessageState.HELD


def test_SG03_a_pupil_of_13_is_not(world: World, room: Room) -> None:
    year5 = world.fresh(world.year5)
    year5.ages = AgeBand.THIRTEEN_TO_FIFTEEN
    world.put(year5)
    assert say(world, room, "ava").state is MessageState.VISIBLE


def test_C20_what_is_held_is_seen_by_its_author_and_own_school_staff_only(
    world: World, room: Room
) -> None:
    say(world, room, "ava", "Secret so far")
    see = {who for who in world.people if ("Secret so far", "held") in seen_by(world, room, who)}
    readers = {"meera", "tom", "sarah", "daniel", "rose", "grace", "ava", "noah", "achieng"}
    assert see & readers == {"ava", "meera", "tom", "sarah"}


def test_a_released_message_takes_its_place_when_it_is_released(world: World, room: Room) -> None:
    """Nobody finds a new message above what they have read."""
    held = say(world, room, "ava", "First typed")
    say(world, room, "daniel", "Second typed")
    world.do(actions.release_message, room, held.id, by="tom")
    assert seen_by(world, room, "otieno") == [
        ("Second typed", "visible"), ("First typed", "visible"),
    ]  # fmt: skip


def test_release_all_keeps_the_order_and_leaves_the_other_school_alone(
    world: World, room: Room
) -> None:
    for who, words in (("ava", "a"), ("otieno", "o"), ("noah", "n")):
        say(world, room, who, words)
    assert world.do(actions.release_all, room, every_message(world), by="meera") == 2
    assert seen_by(world, room, "noah") == [("a", "visible"), ("n", "visible")]
    with world.app.app_context(), unit_of_work(writes=False):
        assert [m.body for m in waiting_for(world.actor("daniel"))] == ["o"]
        assert waiting_for(world.actor("meera")) == []


def test_staff_of_the_other_school_cannot_release(world: World, room: Room) -> None:
    held = say(world, room, "ava")
    with pytest.raises(NotFound):
        world.do(actions.release_message, room, held.id, by="daniel")


def test_a_returned_message_comes_back_with_a_word_to_its_author_only(
    world: World, room: Room
) -> None:
    held = say(world, room, "ava", "My number is 0123")
    world.do(actions.return_message, room, held.id, "Keep numbers secret.", by="meera")
    kept: Message = world.fresh(held)
    assert (kept.state, kept.reason) == (MessageState.RETURNED, "Keep numbers secret.")
    assert seen_by(world, room, "otieno") == seen_by(world, room, "noah") == []


def test_SG14_a_removed_message_leaves_a_tombstone_and_keeps_its_words_for_child_safety(
    world: World, room: Room
) -> None:
    sent = say(world, room, "daniel", "Oh no")
    world.do(actions.remove_message, room, sent.id, by="daniel")
    kept: Message = world.fresh(sent)
    assert (kept.state, kept.body) == (MessageState.REMOVED, "Oh no")


def test_a_held_message_that_is_removed_was_never_there_for_others(
    world: World, room: Room
) -> None:
    held = say(world, room, "ava")
    world.do(actions.remove_message, room, held.id, by="ava")
    assert seen_by(world, room, "otieno") == []


def test_nobody_removes_the_words_of_another(world: World, room: Room) -> None:
    sent = say(world, room, "daniel")
    with pytest.raises(Forbidden):
        world.do(actions.remove_message, room, sent.id, by="meera")


def test_C30_staff_hide_one_message(world: World, room: Room) -> None:
    sent = say(world, room, "daniel")
    world.do(actions.hide_message, room, sent.id, by="tom")
    assert world.fresh(sent).state is MessageState.HIDDEN
    with pytest.raises(Forbidden):
        world.do(actions.hide_message, room, say(world, room, "meera").id, by="ava")


def test_a_message_of_another_room_is_not_found(world: World, room: Room, staff: Room) -> None:
    sent = say(world, staff, "meera")
    for act in (actions.remove_message, actions.hide_message):
        with pytest.raises(NotFound):
            world.do(act, room, sent.id, by="meera")


def test_RL02_a_resend_gives_the_first_result(world: World, room: Room) -> None:
    first = say(world, room, "meera", "Once")
    again = say(world, room, "meera", "Twice", key=first.key)
    assert (again.id, again.body, again.seq) == (first.id, "Once", first.seq)
    assert world.fresh(room).seq == 1


def test_a_resend_is_answered_even_when_writing_was_stopped_since(world: World, room: Room) -> None:
    first = say(world, room, "ava")
    _stop(world)
    assert say(world, room, "ava", key=first.key).id == first.id


def test_AT074_the_key_of_another_author_is_another_message(world: World, room: Room) -> None:
    first = say(world, room, "meera", "Mine")
    other = say(world, room, "daniel", "Yours", key=first.key)
    assert (other.id != first.id, other.body) == (True, "Yours")


def test_a_key_is_good_for_one_room(world: World, room: Room, staff: Room) -> None:
    first = say(world, room, "meera")
    with pytest.raises(RuleBroken):
        say(world, staff, "meera", key=first.key)


def test_RL04_every_change_has_the_next_number_and_a_row_in_the_log(
    world: World, room: Room
) -> None:
    held = say(world, room, "ava")
    world.do(actions.release_message, room, held.id, by="meera")
    world.do(actions.hide_message, room, held.id, by="meera")
    sent = say(world, room, "daniel")
    world.do(actions.remove_message, room, sent.id, by="daniel")
    log = sorted(world.all(RoomLog), key=lambda row: row.seq)
    assert [(row.seq, row.what) for row in log] == [
        (1, Change.POSTED), (2, Change.RELEASED), (3, Change.HIDDEN),
        (4, Change.POSTED), (5, Change.REMOVED),
    ]  # fmt: skip
    assert world.fresh(room).seq == 5


# who may write


def _stop(world: World) -> None:
    link: Link = world.fresh(world.link)
    link.frozen_at = now()
    world.put(link)


def _end(world: World) -> None:
    link: Link = world.fresh(world.link)
    link.state = LinkState.ENDED
    world.put(link)


def _close(world: World) -> None:
    project: Project = world.all(Project)[0]
    project.state = ProjectState.CLOSED
    world.put(project)


def _bar(world: World) -> None:
    membership: Membership = world.all(Membership, person_id=world.daniel.id)[0]
    membership.barred_at = now()
    world.put(membership)


def _pause(world: World) -> None:
    for key in ("ava", "otieno"):
        pupil: Pupil = world.all(Pupil, person_id=world.people[key].id)[0]
        pupil.paused_until = now() + timedelta(hours=1)
        world.put(pupil)


@pytest.mark.parametrize(
    ("change", "silence", "adults_write"),
    [
        (_stop, Silence.STOPPED, True),
        (_end, Silence.ENDED, False),
        (_close, Silence.ENDED, False),
        (_bar, Silence.UNSUPERVISED, True),
        (_pause, Silence.PAUSED, True),
    ],
)
def test_when_a_pupil_may_not_write(
    world: World,
    room: Room,
    change: Callable[[World], None],
    silence: Silence,
    adults_write: bool,
) -> None:
    change(world)
    for pupil in ("ava", "otieno"):
        with pytest.raises(Silenced) as refused:
            say(world, room, pupil)
        assert refused.value.silence is silence
    if adults_write:
        say(world, room, "meera")
    else:
        with pytest.raises(Silenced):
            say(world, room, "meera")


def test_SG02_vetting_that_lapses_stops_pupils_and_not_adults(
    world: World, room: Room, clock: Clock
) -> None:
    clock.forward(days=601)
    with pytest.raises(Silenced):
        say(world, room, "ava")


def test_a_staff_room_lives_from_the_proposal_on(world: World, staff: Room) -> None:
    link: Link = world.fresh(world.link)
    link.state = LinkState.PROPOSED
    world.put(link)
    say(world, staff, "daniel")
    link.state = LinkState.DECLINED
    world.put(link)
    with pytest.raises(Silenced):
        say(world, staff, "daniel")


# a class as the author


def test_a_class_can_be_the_author(world: World, room: Room) -> None:
    sent = say(world, room, "daniel", "We say hello", class_id=world.grade5.id)
    assert (sent.class_id, sent.state) == (world.grade5.id, MessageState.VISIBLE)


@pytest.mark.parametrize(
    ("who", "key"), [("daniel", "year5"), ("meera", "seventh"), ("ava", "year5")]
)
def test_nobody_types_for_a_class_that_is_not_theirs(
    world: World, room: Room, who: str, key: str
) -> None:
    school_class: SchoolClass = getattr(world, key)
    with pytest.raises(RuleBroken):
        say(world, room, who, class_id=school_class.id)


# cover teachers


def test_SG06_a_cover_teacher_joins_in_one_step_with_a_line_that_says_so(
    world: World, room: Room
) -> None:
    world.do(actions.join_room, room, by="ben")
    line: Message = world.all(Message)[0]
    assert (line.kind.value, line.author_id, line.school_id) == (
        "joined", world.ben.id, world.leeds.id,
    )  # fmt: skip
    say(world, room, "ben")


def test_AT045_the_last_supervisor_cannot_leave(world: World, room: Room) -> None:
    world.do(actions.join_room, room, by="peter")
    _bar(world)
    with pytest.raises(RuleBroken) as refused:
        world.do(actions.leave_room, room, by="peter")
    assert refused.value.status == 409
    world.do(actions.join_room, room, by="rose")
    world.do(actions.leave_room, room, by="peter")
    assert [one.person_id for one in world.fresh(room).covers] == [world.rose.id]


# reading


def test_unread_counts_what_others_wrote_and_is_gone_when_read(world: World, room: Room) -> None:
    say(world, room, "meera", "one")
    sent = say(world, room, "daniel", "two")
    say(world, room, "ava", "held")

    def unread(who: str) -> dict[Any, int]:
        with world.app.app_context(), unit_of_work(writes=False):
            return unread_counts([world._load(room)], world.actor(who))

    assert unread("otieno") == {room.id: 2}
    assert unread("meera") == {room.id: 2}  # the held one of her own school too
    assert unread("daniel") == {room.id: 1}
    _read(world, room, "otieno", sent.seq)
    assert unread("otieno") == {}


def _read(world: World, room: Room, who: str, seq: int) -> None:
    with world.app.app_context(), unit_of_work():
        actions.mark_read(room.id, world.people[who].id, seq)


def test_a_read_mark_never_goes_back(world: World, room: Room) -> None:
    for seq in (3, 1, 2):
        _read(world, room, "ava", seq)
    assert [row.seq for row in world.all(RoomRead)] == [3]


def test_the_stop_button_is_told_in_every_room_of_the_link(
    world: World, room: Room, staff: Room
) -> None:
    with world.app.app_context(), unit_of_work():
        actions.tell_of_mode(rooms_of_link(world._load(world.link)))
    assert (world.fresh(room).seq, world.fresh(staff).seq) == (1, 1)
    assert {row.what for row in world.all(RoomLog)} == {Change.MODE}


def test_a_room_is_made_once(world: World, room: Room, staff: Room) -> None:
    project = world.all(Project)[0]
    with world.app.app_context(), unit_of_work():
        assert actions.room_of_project(world._load(project)).id == room.id
        assert actions.room_of_link(world._load(world.link)).id == staff.id


@pytest.mark.parametrize("change", [_stop, _end, _close])
def test_SG12_nothing_that_waits_goes_out_once_writing_is_stopped_or_all_is_over(
    world: World, room: Room, change: Callable[[World], None]
) -> None:
    held = say(world, room, "ava", "Not out yet")
    change(world)
    with pytest.raises(RuleBroken):
        world.do(actions.release_message, room, held.id, by="meera")
    with pytest.raises(RuleBroken):
        world.do(actions.release_all, room, every_message(world), by="meera")
    assert seen_by(world, room, "otieno") == []
    world.do(actions.return_message, room, held.id, "Later.", by="meera")
