"""Term dates as people paste them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoollink.calendars.models import ClosureKind
from schoollink.calendars.rules.pasting import Reading, Why, closure_kind, parse_terms
from schoollink.calendars.rules.written import number_order

NEAR = date(2025, 11, 21)
LEEDS_TABLE = """\
Leeds (England), community schools, 2025/26.

| Term | From | To |
|---|---|---|
| Autumn, first half | 2025-09-01 | 2025-10-24 |
| Autumn, second half | 2025-11-03 | 2025-12-19 |
| Spring, first half | 2026-01-05 | 2026-02-13 |
| Spring, second half | 2026-02-23 | 2026-04-02 |
| Summer, first half | 2026-04-20 | 2026-05-22 (closed 2026-05-04) |
| Summer, second half | 2026-06-01 | 2026-07-21 |
"""
KENYA_TABLE = """\
| Term | From | To | Half-term break |
|---|---|---|---|
| 1 | 2026-01-05 | 2026-04-02 | 2026-02-25 to 2026-03-01 |
| 2 | 2026-04-27 | 2026-07-31 | 2026-06-24 to 2026-06-28 |
| 3 | 2026-08-24 | 2026-10-23 | none |
"""


def read(text: str, country: str = "GB", *languages: str, near: date = NEAR) -> Reading:
    return parse_terms(text, near=near, country=country, languages=languages or ("en",))


def terms(reading: Reading) -> list[tuple[str, str, str]]:
    return [(one.name, str(one.first_day), str(one.last_day)) for one in reading.terms]


def test_the_published_table_of_leeds_is_read_whole() -> None:
    found = read(LEEDS_TABLE)
    assert terms(found) == [
        ("Autumn, first half", "2025-09-01", "2025-10-24"),
        ("Autumn, second half", "2025-11-03", "2025-12-19"),
        ("Spring, first half", "2026-01-05", "2026-02-13"),
        ("Spring, second half", "2026-02-23", "2026-04-02"),
        ("Summer, first half", "2026-04-20", "2026-05-22"),
        ("Summer, second half", "2026-06-01", "2026-07-21"),
    ]
    assert [(str(c.first_day), str(c.last_day)) for c in found.closures] == [
        ("2026-05-04", "2026-05-04")
    ]
    assert found.unread == []


def test_the_published_table_of_kenya_is_read_whole_with_its_breaks() -> None:
    found = read(KENYA_TABLE, "KE", "en", "sw")
    assert terms(found) == [
        ("1", "2026-01-05", "2026-04-02"),
        ("2", "2026-04-27", "2026-07-31"),
        ("3", "2026-08-24", "2026-10-23"),
    ]
    breaks = [(c.name, str(c.first_day), str(c.last_day), c.kind) for c in found.closures]
    assert breaks == [
        ("Half-term break", "2026-02-25", "2026-03-01", ClosureKind.HOLIDAY),
        ("Half-term break", "2026-06-24", "2026-06-28", ClosureKind.HOLIDAY),
    ]
    assert found.unread == []


def test_a_term_that_ends_before_it_starts_loses_no_line() -> None:
    found = read("Term starts: 5 January 2026\nTerm ends: 2 January 2026")
    assert not found.terms
    assert [(one.line, one.why) for one in found.unread] == [
        (1, Why.ONE_DATE),
        (2, Why.ENDS_FIRST),
    ]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Autumn, first half term: 1 September 2025 to 24 October 2025", None),
        ("Half-term 1: 1 September 2025 to 24 October 2025", None),
        ("Autumn half term: 27 October 2025 to 31 October 2025", ClosureKind.HOLIDAY),
        ("Christmas: 22 December 2025 to 2 January 2026", ClosureKind.HOLIDAY),
        ("Easter term: 5 January 2026 to 2 April 2026", None),
        ("Spring term until Easter: 5 January 2026 to 2 April 2026", None),
        ("Term 1 (to Christmas): 1 September 2025 to 19 December 2025", None),
        ("Michaelmas to Christmas: 1 September 2025 to 19 December 2025", None),
    ],
)
def test_half_a_term_is_no_break_and_a_feast_is_no_term(
    line: str, kind: ClosureKind | None
) -> None:
    found = read(line)
    assert [one.kind for one in [*found.terms, *found.closures]] == [kind]


FORMS = [
    ("1 September 2025 - 24 October 2025", ""),
    ("Autumn: 1 September 2025 - 24 October 2025", "Autumn"),
    ("Autumn: 01/09/2025 to 24/10/2025", "Autumn"),
    ("Autumn 1/9/25 – 24/10/25", "Autumn"),
    ("Autumn\t01.09.2025\t24.10.2025", "Autumn"),
    ("Autumn;01-09-2025;24-10-2025", "Autumn"),
    ("Autumn,2025-09-01,2025-10-24", "Autumn"),
    ("Autumn,1-Sep-25,24-Oct-25", "Autumn"),
    ("| Autumn | 2025/09/01 | 2025/10/24 |", "Autumn"),
    ("• Autumn: Monday 1st September 2025 until Friday 24th October 2025", "Autumn"),
    ("Autumn term starts Mon 1 Sept 2025, ends Fri 24 Oct 2025", "Autumn term"),
    ("Autumn, September 1, 2025 to October 24, 2025", "Autumn"),
    ("Autumn from 1 September to 24 October 2025", "Autumn"),
    ("Autumn 1 September 2025 to 24 October", "Autumn"),
    ("1 September to 24 October 2025 Autumn", "Autumn"),
    ("Autumn 2025: 1 September - 24 October", "Autumn"),
    ("Autumn 2025/26: 1 September - 24 October", "Autumn"),
    ("Autumn (1 September 2025 – 24 October 2025)", "Autumn"),
    ("AUTUMN 1 SEPTEMBER 2025 TO 24 OCTOBER 2025", "AUTUMN"),
    ("Autumn 1\u00a0September\u00a02025 \u2013 24\u00a0October\u00a02025", "Autumn"),
    ("Autumn: 1. September 2025 bis 24. Oktober 2025", "Autumn"),
]


@pytest.mark.parametrize(("line", "name"), FORMS)
def test_one_term_is_read_in_every_usual_form(line: str, name: str) -> None:
    found = read(line, "GB", "en", "de")
    assert terms(found) == [(name, "2025-09-01", "2025-10-24")]
    assert not found.unread
    assert not found.closures


@pytest.mark.parametrize(
    ("line", "country", "languages", "expected"),
    [
        (
            "Trimestre 1 : du 1er septembre 2025 au 17 octobre 2025",
            "FR",
            ("fr",),
            ("Trimestre 1", "2025-09-01", "2025-10-17"),
        ),
        (
            "Primer trimestre: del 8 de septiembre de 2025 al 19 de diciembre de 2025",
            "ES",
            ("es",),
            ("Primer trimestre", "2025-09-08", "2025-12-19"),
        ),
        (
            "Muhula wa 1: 5 Januari 2026 hadi 2 Aprili 2026",
            "KE",
            ("sw", "en"),
            ("Muhula wa 1", "2026-01-05", "2026-04-02"),
        ),
        (
            "الفصل الأول: ١ سبتمبر ٢٠٢٥ إلى ٢٤ ديسمبر ٢٠٢٥",
            "EG",
            ("ar",),
            ("الفصل الأول", "2025-09-01", "2025-12-24"),
        ),
        (
            "1学期 2025年4月7日 - 2025年7月18日",
            "JP",
            ("ja",),
            ("1学期", "2025-04-07", "2025-07-18"),
        ),
        (
            "1º período: 5 de fevereiro de 2026 a 30 de abril de 2026",
            "BR",
            ("pt",),
            ("1º período", "2026-02-05", "2026-04-30"),
        ),
    ],
)
def test_the_languages_of_the_school_are_read(
    line: str, country: str, languages: tuple[str, ...], expected: tuple[str, str, str]
) -> None:
    assert terms(read(line, country, *languages)) == [expected]


def test_day_and_month_stand_in_the_order_of_the_country() -> None:
    assert terms(read("Fall 9/2/2025 - 10/3/2025", "US")) == [("Fall", "2025-09-02", "2025-10-03")]
    assert terms(read("Fall 9/2/2025 - 10/3/2025", "GB")) == [("Fall", "2025-02-09", "2025-03-10")]
    assert [number_order(c) for c in ("GB", "KE", "US", "JP")] == ["dmy", "dmy", "mdy", "ymd"]


def test_a_date_is_not_turned_round_to_make_it_fit() -> None:
    found = read("Autumn 09/15/2025 - 10/24/2025", "GB")
    assert [one.why for one in found.unread] == [Why.NO_SUCH_DAY]
    assert found.terms == []


# years that are not written


def test_a_heading_gives_the_school_year() -> None:
    found = read(
        "Term dates 2026/27\nAutumn: 1 September - 18 December\nSpring: 4 January - 25 March"
    )
    assert terms(found) == [
        ("Autumn", "2026-09-01", "2026-12-18"),
        ("Spring", "2027-01-04", "2027-03-25"),
    ]
    assert found.headings == ["Term dates 2026/27"]


def test_a_heading_gives_a_calendar_year() -> None:
    found = read("Terms 2027\nTerm 1: 4 January - 1 April\nTerm 3: 23 August - 22 October", "KE")
    assert [one[1] for one in terms(found)] == ["2027-01-04", "2027-08-23"]


def test_without_a_year_each_term_follows_the_one_before() -> None:
    found = read("Autumn 1 September - 19 December\nSpring 5 January - 2 April", near=NEAR)
    assert terms(found) == [
        ("Autumn", "2025-09-01", "2025-12-19"),
        ("Spring", "2026-01-05", "2026-04-02"),
    ]


def test_a_term_over_the_turn_of_the_year_needs_one_year_only() -> None:
    assert terms(read("Winter 15 December - 9 January 2026")) == [
        ("Winter", "2025-12-15", "2026-01-09")
    ]
    assert terms(read("Winter 15 December 2025 - 9 January")) == [
        ("Winter", "2025-12-15", "2026-01-09")
    ]


# closed days


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Half term", ClosureKind.HOLIDAY),
        ("Half-term break", ClosureKind.HOLIDAY),
        ("Half term 1", None),
        ("Autumn, first half", None),
        ("Christmas holidays", ClosureKind.HOLIDAY),
        ("INSET day", ClosureKind.TRAINING),
        ("Staff training day", ClosureKind.TRAINING),
        ("Vacances de Noël", ClosureKind.HOLIDAY),
        ("School closed", ClosureKind.CLOSURE),
        ("Weihnachtsferien", ClosureKind.HOLIDAY),
        ("عطلة", ClosureKind.HOLIDAY),
        ("Term 2", None),
        ("", None),
    ],
)
def test_the_name_says_whether_days_are_closed(name: str, kind: ClosureKind | None) -> None:
    assert closure_kind(name) is kind


def test_a_letter_of_a_council_with_starts_breaks_and_ends() -> None:
    found = read(
        "Autumn term 2025\n"
        "Term starts: Monday 1 September 2025\n"
        "Half term: 27 - 31 October\n"
        "Term ends: Friday 19 December\n"
        "\n"
        "Spring term 2026\n"
        "Term begins 5 January\n"
        "Half-term: Monday 16 February to Friday 20 February\n"
        "Term ends 2 April\n"
        "INSET day: 1 September 2025\n"
    )
    assert terms(found) == [
        ("Autumn term", "2025-09-01", "2025-12-19"),
        ("Spring term", "2026-01-05", "2026-04-02"),
    ]
    assert [(c.name, str(c.first_day), str(c.last_day)) for c in found.closures] == [
        ("Half term", "2025-10-27", "2025-10-31"),
        ("Half-term", "2026-02-16", "2026-02-20"),
        ("INSET day", "2025-09-01", "2025-09-01"),
    ]
    assert found.unread == []


def test_a_break_in_the_line_of_its_term_becomes_closed_days() -> None:
    found = read("Term 1: 5 Jan - 2 Apr 2026, half-term break 25 Feb - 1 Mar")
    assert terms(found) == [("Term 1", "2026-01-05", "2026-04-02")]
    assert [(c.name, str(c.first_day), str(c.last_day)) for c in found.closures] == [
        ("Half-term break", "2026-02-25", "2026-03-01")
    ]


# what is not understood


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("31/02/2026 - 01/04/2026", Why.NO_SUCH_DAY),
        ("29 February 2026 to 3 April 2026", Why.NO_SUCH_DAY),
        ("Spring: from 5 January 2026", Why.ONE_DATE),
        ("Term starts 5 January 2026", Why.ONE_DATE),
        ("Term ends 5 January 2026", Why.ONE_DATE),
        ("Spring: 2 April 2026 - 5 January 2026", Why.ENDS_FIRST),
        ("Spring: 5 January 2026 - 2 April 2028", Why.TOO_LONG),
        ("1 May 2026, 5 June 2026, 7 August 2026", Why.MORE_DATES),
    ],
)
def test_a_line_that_is_not_understood_comes_back_with_its_number_and_why(
    line: str, why: Why
) -> None:
    found = read(f"Autumn: 1 September 2025 to 24 October 2025\n\n{line}")
    assert [(one.line, one.text, one.why) for one in found.unread] == [(3, line, why)]
    assert len(found.terms) == 1


def test_K02_the_second_of_two_lines_that_overlap_is_named() -> None:
    found = read(
        "Autumn 1 September 2025 - 24 October 2025\nAgain 24 October 2025 - 19 December 2025"
    )
    assert [(one.line, one.why) for one in found.unread] == [(2, Why.OVERLAPS)]


def test_the_same_dates_twice_are_said_to_be_there() -> None:
    found = read("Autumn 1/9/2025 - 24/10/2025\nAutumn 2025-09-01 2025-10-24")
    assert [(one.line, one.why) for one in found.unread] == [(2, Why.TWICE)]


@pytest.mark.parametrize("text", ["", "   \n\t\n", "|---|---|", "-----\n====="])
def test_nothing_in_it_is_nothing_understood(text: str) -> None:
    assert read(text) == Reading()


def test_words_without_dates_are_headings_and_nothing_else() -> None:
    found = read("Dear parents,\nplease call 0113 496 0000.\nThe head teacher")
    assert found.terms == found.unread == []
    assert len(found.headings) == 3


NAMES = ["Autumn", "Half term", "starts", "ends", "Mon", "September", "to"]
DATES = ["24 Oct", "01/09/2025", "2025-09-01", "2025", "1", "31", "32", "٣"]
MARKS = ["-", "–", "/", "(", "|", ".", ":", "\t"]
WORDS = st.sampled_from([*NAMES, *DATES, *MARKS])


@given(st.lists(st.lists(WORDS, max_size=9).map(" ".join), max_size=6))
def test_nothing_is_lost(lines: list[str]) -> None:
    """Every line with a word or a number in it shows up: read, closed, heading or not understood;
    a term's last line too, whose first line stands for both."""
    found = read("\n".join(lines))
    seen = {one.line for one in [*found.terms, *found.closures, *found.unread]}
    told = len(seen) + len(found.headings)
    written = "\n".join(lines).splitlines()
    lines_with_words = [line for line in written if any(ch.isalnum() for ch in line)]
    ends = sum("ends" in line for line in lines_with_words)
    assert len(lines_with_words) - ends <= told <= len(lines_with_words)


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    found = read(text, "EG", "ar", "fa", "ja")
    for one in [*found.terms, *found.closures]:
        assert one.first_day <= one.last_day
        assert len(one.name) <= 60
