"""Names, room and what stays at home: pure decisions."""

import pytest

from schoollink.core.errors import RuleBroken
from schoollink.files import rules
from schoollink.files.models import FileKind, Recognisable


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("River.JPG", "River.jpg"),
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("..\\..\\boot.jpg", "boot.jpg"),
        ("C:\\Users\\Ava\\cat.jpg", "cat.jpg"),
        ("CON.jpg", "file-CON.jpg"),
        ("lpt1.tar.jpg", "file-lpt1.tar.jpg"),
        ("nul\x00l.jpg", "nul l.jpg"),
        ('a"b\r\nSet-Cookie: x.jpg', "a b Set-Cookie x.jpg"),
        ("\u202egpj.exe\u200b.jpg", "gpj.exe.jpg"),
        (".htaccess.jpg", "htaccess.jpg"),
        (".jpg", "file.jpg"),
        ("...jpg", "file.jpg"),
        ("e\u0301te\u0301.jpg", "été.jpg"),
        ("نهر.jpg", "نهر.jpg"),
        ("x" * 5_000 + ".jpg", "x" * 120 + ".jpg"),
    ],
)
def test_AT104_names_become_safe(given, name):
    assert rules.clean_name(given, "jpg") == name


@pytest.mark.parametrize(
    "name", ["a.jpg.exe", "CON", "../../x", "a.", "", "a.docm", "a.svg", "a.ics"]
)
def test_AT104_names_of_other_kinds_are_refused(name):
    with pytest.raises(RuleBroken):
        rules.type_of(name)


@pytest.mark.parametrize(
    ("name", "words"),
    [("a.heic", "JPEG or PNG"), ("a.txt", "add a picture"), ("a.doc", "add a picture")],
)
def test_a_form_for_pictures_asks_for_nothing_else(name, words):
    with pytest.raises(RuleBroken) as refused:
        rules.type_of(name, pictures_only=True)
    assert words in str(refused.value.text)


@pytest.mark.parametrize(
    ("answer", "stays"),
    [
        (Recognisable.NO, False),
        (Recognisable.YES, True),
        (Recognisable.UNSURE, True),
        (None, False),
    ],
)
def test_SG33_yes_and_not_sure_stay_in_the_own_school(answer, stays):
    assert rules.stays_in_school(answer) is stays


@pytest.mark.parametrize(
    ("size", "files", "more", "fits"),
    [(0, 0, 100, True), (1, 0, 100, False), (0, 2, 1, True), (0, 3, 1, False)],
)
def test_AT108_room_is_counted_in_bytes_and_in_files(size, files, more, fits):
    assert rules.Quota(100, 3).has_room(size, files, more) is fits


def test_SEC30_quotas_of_pupils_staff_and_schools():
    sizes = [rules.PUPIL_QUOTA.size, rules.STAFF_QUOTA.size, rules.SCHOOL_QUOTA.size]
    assert sizes == [200 * rules.MB, 2_000 * rules.MB, 20_000 * rules.MB]
    assert rules.quota_of(is_pupil=True) is rules.PUPIL_QUOTA


@pytest.mark.parametrize(("free", "enough"), [(11, True), (10, False), (0, False)])
def test_SEC30_a_tenth_of_the_disk_stays_free(free, enough):
    assert rules.has_free_space(100, free) is enough


def test_every_type_says_what_it_is():
    assert rules.type_of("A.JPEG").kind is FileKind.PICTURE
    assert rules.type_of("a.pdf").kind is FileKind.DOCUMENT
    assert rules.is_picture_name("a.PNG")
    assert not rules.is_picture_name("a.pdf")
