"""What a reader sees of a section, and when pupils may write: tables without a database."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from schoollink.accounts.models import Person, PersonKind
from schoollink.core.policy import Actor
from schoollink.files.models import Recognisable, StoredFile
from schoollink.links.models import Link, LinkSide, LinkState
from schoollink.projects.models import (
    Project,
    ProjectClass,
    ProjectState,
    ProjectTeacher,
    Revision,
    RevisionState,
    Section,
)
from schoollink.projects.rules import (
    is_supervised,
    may_leave,
    what_reader_sees,
    why_pupils_only_read,
)
from schoollink.schools.models import Membership, School, SchoolClass

OURS, THEIRS = uuid4(), uuid4()
AUTHOR, CLASSMATE, TEACHER, PARTNER, PARTNER_PUPIL = (uuid4() for _ in range(5))
NOON = datetime(2026, 10, 8, 12, 0, tzinfo=UTC)

READERS = {
    "author": Actor(person_id=AUTHOR, is_pupil=True, roles={OURS: frozenset({"pupil"})}),
    "classmate": Actor(person_id=CLASSMATE, is_pupil=True, roles={OURS: frozenset({"pupil"})}),
    "teacher": Actor(person_id=TEACHER, roles={OURS: frozenset({"teacher"})}),
    "partner": Actor(person_id=PARTNER, roles={THEIRS: frozenset({"teacher"})}),
    "partner pupil": Actor(
        person_id=PARTNER_PUPIL, is_pupil=True, roles={THEIRS: frozenset({"pupil"})}
    ),
}


def version(number: int, state: RevisionState, answer: Recognisable | None = None) -> Revision:
    picture = StoredFile(recognisable=answer) if answer else None
    return Revision(id=uuid4(), number=number, state=state, words=f"v{number}", picture=picture)


def section(*versions: Revision, approved: int | None = None, **more: object) -> Section:
    found = Section(
        school_id=OURS, author_id=AUTHOR, version=len(versions), approved_number=approved, **more
    )
    found.newest = versions[-1]
    found.approved = next((one for one in versions if one.number == approved), None)
    return found


S = RevisionState
FIRST = [
    # the only version stands here -> who sees it
    (S.DRAFT, {"author", "teacher"}),
    (S.WAITING, {"author", "classmate", "teacher"}),
    (S.SENT_BACK, {"author", "teacher"}),
    (S.APPROVED, {"author", "classmate", "teacher", "partner", "partner pupil"}),
]


@pytest.mark.parametrize(("state", "readers"), FIRST)
def test_SG31_a_first_version_is_seen_by(state: RevisionState, readers: set[str]) -> None:
    found = section(version(1, state), approved=1 if state is S.APPROVED else None)
    assert {who for who, actor in READERS.items() if what_reader_sees(found, actor)} == readers


LATER = [
    (S.DRAFT, {"author": 2, "teacher": 2, "classmate": 1, "partner": 1, "partner pupil": 1}),
    (S.WAITING, {"author": 2, "teacher": 2, "classmate": 2, "partner": 1, "partner pupil": 1}),
    (S.SENT_BACK, {"author": 2, "teacher": 2, "classmate": 1, "partner": 1, "partner pupil": 1}),
]


@pytest.mark.parametrize(("state", "shown"), LATER)
def test_SG31_partners_keep_the_approved_version(
    state: RevisionState, shown: dict[str, int]
) -> None:
    found = section(version(1, S.APPROVED), version(2, state), approved=1)
    assert {who: number_seen(found, actor) for who, actor in READERS.items()} == shown


def number_seen(found: Section, actor: Actor) -> int | None:
    seen = what_reader_sees(found, actor)
    return seen.revision.number if seen and seen.revision else None


@pytest.mark.parametrize("answer", [Recognisable.YES, Recognisable.UNSURE])
def test_SG33_a_picture_that_may_show_a_pupil_stays_at_home(answer: Recognisable) -> None:
    found = section(version(1, S.APPROVED, answer), approved=1)
    assert {who for who, actor in READERS.items() if what_reader_sees(found, actor)} == {
        "author",
        "classmate",
        "teacher",
    }


def test_SG33_an_older_picture_does_not_come_back_for_partners() -> None:
    found = section(
        version(1, S.APPROVED, Recognisable.NO),
        version(2, S.APPROVED, Recognisable.YES),
        approved=2,
    )
    assert what_reader_sees(found, READERS["partner"]) is None


def test_SG59_what_a_school_only_pupil_wrote_before_is_gone_for_partners() -> None:
    found = section(version(1, S.APPROVED), approved=1, author_is_school_only=True)
    assert what_reader_sees(found, READERS["partner"]) is None
    assert what_reader_sees(found, READERS["teacher"]) is not None


def test_what_was_taken_away_shows_no_words_to_anybody() -> None:
    found = section(version(1, S.APPROVED), approved=1, withdrawn_at=NOON)
    for actor in READERS.values():
        seen = what_reader_sees(found, actor)
        assert seen is not None
        assert seen.revision is None


def test_partners_never_learn_of_what_was_taken_away_before_it_was_approved() -> None:
    found = section(version(1, S.WAITING), withdrawn_at=NOON)
    assert what_reader_sees(found, READERS["partner"]) is None


# pupils write while an adult of each school is there


def adult(school: School, until: date | None, **more: object) -> ProjectTeacher:
    person = Person(id=uuid4(), kind=PersonKind.ADULT, **more)
    member = Membership(
        school_id=school.id, person_id=person.id, person=person, school=school, vetted_until=until
    )
    return ProjectTeacher(
        person_id=person.id, person=person, school_id=school.id, membership=member
    )


def school(key: UUID) -> School:
    return School(id=key, name="School", zone="Europe/London", languages=[])


IN_DATE, OVER = date(2027, 1, 1), date(2026, 10, 7)


def project(ours: date | None, theirs: date | None, **more: object) -> Project:
    us, them = school(OURS), school(THEIRS)
    link = Link(
        state=more.pop("link", LinkState.TRYING),
        frozen_at=more.pop("frozen_at", None),
        sides=[LinkSide(school_id=OURS, school=us), LinkSide(school_id=THEIRS, school=them)],
    )
    return Project(
        link=link,
        state=more.pop("state", ProjectState.OPEN),
        teachers=[adult(us, ours), adult(them, theirs)],
        classes=[
            ProjectClass(class_id=uuid4(), school_class=SchoolClass(school_id=OURS)),
            ProjectClass(class_id=uuid4(), school_class=SchoolClass(school_id=THEIRS)),
        ],
    )


def why_not(found: Project) -> str | None:
    return why_pupils_only_read(found, supervised=is_supervised(found, NOON))


def test_SG02_pupils_write_while_each_school_has_a_vetted_adult() -> None:
    assert why_not(project(IN_DATE, IN_DATE)) is None


@pytest.mark.parametrize(
    "found",
    [
        project(OVER, IN_DATE),
        project(IN_DATE, None),
        project(IN_DATE, IN_DATE, frozen_at=NOON),
        project(IN_DATE, IN_DATE, state=ProjectState.CLOSED),
        project(IN_DATE, IN_DATE, link=LinkState.PAUSED),
    ],
    ids=["vetting over", "never vetted", "stopped", "finished", "link paused"],
)
def test_SG02_SG12_else_pupils_read_only(found: Project) -> None:
    assert why_not(found)


def test_SG02_the_last_supervisor_may_not_leave_and_a_second_one_may() -> None:
    found = project(IN_DATE, IN_DATE)
    first = found.teachers[0]
    assert not may_leave(found, first.person_id, NOON)
    found.teachers.append(adult(school(OURS), OVER))
    assert not may_leave(found, first.person_id, NOON), "one whose vetting is over is no help"
    found.teachers.append(adult(school(OURS), IN_DATE))
    assert may_leave(found, first.person_id, NOON)


def test_a_school_without_classes_may_let_its_teachers_go() -> None:
    found = project(IN_DATE, IN_DATE)
    found.classes = [one for one in found.classes if one.school_class.school_id == THEIRS]
    assert may_leave(found, found.teachers[0].person_id, NOON)
