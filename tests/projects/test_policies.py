"""Who may do what: a table over the cast, and the three shapes of each view held equal."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Select, select

from schoollink.accounts.models import Person
from schoollink.core.clock import today
from schoollink.core.database import db, unit_of_work
from schoollink.core.policy import Actor, can
from schoollink.projects.actions import approve
from schoollink.projects.models import Project, Section
from schoollink.projects.policies import (
    ProjectPermission as P,
)
from schoollink.projects.policies import (
    PupilPermission,
    RevisionPermission,
    StepPermission,
    approvers_of,
    page_readers_of,
    readers_of,
    visible_projects,
)
from schoollink.projects.policies import (
    SectionPermission as S,
)
from schoollink.schools.models import Membership, Pupil
from tests.projects.cast import the_project, the_step, write
from tests.world import World

LEEDS = {"meera", "tom", "sarah", "ben"}
KISUMU = {"daniel", "rose", "grace", "peter"}
STAFF = LEEDS | KISUMU
PUPILS = {"ava", "noah", "achieng", "otieno"}
JOINED = {"meera", "ben", "daniel", "peter"}
LEADS = {"meera", "tom", "daniel", "rose"}

ON_PROJECT = [
    (P.VIEW, STAFF | PUPILS),
    (P.READ, STAFF | PUPILS),
    (P.WRITE, JOINED | PUPILS),
    (P.APPROVE, JOINED | LEADS),
    (P.MANAGE, JOINED | LEADS),
    (P.ARRANGE, JOINED),
    (P.JOIN, STAFF - JOINED),
    (P.LEAVE, JOINED),
    (PupilPermission.OWN_PAGES, PUPILS | {"yara"}),
]


@pytest.mark.parametrize(("permission", "people"), ON_PROJECT)
def test_who_may_do_what_with_a_project(
    world: World, project: Project, permission: P, people: set[str]
) -> None:
    assert world.who_can(permission, project) == people


def test_a_teacher_who_did_not_join_knows_of_the_project_and_reads_no_page(
    world: World, project: Project
) -> None:
    world.do(leave, project, by="ben")
    assert "ben" in world.who_can(P.VIEW, project)
    assert "ben" not in world.who_can(P.READ, project)


def leave(project: Project, *, actor: Actor) -> None:
    project.teachers[:] = [one for one in project.teachers if one.person_id != actor.person_id]


def test_SG07_without_vetting_in_date_no_adult_reads_what_pupils_write(
    world: World, project: Project
) -> None:
    expire(world, "meera", "sarah", "peter")
    assert world.who_can(P.READ, project) & STAFF == {"tom", "ben", "daniel", "rose", "grace"}
    assert world.who_can(P.VIEW, project) >= {"meera", "sarah", "peter"}


def expire(world: World, *people: str) -> None:
    with world.app.app_context(), unit_of_work():
        for who in people:
            member = db.session.scalar(
                select(Membership).where(Membership.person_id == world.people[who].id)
            )
            assert member is not None
            member.vetted_until = today("UTC").replace(year=2020)


def test_SG59_a_school_only_pupil_sees_no_project(world: World, project: Project) -> None:
    school_only(world, "ava")
    for permission in P:
        assert "ava" not in world.who_can(permission, project), permission


def school_only(world: World, who: str) -> None:
    with world.app.app_context(), unit_of_work():
        pupil = db.session.get(Pupil, world.people[who].id)
        assert pupil is not None
        pupil.school_only = True


ON_WAITING = [
    (S.VIEW, LEEDS | {"ava", "noah"}),
    (S.HISTORY, LEEDS | {"ava"}),
    (S.EDIT, {"ava"}),
    (S.APPROVE, {"meera", "tom", "ben"}),
    (S.WITHDRAW, LEEDS | {"ava"}),
]


@pytest.mark.parametrize(("permission", "people"), ON_WAITING)
def test_who_may_do_what_with_a_pupils_section_that_waits(
    world: World, project: Project, permission: S, people: set[str]
) -> None:
    section = write(world, project, "Our tap.", by="ava")
    assert world.who_can(permission, section) == people


ON_APPROVED = [
    (S.VIEW, STAFF | PUPILS),
    (S.HISTORY, LEEDS | {"ava"}),
    (S.EDIT, {"ava"}),
    (S.WITHDRAW, LEEDS | {"ava"}),
]


@pytest.mark.parametrize(("permission", "people"), ON_APPROVED)
def test_who_may_do_what_with_a_pupils_section_once_approved(
    world: World, project: Project, permission: S, people: set[str]
) -> None:
    section = write(world, project, "Our tap.", by="ava")
    world.do(approve, section, 1, by="meera")
    assert world.who_can(permission, section) == people


def test_partners_never_edit_a_section_of_ours_and_colleagues_may(
    world: World, project: Project
) -> None:
    section = write(world, project, "Welcome.", by="meera")
    assert world.who_can(S.EDIT, section) == {"meera", "tom", "ben"}
    assert world.who_can(S.VIEW, section) == STAFF | PUPILS


def test_who_sees_one_version(world: World, project: Project) -> None:
    section = write(world, project, "Our tap.", by="ava")
    revision = world.fresh(section).newest
    assert world.who_can(RevisionPermission.VIEW, revision) == LEEDS | {"ava", "noah"}


def test_steps_belong_to_those_who_manage(world: World) -> None:
    step = the_step(world)
    assert world.who_can(StepPermission.TICK, step) == JOINED | LEADS
    assert world.who_can(StepPermission.VIEW, step) == STAFF | PUPILS


# predicate, SQL and people say the same


@pytest.mark.parametrize(
    ("permission", "as_people"), [(P.VIEW, readers_of), (P.READ, page_readers_of)]
)
@pytest.mark.parametrize("change", [None, expire, school_only])
def test_the_shapes_of_a_view_agree(
    world: World,
    permission: P,
    as_people: Callable[[Project], Select[Any]],
    change: Callable[..., None] | None,
) -> None:
    project = the_project(world)
    if change is not None:
        change(world, "ava" if change is school_only else "peter")
    with world.app.app_context(), unit_of_work(writes=False):
        row = db.session.get(Project, project.id)
        assert row is not None
        readers = {world.name_of(key) for key in db.session.scalars(as_people(row))}
        assert readers == world_can(world, permission, row)
        seen = {
            who
            for who in world.people
            if db.session.scalar(visible_projects(world.actor(who)).where(Project.id == project.id))
        }
        if permission is P.VIEW:
            assert seen == readers


def world_can(world: World, permission: P, row: Project) -> set[str]:
    return {who for who in world.people if can(world.actor(who), permission, row)}


def test_approvers_as_people_are_those_who_may_approve(world: World, project: Project) -> None:
    section: Section = write(world, project, "Our tap.", by="ava")
    with world.app.app_context(), unit_of_work(writes=False):
        row = db.session.get(Project, project.id)
        assert row is not None
        found = {
            world.name_of(key)
            for key in db.session.scalars(
                select(Person.id).where(Person.id.in_(approvers_of(row, section.school_id)))
            )
        }
    assert found == world.who_can(S.APPROVE, section)
