"""Who may do what with resources: predicate, SQL and people say the same."""

import pytest

from schoollink.core.database import db, unit_of_work
from schoollink.core.policy import can
from schoollink.files.actions import seal
from schoollink.files.models import Recognisable
from schoollink.links.models import Link, LinkState
from schoollink.links.policies import LinkPermission
from schoollink.resources import policies
from schoollink.resources.actions import Content, answer_again, remove_resource
from schoollink.resources.models import Resource, ResourceVersion
from schoollink.resources.policies import ResourcePermission as P
from tests.resources import cast

LEEDS = {"meera", "tom", "sarah", "ben"}
KISUMU = {"daniel", "rose", "grace", "peter"}
BOTH = LEEDS | KISUMU
NOBODY = set()


@pytest.mark.parametrize(
    ("permission", "people"),
    [
        (P.VIEW, BOTH),
        (P.CHANGE, {"ben", "meera", "tom"}),
        (P.REMOVE, {"ben", "meera", "tom"}),
    ],
)
def test_R78_staff_of_the_link_see_it_and_its_own_people_change_it(world, permission, people):
    resource = cast.address(world, by="ben")

    assert world.who_can(permission, resource) == people


def test_staff_of_the_link_add_while_it_is_open(world):
    assert world.who_can(P.ADD, world.link) == BOTH
    with world.app.app_context(), unit_of_work():
        db.session.get(Link, world.link.id).state = LinkState.ENDED

    assert world.who_can(P.ADD, world.link) == NOBODY
    assert world.who_can(LinkPermission.VIEW, world.link) == BOTH


def test_after_the_end_a_resource_can_be_read_and_removed_only(world):
    resource = cast.address(world)
    with world.app.app_context(), unit_of_work():
        db.session.get(Link, world.link.id).state = LinkState.ENDED

    assert world.who_can(P.VIEW, resource) == BOTH
    assert world.who_can(P.CHANGE, resource) == NOBODY
    assert world.who_can(P.REMOVE, resource) == {"meera", "tom"}


@pytest.mark.parametrize(
    ("answer", "people"),
    [(Recognisable.NO, BOTH), (Recognisable.YES, LEEDS), (Recognisable.UNSURE, LEEDS)],
)
def test_SG33_a_picture_of_pupils_stays_in_its_school(world, answer, people):
    resource = cast.photo(world, answer)
    version = cast.version_of(world, resource)

    assert world.who_can(P.VIEW, resource) == people
    assert world.who_can(P.OPEN, version) == people
    assert world.who_can(P.ANSWER, version) == {"meera", "tom"}


def test_SG34_an_answer_that_changes_holds_at_once(world):
    resource = cast.photo(world, Recognisable.NO)
    version = cast.version_of(world, resource)

    world.do(answer_again, version, by="meera", answer=Recognisable.UNSURE)

    assert world.who_can(P.VIEW, resource) == LEEDS
    assert world.who_can(P.OPEN, version) == LEEDS


def test_an_older_version_stays_with_the_partner_when_the_new_one_must_not_leave(world):
    resource = cast.photo(world, Recognisable.NO)
    taken = cast.taken(world, "river.jpg", cast.hostile.picture())
    cast.newer(world, resource, Content(taken=taken, recognisable=Recognisable.YES))

    assert world.who_can(P.VIEW, resource) == BOTH
    assert world.who_can(P.OPEN, cast.version_of(world, resource, 1)) == BOTH
    assert world.who_can(P.OPEN, cast.version_of(world, resource, 2)) == LEEDS


def test_a_sealed_file_opens_for_nobody(world):
    resource = cast.photo(world, Recognisable.NO)
    version = cast.version_of(world, resource)
    with world.app.app_context(), unit_of_work():
        seal(db.session.get(ResourceVersion, version.id).file)

    assert world.who_can(P.OPEN, version) == NOBODY
    assert world.who_can(P.VIEW, resource) == LEEDS


def test_that_it_was_there_only_its_own_school_still_sees(world):
    resource = cast.text_file(world)
    version = cast.version_of(world, resource)
    world.do(remove_resource, resource, by="meera")

    assert world.who_can(P.VIEW, resource) == LEEDS
    assert world.who_can(P.OPEN, version) == NOBODY
    assert world.who_can(P.CHANGE, resource) == NOBODY


def test_libraries_are_for_staff(world):
    outsiders = {"layla", "huda", "samira"}
    assert world.who_can(P.LIST) == BOTH | outsiders


def _made(world):
    """One of everything, by both schools."""
    removed = cast.address(world)
    world.do(remove_resource, removed, by="meera")
    sealed = cast.text_file(world, by="daniel")
    with world.app.app_context(), unit_of_work():
        seal(db.session.get(Resource, sealed.id).versions[0].file)
    both = cast.photo(world, Recognisable.YES, by="rose")
    taken = cast.taken(world, "river.jpg", cast.hostile.picture())
    cast.newer(world, both, Content(taken=taken, recognisable=Recognisable.NO), by="rose")
    return [
        removed,
        sealed,
        both,
        cast.photo(world, Recognisable.UNSURE),
        cast.text_file(world),
        cast.address(world, by="ben"),
    ]


def test_predicate_sql_and_people_agree(world):
    """The three shapes of a permission, for the whole cast and one of everything."""
    resources = _made(world)
    with world.app.app_context(), unit_of_work(writes=False):
        for row in resources:
            thing = db.session.get(Resource, row.id)
            _agree(world, P.VIEW, thing, policies.visible_resources, policies.readers_of)
            for version in thing.versions:
                _agree(
                    world,
                    P.OPEN,
                    version,
                    policies.visible_versions,
                    policies.readers_of_version,
                )


def _agree(world, permission, thing, visible, readers):
    everybody = [*world.people, "visitor"]
    by_predicate = {who for who in everybody if can(world.actor(who), permission, thing)}
    by_sql = {
        who
        for who in everybody
        if thing.id in {row.id for row in db.session.scalars(visible(world.actor(who)))}
    }
    by_people = {world.name_of(key) for key in db.session.scalars(readers(thing))}
    assert by_predicate == by_sql == by_people
