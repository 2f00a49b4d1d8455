import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procstation.config import read_section
from procstation.errors import InputRefused
from procstation.labels import LabelShelf
from procstation.labels.fit import Fitted, Room, fit_lines, fit_words
from procstation.labels.template import TextSection

FACE = LabelShelf().face("DejaVuSansCondensed-Bold")
MM_TO_PT = 72 / 25.4


def room(width_mm: float, height_mm: float, **changes: object) -> Room:
    tables = {"sources": ["call_number"], "box": {}, "size_pt": 12, "min_size_pt": 8}
    section = read_section(tables | changes, TextSection, "test")
    return Room(width_mm, height_mm, FACE, section)


def fits(fitted: Fitted, space: Room) -> bool:
    """Measure again, without the code under test."""
    widths = [FACE.width_em(line) * fitted.size_pt / MM_TO_PT for line in fitted.lines]
    high = FACE.ascent_em + FACE.descent_em + 1.17 * (len(fitted.lines) - 1)
    high_mm = high * fitted.size_pt / MM_TO_PT
    return max(widths) <= space.width_mm + 0.02 and high_mm <= space.height_mm + 0.02


def test_what_fits_is_left_alone() -> None:
    lines = ("PS", "3562", ".E42", "L4", "1969")
    assert fit_lines(lines, room(22.4, 35.1)) == Fitted(lines, 12)


def test_a_wide_line_shrinks_all_of_them_in_half_points() -> None:
    fitted = fit_lines(("362.8490401", "B345"), room(22.4, 35.1))
    assert fitted.lines == ("362.8490401", "B345")
    assert fitted.size_pt == 9.5
    assert fitted.notes == ("set in 9.5 pt instead of 12",)


def test_a_decimal_breaks_before_its_point_when_shrinking_is_not_enough() -> None:
    fitted = fit_lines(("641.59540912", "B345"), room(16, 35.1))
    assert fitted.lines == ("641", ".59540912", "B345")
    assert "'641.59540912' is broken into 641 | .59540912" in fitted.notes


def test_blanks_break_before_points() -> None:
    assert fit_lines(("ED 8/1.108-12 x",), room(13, 35)).lines == ("ED", "8/1", ".108-12", "x")


def test_a_word_without_a_place_to_break_is_cut_into_pieces_that_are_all_there() -> None:
    fitted = fit_lines(("CONGRESSIONAL",), room(16, 35))
    assert "".join(fitted.lines) == "CONGRESSIONAL"
    assert len(fitted.lines) == 2


def test_class_letters_join_the_class_number_first() -> None:
    fitted = fit_lines(("PS", "3562", ".E42", "L4", "1969"), room(35, 14))
    assert fitted.lines == ("PS3562", ".E42", "L4", "1969")
    assert fitted.notes[0] == "'PS' and '3562' share a line"


def test_then_the_pair_that_stays_narrowest() -> None:
    fitted = fit_lines(("PS", "3562", ".E42", "L4", "1969"), room(35, 11))
    assert fitted.lines == ("PS3562", ".E42 L4", "1969")


@pytest.mark.parametrize(
    ("lines", "size", "rule"),
    [
        (("PS", "3562", ".E42", "L4", "1969"), (22.4, 35.1), "as-is"),
        (("PS", "3562", ".E42", "L4", "1969"), (22.4, 22), "shrink"),
        (("641.59540912", "B345"), (16, 35.1), "break-point"),
        (("PS", "3562", ".E42", "L4", "1969"), (35, 14), "join-class"),
        (("PS", "3562", ".E42", "L4", "1969"), (35, 11), "join-cutters"),
    ],
)
def test_the_rule_that_won_is_named(
    lines: tuple[str, ...], size: tuple[float, float], rule: str
) -> None:
    assert fit_lines(lines, room(*size)).rule == rule


def test_why_nothing_fits_is_said_with_what_was_tried() -> None:
    with pytest.raises(InputRefused) as refused:
        fit_lines(("QA", "76.73", ".C153", "Y48", "2005"), room(14, 7))
    assert "where 2 have room" in refused.value.what
    assert "Broken and joined as far as that goes it is 'QA76.73 | " in refused.value.what


@pytest.mark.parametrize("lines", [("1",) * 20_000, ("12" * 10_000,), ("A. " * 9_999 + "A",)])
def test_a_huge_text_is_refused_at_once_and_not_repeated_in_full(lines: tuple[str, ...]) -> None:
    with pytest.raises(InputRefused) as refused:
        fit_lines(lines, room(22.4, 35.1))
    assert len(refused.value.what) < 500


def test_what_cannot_fit_is_refused_with_numbers() -> None:
    with pytest.raises(
        InputRefused, match=r"5\.0 × 5\.0 mm in 8 pt: 4 lines where 1 have"
    ) as refused:
        fit_lines(("QA", "76.73", ".C153"), room(5, 5))
    assert "larger label" in refused.value.do_next


def test_words_wrap_shrink_and_are_cut_only_where_allowed() -> None:
    title = "The left hand of darkness"
    assert fit_words(title, room(30, 12)).lines == ("The left hand", "of darkness")
    assert fit_words(title, room(40, 4.2, max_lines=1)).size_pt == 8.5
    with pytest.raises(InputRefused, match="does not fit"):
        fit_words(title, room(20, 4, max_lines=1))
    short = fit_words(title, room(20, 4, max_lines=1, overflow="shorten"))
    assert short.lines == ("The left han…",)
    rules = [fit_words(title, room(*size)).rule for size in ((60, 5), (30, 12), (40, 4.2))]
    assert rules == ["as-is", "wrap", "shrink"]
    assert short.rule == "shorten"
    assert short.notes == ("'The left hand of darkness' is cut short to 'The left han…'",)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.text("QAPS0123456789. cv", min_size=1, max_size=14), min_size=1, max_size=9),
    st.floats(6, 40),
    st.floats(6, 60),
)
def test_nothing_is_ever_lost(lines: list[str], width_mm: float, height_mm: float) -> None:
    space = room(width_mm, height_mm)
    given_lines = tuple(line.strip() or "1" for line in lines)
    try:
        fitted = fit_lines(given_lines, space)
    except InputRefused:
        return
    assert "".join(fitted.lines).replace(" ", "") == "".join(given_lines).replace(" ", "")
    assert fits(fitted, space)
    assert 8 <= fitted.size_pt <= 12
