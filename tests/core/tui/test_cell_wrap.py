"""Rows of a terminal: nothing is lost, no row is too wide, words stay whole where they can."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from procstation.tui.widgets.cell_wrap import wrap


def test_words_stay_whole() -> None:
    assert wrap("the left hand of darkness", 12, "> ", "  ") == [
        "> the left",
        "  hand of",
        "  darkness",
    ]
    assert wrap("", 10, "> ") == ["> "]


def test_text_without_blanks_is_broken_where_the_row_ends() -> None:
    said = "“ノルウェイの森” is here"
    assert wrap(said, 12, "? ", "  ") == ["? “ノルウェ", "  イの森” is", "  here"]


def test_a_word_that_is_too_long_fills_the_row_that_is_begun() -> None:
    assert wrap("at ABCDEFGHIJKL", 8) == ["at ABCDE", "FGHIJKL"]


@given(st.text("ab 森イe\u0301😀", max_size=60), st.integers(8, 30))
def test_nothing_is_lost_and_no_row_is_too_wide(text: str, width: int) -> None:
    rows = wrap(text, width, "> ", "  ")
    assert "".join(row[2:] for row in rows).replace(" ", "") == text.replace(" ", "")
    assert all(cell_len(row) <= width for row in rows)
    assert all(row[:2] == ("  " if at else "> ") for at, row in enumerate(rows))
