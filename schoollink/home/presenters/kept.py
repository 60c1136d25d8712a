"""What is kept about people and until when: what the models themselves declare."""

from collections.abc import Iterable, Sequence

from schoollink.core.database import Base, Keep
from schoollink.core.i18n import listed
from schoollink.home.presenters.seen import NEVER, SEEN
from schoollink.messages.policies import WATCHING
from schoollink.schools.models import AgeBand
from schoollink.supervision.rules import goes_to_hold

Row = tuple[str, ...]


def keeping_models() -> list[type[Base]]:
    """The models that hold something about people, in a fixed order."""
    models = [mapper.class_ for mapper in Base.registry.mappers if mapper.class_.keeps]
    return sorted(models, key=lambda one: (one.__module__, one.__name__))


def _keeps(models: Iterable[type[Base]]) -> list[Keep]:
    return [one.keeps for one in models if one.keeps is not None]


def kept_of_pupils() -> list[Row]:
    """What is kept about pupils: what, until when, and what a removal does."""
    keeps = _keeps(keeping_models())
    return [_row(one) for one in keeps if not one.staff_only]


def kept_of_staff() -> list[Row]:
    """What is kept about staff alone."""
    return [_row(one) for one in _keeps(keeping_models()) if one.staff_only]


def _row(keep: Keep) -> Row:
    return (str(keep.what), str(keep.until), str(keep.on_erase))


def never_seen() -> list[str]:
    """What is kept about people and never shown to a partner school."""
    return [str(one.what) for one in _keeps(m for m in keeping_models() if m in NEVER)]


def seen_by_partners(*, of_pupils_only: bool = False) -> list[Row]:
    """What a partner school sees: the thing, its fields, and who there sees them."""
    return [
        (str(one.title), " · ".join(str(shown.label) for shown in one.shown), str(one.whom))
        for one in SEEN
        if one.of_pupils or not of_pupils_only
    ]


def watching_roles() -> str:
    """`link teachers, second link teachers and child-safety leads`, who read every project room."""
    return str(listed([str(role.label) for role in WATCHING]))


def ages_read_first() -> str:
    """`6 to 9 and 10 to 12`: the ages whose words a teacher reads before others do."""
    ages: Sequence[AgeBand] = [one for one in AgeBand if goes_to_hold(is_pupil=True, ages=one)]
    return str(listed([str(one.label) for one in ages]))
