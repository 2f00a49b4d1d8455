"""The sheet of command barcodes as pages to be printed on plain paper: in groups, with words.

Two columns, the right one half a row lower than the left: a scanner held level crosses one symbol
and no other.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from procstation.labels.pages import Page
from procstation.labels.pdf import pdf_of
from procstation.labels.pdf_picture import pdf_pictures
from procstation.labels.printed_page import Drawn, Lettering, Paper
from procstation.labels.readback import check_picture
from procstation.language import tr

MARGIN = 14.0
TOP = 24.0
HEADING = 10.0
ROW = 19.0
WORDS = 4.6
BARS = 8.5
GAP = 4.0
MODULE_MM = 0.25
"""10 mil: what any scanner reads at arm's length."""

QUIET = 10 * MODULE_MM
"""White before the bars; the words begin where the bars do."""

EDGE_MM = 5.0
"""Printers leave so much white."""

Groups = Sequence[tuple[str, Mapping[str, str]]]
"""Titles, each with its codes and their words."""


def write_command_pages(groups: Groups, path: Path, paper: Paper) -> int:
    """Write the sheet, every barcode of it read back, and return how many pages it has.

    Raises:
        InputRefused: A code has no room, or does not read as it should.
        OSError: It cannot be written.
    """
    pages = command_pages(groups, paper)
    pdf = pdf_of(pages, tr("Command barcodes"))
    for page, picture in zip(pages, pdf_pictures(pdf, pages), strict=True):
        check_picture(page.labels[0].layout, picture, EDGE_MM)
    path.write_bytes(pdf)
    return len(pages)


def command_pages(groups: Groups, paper: Paper) -> list[Page]:
    """Return the pages, as they are drawn.

    Raises:
        InputRefused: A code has no room.
    """
    sheet = _Sheet(paper)
    for title, codes in groups:
        sheet.add(title, codes)
    return [page.page() for page in sheet.numbered()]


class _Sheet:
    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._letters = Lettering()
        self._pages: list[Drawn] = []
        self._down = paper.height_mm
        self._column = (paper.width_mm - 2 * MARGIN - GAP) / 2

    def add(self, title: str, codes: Mapping[str, str]) -> None:
        """Draw a group: on one page, unless it is longer than a page."""
        if self._bottom - self._down < self._height(len(codes)):
            self._begin_page()
        self._head(title)
        rest = list(codes.items())
        while rest:
            fitting = max(1, self._fitting())
            self._draw(rest[:fitting])
            rest = rest[fitting:]
            if rest:
                self._begin_page()
                self._head(title)

    def numbered(self) -> Iterator[Drawn]:
        for number, page in enumerate(self._pages, start=1):
            foot = tr("page {number} of {count}", number=number, count=len(self._pages))
            self._write(page, foot, 8, MARGIN, self._paper.height_mm - 8)
            yield page

    @property
    def _bottom(self) -> float:
        return self._paper.height_mm - MARGIN

    def _fitting(self) -> int:
        """Return how many codes still fit on the page."""
        rows = (self._bottom - self._down) / ROW
        # The last row has a right one only if half a row is left below it.
        return int(rows) * 2 - (0 if rows % 1 >= 0.5 else 1)

    def _height(self, count: int) -> float:
        rows = (count + 1) // 2 if count % 2 else count / 2 + 0.5
        return HEADING + rows * ROW

    def _begin_page(self) -> None:
        page = Drawn(self._paper.width_mm, self._paper.height_mm)
        self._pages.append(page)
        self._write(page, tr("Command barcodes"), 16, MARGIN, 17, bold=True)
        page.rule(MARGIN, 19.5, self._paper.width_mm - 2 * MARGIN, 0.4)
        self._down = TOP

    def _head(self, title: str) -> None:
        self._write(self._pages[-1], title, 13, MARGIN, self._down + 5, bold=True)
        self._down += HEADING

    def _draw(self, codes: Sequence[tuple[str, str]]) -> None:
        page = self._pages[-1]
        for number, (code, words) in enumerate(codes):
            left = MARGIN + number % 2 * (self._column + GAP)
            top = self._down + number * ROW / 2
            inset = left + QUIET
            self._write(page, words, 11, inset, top + WORDS - 1.4, self._column - QUIET, bold=True)
            page.bars(code, left, top + WORDS, self._column, BARS, MODULE_MM)
        self._down += len(codes) * ROW / 2 + ROW / 2

    def _write(
        self, page: Drawn, text: str, size_pt: float, left_mm: float, baseline_mm: float,
        room_mm: float | None = None, *, bold: bool = False,
    ) -> None:  # fmt: skip
        room = room_mm or self._paper.width_mm - MARGIN - left_mm
        page.runs.append(self._letters.run(text, size_pt, left_mm, baseline_mm, room, bold=bold))
