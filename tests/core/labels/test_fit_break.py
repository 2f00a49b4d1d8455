import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procstation.labels.fit_break import broken


def width(text: str) -> float:
    """As in a font whose characters are all one size wide."""
    return float(len(text))


@pytest.mark.parametrize(
    ("line", "limit", "lines", "rule"),
    [
        ("1995", 8, "1995", ""),
        ("extra stuff here", 11, "extra|stuff here", "break-space"),
        ("pt. 2, vol. 1", 8, "pt. 2,|vol. 1", "break-space"),
        ("v. 1234567 c", 11, "v. 1234567|c", "break-space"),
        ("94(497.5)", 8, "94|(497.5)", "break-bracket"),
        ("BM523.5.I5", 8, "BM523.5|.I5", "break-point"),
        ("641.59540912", 9, "641|.59540912", "break-point"),
        ("S.HRG.106-145", 10, "S.|HRG.106-|145", "break-sign"),
        ("AX/SP/10155/11", 12, "AX/SP/|10155/11", "break-sign"),
        ("PNW-GTR-881", 9, "PNW-|GTR-881", "break-sign"),
        ("(1977-1978)", 8, "(1977-|1978)", "break-sign"),
        ("WDRNALW4497", 8, "WDRNALW|4497", "break-letters"),
        ("no. 105123", 6, "no.|105123", "break-space"),
        ("110978984448763", 9, "11097898|4448763", "break-digits"),
        ("SHAKESPEARE", 8, "SHAKES|PEARE", "break-word"),
        ("microfiches 1-3", 9, "microf|iches|1-3", "break-word"),
        ("ed. 8/1.108-12 x", 7, "ed. 8/1|.108-12|x", "break-point"),
    ],
)
def test_a_line_breaks_at_the_gentlest_place(
    line: str, limit: float, lines: str, rule: str
) -> None:
    result = broken(line, limit, width)
    assert "|".join(result.lines) == lines
    assert result.rule == rule


def test_a_label_never_stands_alone_where_another_place_would_do() -> None:
    assert broken("v. 12 no. 105", 9, width).lines == ("v. 12", "no. 105")


def test_a_word_is_not_torn_to_shreds() -> None:
    assert broken("SHAKESPEARE", 2, width).lines == ("SHAKESPEARE",)
    assert broken("110978", 3, width).lines == ("110", "978")


def test_marks_stay_on_their_letters() -> None:
    # Four consonants, each with a vowel sign.
    assert broken("किताबघर", 4, width).lines[0][-1] != "क"
    pieces = broken("कि" * 6, 6, width).lines
    assert pieces == ("कि" * 3, "कि" * 3)


@settings(max_examples=200, deadline=None)
@given(st.text(min_size=1, max_size=60).map(str.strip).filter(bool), st.integers(1, 30))
def test_pieces_put_together_with_what_stood_between_are_the_line(line: str, limit: int) -> None:
    line = " ".join(line.split())
    result = broken(line, limit, width)
    together = "".join(glue + piece for piece, glue in zip(result.lines, result.glues, strict=True))
    assert together == " " + line
    assert (result.rule == "") == (len(result.lines) == 1)
