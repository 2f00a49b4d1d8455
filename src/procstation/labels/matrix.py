"""QR (ISO/IEC 18004) and Data Matrix ECC 200 (ISO/IEC 16022): squares, from zxing-cpp's writer."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from procstation.errors import InputRefused
from procstation.language import tr

CHARACTERS = frozenset(map(chr, range(128)))
"""What a scanner makes of other characters depends on how it is set."""

QR_LEVEL = "M"
"""Error correction: up to 15 % of a symbol may be unreadable."""

WRITERS: dict[str, tuple[str, dict[str, Any]]] = {
    "qr": ("QRCode", {"ec_level": QR_LEVEL}),
    "datamatrix": ("DataMatrix", {"force_square": True}),
}
"""Many readers do not know the oblong sizes of Data Matrix, above all those of ISO/IEC 21471."""

Grid = tuple[bytes, ...]
"""Rows of squares, a byte each; 0 is black."""


def grid_of(name: str, text: str) -> Grid:
    """Return the squares of a symbol, without quiet zone.

    Args:
        name: `qr` or `datamatrix`.

    Raises:
        InputRefused: The text is too long.
    """
    import zxingcpp  # noqa: PLC0415 - loaded with the first symbol

    format_name, options = WRITERS[name]
    format_ = zxingcpp.barcode_format_from_str(format_name)
    try:
        symbol = zxingcpp.create_barcode(text, format_, **options)
    except ValueError as error:
        raise InputRefused(
            tr(
                "{count} characters are too many for one {format_name} symbol.",
                count=len(text),
                format_name=format_name,
            ),
            tr("Shorten the text."),
        ) from error
    image: Any = symbol.to_image(scale=1, add_quiet_zones=False)  # The stubs lack its buffer.
    high, wide = image.shape
    squares = bytes(image)
    return tuple(squares[row * wide : (row + 1) * wide] for row in range(high))


def blocks_of(grid: Grid) -> Iterator[tuple[int, int, int, int]]:
    """Yield left, top, width and height of black rectangles, in squares.

    Black squares side by side are one rectangle, and so are equal runs in rows that follow each
    other.
    """
    open_runs: dict[tuple[int, int], int] = {}
    for row, squares in enumerate((*grid, b"")):
        runs = set(_runs(squares))
        for run in [one for one in open_runs if one not in runs]:
            left, width = run
            top = open_runs.pop(run)
            yield left, top, width, row - top
        for run in runs:
            open_runs.setdefault(run, row)


def _runs(squares: Sequence[int]) -> Iterator[tuple[int, int]]:
    at = 0
    for white, run in groupby(squares, bool):
        width = len(list(run))
        if not white:
            yield at, width
        at += width
