"""By how much a printer puts its ink beside where the stock wants it, and how that is put right."""

import math
from dataclasses import dataclass

from procstation.errors import InputRefused
from procstation.labels.stock import RollStock, Stock
from procstation.language import tr

LARGEST_STRETCH = 0.02
"""A fiftieth is 6 mm on a page: more is another paper size chosen in the printer's settings."""


@dataclass(frozen=True, slots=True)
class Registration:
    """How labels are moved before they are drawn, so that they come out where they should.

    Only places are stretched, never labels: bars stay whole dots.

    Attributes:
        right_mm: Everything goes so far to the right; negative to the left.
        down_mm: Likewise down.
        stretch: Distances between the labels of a sheet, from its top left corner, times this.
    """

    right_mm: float = 0.0
    down_mm: float = 0.0
    stretch: float = 1.0

    def place(self, left_mm: float, top_mm: float) -> tuple[float, float]:
        """Return where to draw what shall come out at this place of the page."""
        return left_mm * self.stretch + self.right_mm, top_mm * self.stretch + self.down_mm


TRUE = Registration()
"""Of a printer that puts its ink where it is told to."""


def check_registration(registration: Registration, stock: Stock) -> None:
    """Check that every label, its margins aside, still lies on the page.

    Raises:
        InputRefused: With what would be cut off.
    """
    for value in (registration.right_mm, registration.down_mm, registration.stretch):
        if not math.isfinite(value):
            raise InputRefused(
                tr("{value} is no measure.", value=value), tr("Give millimetres, as in 0.8.")
            )
    if abs(registration.stretch - 1) > LARGEST_STRETCH:
        raise InputRefused(
            tr(
                "A stretch of {stretch:g} is no small error of a printer.",
                stretch=registration.stretch,
            ),
            tr(
                "Give one from {least:g} to {largest:g}, or"
                " choose the right paper size in the printer's own settings.",
                least=1 - LARGEST_STRETCH,
                largest=1 + LARGEST_STRETCH,
            ),
        )
    cells = [stock.cell(index) for index in range(stock.cells)]
    page = stock.page_width_mm, stock.page_height_mm
    label = stock.label_width_mm, stock.label_height_mm
    for number, cell in enumerate(cells, start=1):
        placed = registration.place(*cell)
        for at, size, most, said in zip(placed, label, page, ("right", "down"), strict=True):
            over = max(-at, at + size - most) - stock.margin_mm
            if over > 1e-6:
                raise InputRefused(
                    tr(
                        "Moved so far {said}, {over:.2f} mm of label {number}"
                        " would lie beside the {thing}.",
                        said=said if at > 0 else _OPPOSITE[said],
                        over=over,
                        number=number,
                        thing=_thing(stock),
                    ),
                    tr("Adjust the printer itself, or the way its stock is put in."),
                )


_OPPOSITE = {"right": "left", "down": "up"}


def _thing(stock: Stock) -> str:
    return "label" if isinstance(stock, RollStock) else "page"
