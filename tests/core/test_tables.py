"""CSV that a spreadsheet can't take for formulas."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoollink.core.tables import as_csv, harmless


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "\0x", "＝1", "＋1", "－1", "＠x"]
)
def test_SEC06_a_risky_cell_gets_a_quote_mark(cell: str) -> None:
    assert harmless(cell) == "'" + cell


@given(st.lists(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"))))
def test_SEC06_what_was_written_comes_back_and_runs_nothing(cells: list[str]) -> None:
    text = as_csv(["a"], [["x", *cells]])
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert rows[1] == ["x", *map(harmless, cells)]
    assert text.startswith("\ufeffa\r\n")
