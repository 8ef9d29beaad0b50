import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.csv_cells import SafeCsvWriter, original_cell, safe_cell


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+SUM(A1)", "'+SUM(A1)"),
        ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\t=1", "'\t=1"),
        ("＝1", "'＝1"),
        ("'=1", "''=1"),
        ("-9.77", "-9.77"),
        ("+3e-05", "+3e-05"),
        (-9.77, -9.77),
        (None, None),
        ("Bells = 3", "Bells = 3"),
        ("'s-Hertogenbosch", "'s-Hertogenbosch"),
    ],
)
def test_what_a_spreadsheet_would_run_becomes_text_and_numbers_stay(cell, safe):
    assert safe_cell(cell) == safe


@given(st.text(alphabet="'=+-@\t 1a＝"))
def test_a_cell_is_read_back_as_it_was(cell):
    assert original_cell(safe_cell(cell)) == cell


def test_a_writer_makes_every_cell_safe():
    text = io.StringIO()
    SafeCsvWriter(text).write_named(["key", "why"], [{"key": "=k"}, {"key": "a", "why": "@x"}])
    assert text.getvalue() == "key,why\n'=k,\na,'@x\n"
