"""What the tests of projects share."""

import pytest

from schoollink.projects.models import Project
from tests.projects.cast import make_project
from tests.world import World


@pytest.fixture
def project(world: World) -> Project:
    """A project under way."""
    return make_project(world)
