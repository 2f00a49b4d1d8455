"""Jobs of the language `raster`: one binary PBM picture (netpbm `P4`) for each label."""

import re
from dataclasses import dataclass

from procstation.devices import PrintRefused

_HEAD = re.compile(rb"P4\s+([1-9]\d{0,5})\s+([1-9]\d{0,5})\s")


@dataclass(frozen=True, slots=True)
class Picture:
    """One label in dots.

    Attributes:
        width, height: In dots.
        rows: Row by row from the top, 1 black, leftmost dot in the highest bit; each row begins on
            a byte, and what fills its last byte up is white.
    """

    width: int
    height: int
    rows: bytes

    @property
    def row_bytes(self) -> int:
        return (self.width + 7) // 8

    def band(self, first: int, count: int) -> bytes:
        """Return so many rows from the `first`, fewer at the end."""
        return self.rows[first * self.row_bytes : (first + count) * self.row_bytes]


def pictures_of(job: bytes, labels: int) -> list[Picture]:
    """Take a job apart.

    Raises:
        PrintRefused: It is not made of that many whole pictures.
    """
    pictures, at = [], 0
    while at < len(job):
        head = _HEAD.match(job, at)
        if head is None:
            raise _refused(f"no picture begins at byte {at}")
        width, height = int(head[1]), int(head[2])
        end = head.end() + (width + 7) // 8 * height
        if end > len(job):
            raise _refused(f"the picture at byte {at} ends {end - len(job)} bytes too early")
        pictures.append(Picture(width, height, _whitened(job[head.end() : end], width)))
        at = end
    if len(pictures) != labels:
        raise _refused(f"it holds {len(pictures)} pictures and not {labels}")
    return pictures


def require_width(pictures: list[Picture], dots: int) -> None:
    """Check that a print head is as wide as every picture.

    Raises:
        PrintRefused: It is not.
    """
    widest = max((picture.width for picture in pictures), default=0)
    if widest > dots:
        raise PrintRefused(
            f"A label is {widest} dots wide, and the print head {dots}; nothing was sent.",
            "Choose a narrower stock, or correct width_dots in the options of the printer.",
        )


def _whitened(rows: bytes, width: int) -> bytes:
    """Make the bits that fill rows up white; in a PBM they may be anything."""
    spare = -width % 8
    if not spare:
        return rows
    cleaned, step = bytearray(rows), (width + 7) // 8
    mask = 0xFF << spare & 0xFF
    for last in range(step - 1, len(cleaned), step):
        cleaned[last] &= mask
    return bytes(cleaned)


def _refused(why: str) -> PrintRefused:
    return PrintRefused(
        f"The job is no row of pictures: {why}. Nothing was sent.",
        "Render it for the language `raster`.",
    )
