"""A project room and a staff room for every test that asks for one."""

from collections.abc import Callable

import pytest

from schoollink.messages.models import Room
from tests.databases import Rows
from tests.messages import cast
from tests.world import World


@pytest.fixture
def room(world: World) -> Room:
    """The room of a project of Year 5 (Leeds, 6 to 9) and Grade 5 (Kisumu, 10 to 12)."""
    return cast.project_room(world)


@pytest.fixture
def staff(world: World) -> Room:
    """The staff room of the link."""
    return cast.staff_room(world)


@pytest.fixture
def bring_back(world: World, _rows: Rows) -> Callable[[], None]:
    """Forgets everything but the cast, between the examples of one test."""
    return _rows.bring_back
