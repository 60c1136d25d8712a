"""What the tables of pupils can't hold."""

import re

from schoollink.core.database import Base

PUPIL_TABLES = ("person", "pupil", "door", "door_knock", "school_class")
FORBIDDEN = re.compile(
    r"mail|phone|mobile|surname|family|last_?name|birth|born|dob|address|street|post_?code|photo"
    r"|picture|image|upload|file|external|roll_?number|gender|religion|reason"
)


def test_SG41_SG44_no_table_of_pupils_has_room_for_more_than_a_first_name() -> None:
    for name in PUPIL_TABLES:
        wrong = [c.name for c in Base.metadata.tables[name].columns if FORBIDDEN.search(c.name)]
        assert not wrong, f"{name}: {wrong}"


def test_SG07_a_membership_has_no_room_for_a_certificate() -> None:
    columns = {c.name for c in Base.metadata.tables["membership"].columns}
    assert {c for c in columns if c.startswith("vetted")} == {
        "vetted_by",
        "vetted_on",
        "vetted_until",
    }
    assert not [c for c in columns if re.search(r"certificate|document|number|file", c)]


def test_SG59_the_reason_for_school_only_is_not_kept() -> None:
    columns = Base.metadata.tables["pupil"].columns
    assert str(columns["school_only"].type) == "BOOLEAN"
    assert [c.name for c in columns if "school_only" in c.name] == ["school_only"]
