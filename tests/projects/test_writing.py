"""Writing, approving, sending back: actions and what refuses them."""

from datetime import timedelta
from typing import Any

import pytest

from schoollink.audit.models import AuditEntry
from schoollink.core.clock import Clock, now
from schoollink.core.errors import RuleBroken, Stale
from schoollink.links.models import Link, LinkState
from schoollink.projects.actions import (
    NewProject,
    NewStep,
    NewVersion,
    add_step,
    approve,
    approve_all,
    bring_classes,
    bring_teacher,
    close_project,
    join_project,
    leave_project,
    move_section,
    reopen_project,
    restore_version,
    save_section,
    send_back,
    start_project,
    withdraw_section,
)
from schoollink.projects.models import Project, ProjectState, Revision, RevisionState, Section
from schoollink.projects.signals import project_closed, project_opened, teacher_left
from tests.projects.cast import make_project, write
from tests.world import World

NEW = NewProject("Songs", "We learn one song in two languages.", "music", [])


def states(world: World, section: Section) -> list[str]:
    rows = world.all(Revision, section_id=section.id)
    return [one.state.value for one in sorted(rows, key=lambda one: one.number)]


# starting


def test_R72_a_link_teacher_starts_a_project_with_own_classes(world: World) -> None:
    heard: list[Project] = []

    def hear(project: Project, **_: Any) -> None:
        heard.append(project)

    new = NewProject("Songs", "We sing.", "music", [str(world.year5.id), str(world.grade5.id)])
    with project_opened.connected_to(hear):
        made = world.do(start_project, world.link, new, by="meera")
    project = world.fresh(made)
    assert [one.person_id for one in project.teachers] == [world.meera.id]
    assert project.class_ids == {world.year5.id}, "each school adds its own"
    assert [one.id for one in heard] == [project.id]
    assert world.all(AuditEntry, action="project.opened")[0].subject_id == project.id


def test_a_link_that_is_tried_out_has_room_for_one_project(world: World, project: Project) -> None:
    with pytest.raises(RuleBroken):
        world.do(start_project, world.link, NEW, by="meera")
    world.do(close_project, project, by="meera")
    world.do(start_project, world.link, NEW, by="meera")
    with pytest.raises(RuleBroken):
        world.do(reopen_project, project, by="meera")


def test_a_partnership_has_room_for_more(world: World, project: Project) -> None:
    change_link(world, state=LinkState.ACTIVE)
    world.do(start_project, world.link, NEW, by="daniel")
    assert len(world.all(Project)) == 2


@pytest.mark.parametrize("state", [LinkState.PROPOSED, LinkState.PAUSED, LinkState.ENDED])
def test_no_project_starts_while_the_link_is_not_open(world: World, state: LinkState) -> None:
    change_link(world, state=state)
    with pytest.raises(RuleBroken):
        world.do(start_project, world.link, NEW, by="meera")


def change_link(world: World, **values: Any) -> None:
    def change(link: Link, *, actor: object) -> None:
        for name, value in values.items():
            setattr(link, name, value)

    world.do(change, world.link, by="meera")


def test_finishing_is_announced_once(world: World, project: Project) -> None:
    heard: list[Project] = []

    def hear(sender: Project, **_: Any) -> None:
        heard.append(sender)

    with project_closed.connected_to(hear):
        world.do(close_project, project, by="meera")
        world.do(close_project, project, by="meera")
    assert len(heard) == 1
    assert world.fresh(project).state is ProjectState.CLOSED


# people


def test_SG02_the_last_vetted_teacher_cannot_leave(world: World, project: Project) -> None:
    heard: list[Any] = []

    def hear(sender: Project, **more: Any) -> None:
        heard.append(more["person_id"])

    with teacher_left.connected_to(hear):
        world.do(leave_project, project, by="ben")
        with pytest.raises(RuleBroken):
            world.do(leave_project, project, by="meera")
        world.do(bring_classes, project, [], by="meera")
        world.do(leave_project, project, by="meera")
    assert heard == [world.ben.id, world.meera.id]


def test_SG06_a_colleague_joins_at_once_and_only_of_the_own_school(
    world: World, project: Project
) -> None:
    world.do(join_project, project, by="tom")
    world.do(bring_teacher, project, world.sarah.id, by="meera")
    with pytest.raises(RuleBroken):
        world.do(bring_teacher, project, world.rose.id, by="meera")
    assert {one.person_id for one in world.fresh(project).teachers} >= {
        world.tom.id,
        world.sarah.id,
    }


def test_a_class_of_the_other_school_is_never_changed(world: World, project: Project) -> None:
    world.do(bring_classes, project, [world.grade5.id], by="meera")
    assert world.fresh(project).class_ids == {world.grade5.id}, "ours went, theirs stayed"
    world.do(bring_classes, project, [world.year5.id], by="meera")
    assert world.fresh(project).class_ids == {world.year5.id, world.grade5.id}


# writing


def test_N6_a_pupils_words_wait_and_an_adults_do_not(world: World, project: Project) -> None:
    pupils = write(world, project, "Our tap.", by="ava")
    adults = write(world, project, "Welcome.", by="daniel")
    assert states(world, pupils) == ["waiting"]
    assert states(world, adults) == ["approved"]
    assert world.fresh(adults).approved_number == 1
    assert world.fresh(pupils).approved_number is None


def test_C21_every_version_keeps_who_wrote_it(world: World, project: Project) -> None:
    section = write(world, project, "We say hello.", by="meera", class_id=world.year5.id)
    world.do(save_section, section, NewVersion("We say hi."), based_on=1, by="ben")
    authors = {one.number: one.author_id for one in world.all(Revision, section_id=section.id)}
    assert authors == {1: world.meera.id, 2: world.ben.id}
    assert world.fresh(section).class_id == world.year5.id


