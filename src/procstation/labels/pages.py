"""Where labels go: on pages of a sheet stock, or one a page from a roll."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from procstation.labels.layout import Layout
from procstation.labels.registration import TRUE, Registration
from procstation.labels.stock import RollStock, Stock


@dataclass(frozen=True, slots=True)
class Placed:
    """A label on a page; left and top in millimetres from the page's top left.

    On a roll they are 0, but for the error of a printer that is made up for.

    Attributes:
        number: Which of the labels it is, counted from 0.
        cell: On a sheet, counted from 0; 0 on a roll.
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
    """One sheet, or one label of a roll."""

    width_mm: float
    height_mm: float
    labels: tuple[Placed, ...]


def place(
    layouts: Sequence[Layout],
    stock: Stock,
    taken: Iterable[int] = (),
    registration: Registration = TRUE,
) -> list[Page]:
    """Put labels on pages in order.

    Args:
        taken: Cells of the first sheet, counted from 0, that are not free.
        registration: How the printer's error is made up for.
    """
    if isinstance(stock, RollStock):
        width_mm, height_mm = stock.label_width_mm, stock.label_height_mm
        moved = registration.place(0.0, 0.0)
        return [
            Page(width_mm, height_mm, (Placed(layout, number, 0, *moved),))
            for number, layout in enumerate(layouts)
        ]
    pages = []
    taken = frozenset(taken)
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
            pages.append(Page(stock.page_width_mm, stock.page_height_mm, tuple(labels)))
    return pages
