"""Squares: right by other libraries, and wholly covered by the rectangles they are drawn as."""

from random import Random
from string import ascii_uppercase

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.graphics.barcode.ecc200datamatrix import ECC200DataMatrix

from procstation.errors import InputRefused
from procstation.labels.matrix import blocks_of, grid_of


@pytest.mark.parametrize("letters", [210, 213])
def test_data_matrix_is_as_reportlab_draws_it(letters: int) -> None:
    """It knows one size and one encodation, in which three letters make two codewords."""
    text = "".join(Random(letters).choices(ascii_uppercase, k=letters))
    other = ECC200DataMatrix(text)
    other.validate()
    other.encode()
    rows = [bytes(0 if square else 255 for square in row) for row in reversed(other.encoded)]
    assert list(grid_of("datamatrix", text)) == rows


@pytest.mark.parametrize(
    ("text", "size"),
    # ISO/IEC 18004, table 7, level M: 34 digits; 20 and 38 letters; 14, 26 and 42 bytes.
    [
        ("30234000517861", 21),
        ("9" * 34, 21),
        ("9" * 35, 25),
        ("A" * 20, 21),
        ("A" * 38, 25),
        ("a" * 14, 21),
        ("a" * 26, 25),
        ("a" * 42, 29),
        ("a" * 43, 33),
    ],
)
def test_qr_is_as_small_as_it_can_be(text: str, size: int) -> None:
    grid = grid_of("qr", text)
    assert (len(grid), {len(row) for row in grid}) == (size, {size})


@pytest.mark.parametrize(
    ("text", "size"),
    # ISO/IEC 16022, table 7: 14 digits are 7 codewords of the 8 that 14 by 14 squares hold.
    [("30234000517861", 14), ("302340005178610123", 16), ("a" * 20, 18), ("a" * 80, 32)],
)
def test_data_matrix_is_always_square(text: str, size: int) -> None:
    grid = grid_of("datamatrix", text)
    assert (len(grid), {len(row) for row in grid}) == (size, {size})


@pytest.mark.parametrize("name", ["qr", "datamatrix"])
def test_too_long_a_text_is_refused(name: str) -> None:
    with pytest.raises(InputRefused, match="8000 characters are too many"):
        grid_of(name, "9" * 8000)


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 12).flatmap(lambda wide: st.lists(st.binary(min_size=wide, max_size=wide))))
def test_every_black_square_is_in_one_rectangle(rows: list[bytes]) -> None:
    grid = tuple(bytes(255 * (square > 127) for square in row) for row in rows)
    covered = [
        (x, y)
        for left, top, width, height in blocks_of(grid)
        for y in range(top, top + height)
        for x in range(left, left + width)
    ]
    black = {(x, y) for y, row in enumerate(grid) for x, square in enumerate(row) if not square}
    assert len(covered) == len(set(covered))
    assert set(covered) == black


def test_equal_runs_below_each_other_are_one_rectangle() -> None:
    grid = (b"\0\0\xff\0", b"\0\0\xff\xff", b"\0\0\xff\0")
    assert sorted(blocks_of(grid)) == [(0, 0, 2, 3), (3, 0, 1, 1), (3, 2, 1, 1)]