def test_C22_an_older_version_comes_back_as_the_newest(world: World, project: Project) -> None:
    section = write(world, project, "One.", by="ava")
    world.do(approve, section, 1, by="meera")
    world.do(save_section, section, NewVersion("Two."), based_on=1, by="ava")
    world.do(restore_version, section, 1, based_on=2, by="ava")
    assert states(world, section) == ["approved", "replaced", "waiting"]
    assert world.fresh(section).newest.words == "One."
    assert world.fresh(section).approved_number == 1


def test_RL30_a_stale_save_changes_nothing(world: World, project: Project) -> None:
    section = write(world, project, "One.", by="meera")
    world.do(save_section, section, NewVersion("Two."), based_on=1, by="ben")
    with pytest.raises(Stale):
        world.do(save_section, section, NewVersion("Three."), based_on=1, by="meera")
    assert world.fresh(section).newest.words == "Two."
    assert {one.words for one in world.all(Revision, section_id=section.id)} == {"One.", "Two."}


def test_SG12_a_stopped_link_takes_no_pupils_writing(world: World, project: Project) -> None:
    section = write(world, project, "One.", by="ava")
    change_link(world, frozen_at=now())
    with pytest.raises(RuleBroken):
        write(world, project, "Two.", by="achieng")
    with pytest.raises(RuleBroken):
        world.do(save_section, section, NewVersion("Two."), based_on=1, by="ava")
    write(world, project, "Adults still can.", by="meera")


@pytest.mark.parametrize(
    "change", [{"frozen_at": now()}, {"state": LinkState.ENDED}, {"state": LinkState.PAUSED}]
)
def test_SG12_nothing_that_waits_goes_out_once_writing_is_stopped_or_all_is_over(
    world: World, project: Project, change: dict[str, Any]
) -> None:
    section = write(world, project, "One.", by="ava")
    change_link(world, **change)
    with pytest.raises(RuleBroken):
        world.do(approve, section, 1, by="meera")
    with pytest.raises(RuleBroken):
        world.do(approve_all, project, [world.fresh(section).newest.id], by="meera")
    assert world.fresh(section).approved_number is None
    world.do(send_back, section, 1, "Later.", by="meera")


def test_SG02_no_pupil_writes_once_vetting_of_a_school_is_over(
    world: World, project: Project, clock: Clock
) -> None:
    write(world, project, "One.", by="ava")
    clock.stop(now() + timedelta(days=601))
    with pytest.raises(RuleBroken):
        write(world, project, "Two.", by="ava")


def test_C51_sections_move_by_one_place(world: World, project: Project) -> None:
    made = [write(world, project, words, by="meera") for words in ("a", "b", "c")]

    def order() -> str:
        rows = world.all(Section, project_id=project.id)
        return "".join(one.newest.words for one in sorted(rows, key=lambda one: one.position))

    world.do(move_section, project, made[2].id, up=True, by="ben")
    assert order() == "acb"
    world.do(move_section, project, made[0].id, up=True, by="ben")
    assert order() == "acb", "the first stays the first"
    world.do(move_section, project, made[0].id, up=False, by="ben")
    assert order() == "cab"


def test_a_withdrawn_section_leaves_the_queue(world: World, project: Project) -> None:
    section = write(world, project, "One.", by="ava")
    world.do(withdraw_section, section, by="ava")
    assert states(world, section) == ["replaced"]
    with pytest.raises(Stale):
        world.do(approve, section, 1, by="meera")


def test_there_is_room_for_twenty_steps(world: World, project: Project) -> None:
    for number in range(20):
        world.do(add_step, project, NewStep(f"Step {number}"), by="meera")
    with pytest.raises(RuleBroken):
        world.do(add_step, project, NewStep("One more"), by="meera")


# deciding


def test_SG31_only_the_version_that_was_read_is_approved(world: World, project: Project) -> None:
    section = write(world, project, "One.", by="ava")
    world.do(save_section, section, NewVersion("Two."), based_on=1, by="ava")
    with pytest.raises(Stale):
        world.do(approve, section, 1, by="meera")
    world.do(approve, section, 2, by="meera")
    fresh = world.fresh(section)
    assert fresh.approved_number == 2
    assert fresh.newest.decided_by_id == world.meera.id
    assert world.all(AuditEntry, action="section.approved")[0].subject_id == section.id


def test_a_version_is_decided_once(world: World, project: Project) -> None:
    section = write(world, project, "One.", by="ava")
    world.do(send_back, section, 1, "Say more about the tap.", by="meera")
    with pytest.raises(Stale):
        world.do(approve, section, 1, by="ben")
    assert world.fresh(section).newest.advice == "Say more about the tap."


def test_approving_all_takes_what_was_on_the_screen_only(world: World, project: Project) -> None:
    first = write(world, project, "One.", by="ava")
    second = write(world, project, "Two.", by="noah")
    theirs = write(world, project, "Three.", by="achieng")
    keys = {world.fresh(one).newest.id for one in (first, second, theirs)}
    late = write(world, project, "Four.", by="ava")
    assert world.do(approve_all, project, keys, by="meera") == 2
    assert [states(world, one) for one in (first, second, theirs, late)] == [
        [RevisionState.APPROVED],
        [RevisionState.APPROVED],
        [RevisionState.WAITING],
        [RevisionState.WAITING],
    ]


def test_two_projects_keep_their_pages_apart(world: World, project: Project) -> None:
    other = make_project(world, title="Songs")
    mine = write(world, project, "Water.", by="ava")
    keys = {world.fresh(mine).newest.id}
    assert world.do(approve_all, other, keys, by="meera") == 0
