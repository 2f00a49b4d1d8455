"""Where labels go: on pages of a sheet stock, or in rows of a roll, a page each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from procstation.labels.layout import Layout
from procstation.labels.registration import TRUE, Registration
from procstation.labels.stock import RollStock, Stock
from procstation.labels.turn import Turn


@dataclass(frozen=True, slots=True)
class Placed:
    """A label on a page; left and top in millimetres from the page's top left.

    Attributes:
        number: Which of the labels it is, counted from 0.
        cell: On a sheet or in a row, counted from 0.
    """

    layout: Layout
    number: int
    cell: int
    left_mm: float
    top_mm: float

    @property
    def left_dots(self) -> int:
        return round(self.left_mm * self.layout.dots_per_mm)

    @property
    def top_dots(self) -> int:
        return round(self.top_mm * self.layout.dots_per_mm)


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet, or one row of a roll, as its labels are read.

    Attributes:
        turn: How it comes out of a printer of labels.
    """

    width_mm: float
    height_mm: float
    labels: tuple[Placed, ...]
    turn: Turn = 0


def place(
    layouts: Sequence[Layout],
    stock: Stock,
    taken: Iterable[int] = (),
    registration: Registration = TRUE,
) -> list[Page]:
    """Put labels on pages in order.

    Args:
        taken: Cells of the first sheet, counted from 0, that are not free. A roll has none: what is
            left of a row has gone through the printer.
        registration: How the printer's error is made up for.
    """
    turn: Turn = 0
    taken = frozenset(taken)
    if isinstance(stock, RollStock):
        turn, taken = stock.turn, frozenset()
    pages = []
    waiting = list(enumerate(layouts))
    while waiting:
        free = [cell for cell in range(stock.cells) if cell not in taken]
        labels = [
            Placed(layout, number, cell, *registration.place(*stock.cell(cell)))
            for cell, (number, layout) in zip(free, waiting, strict=False)
        ]
        del waiting[: len(labels)]
        taken = frozenset()
        if labels:
            size = stock.page_width_mm, stock.page_height_mm
            pages.append(Page(*size, tuple(labels), turn))
    return pages
