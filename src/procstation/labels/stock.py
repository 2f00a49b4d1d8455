"""Label stock: sheets of labels and rolls of labels, in millimetres."""

from typing import Annotated, Literal

from msgspec import Meta

from procstation.config import Section
from procstation.errors import ConfigError

Size = Annotated[float, Meta(gt=0, le=2000)]
Distance = Annotated[float, Meta(ge=0, le=2000)]

TOLERANCE_MM = 0.05
"""Published measures are rounded to hundredths of a millimetre, column after column."""


class RollStock(Section, frozen=True):
    """Labels one after the other on a roll."""

    kind: Literal["roll"]
    title: str
    label_width_mm: Annotated[Size, Meta(description="Across the print head.")]
    label_height_mm: Annotated[Size, Meta(description="In the direction of the feed.")]
    margin_mm: Annotated[Distance, Meta(description="Nothing is inked so near an edge.")] = 1.0


class SheetStock(Section, frozen=True):
    """Labels in columns and rows on a sheet; cells are counted along rows, from the top left."""

    kind: Literal["sheet"]
    title: str
    page_width_mm: Size
    page_height_mm: Size
    label_width_mm: Size
    label_height_mm: Size
    columns: Annotated[int, Meta(ge=1, le=100)]
    rows: Annotated[int, Meta(ge=1, le=100)]
    left_mm: Annotated[Distance, Meta(description="Page edge to the first label.")]
    top_mm: Annotated[Distance, Meta(description="Page edge to the first label.")]
    pitch_x_mm: Annotated[Size, Meta(description="Left edge to left edge.")]
    pitch_y_mm: Annotated[Size, Meta(description="Top edge to top edge.")]
    margin_mm: Annotated[Distance, Meta(description="Nothing is inked so near an edge.")] = 1.0

    @property
    def cells(self) -> int:
        """Labels on a sheet."""
        return self.columns * self.rows

    def cell(self, index: int) -> tuple[float, float]:
        """Return left and top of a cell on the page, in millimetres; the first is 0."""
        row, column = divmod(index, self.columns)
        return self.left_mm + column * self.pitch_x_mm, self.top_mm + row * self.pitch_y_mm


Stock = RollStock | SheetStock


def check_stock(stock: Stock, name: str) -> None:
    """Check that the labels fit their page and do not overlap; `name` is the file's.

    Raises:
        ConfigError: With the sum that is too large.
    """
    if 2 * stock.margin_mm >= min(stock.label_width_mm, stock.label_height_mm):
        raise ConfigError(
            f"{name}: a margin of {stock.margin_mm} mm leaves nothing of the label.",
            "Correct margin_mm.",
        )
    if isinstance(stock, RollStock):
        return
    across = ("columns", stock.left_mm, stock.columns, stock.pitch_x_mm)
    down = ("rows", stock.top_mm, stock.rows, stock.pitch_y_mm)
    _check_axis(name, across, stock.label_width_mm, stock.page_width_mm)
    _check_axis(name, down, stock.label_height_mm, stock.page_height_mm)


def _check_axis(
    name: str, axis: tuple[str, float, int, float], label_mm: float, page_mm: float
) -> None:
    what, first_mm, count, pitch_mm = axis
    end_mm = first_mm + (count - 1) * pitch_mm + label_mm
    if end_mm > page_mm + TOLERANCE_MM:
        raise ConfigError(
            f"{name}: {count} {what} from {first_mm:g} mm on, {pitch_mm:g} mm apart, end at"
            f" {end_mm:.2f} mm; the page ends at {page_mm:g} mm.",
            "Measure the sheet again and correct the file.",
        )
    if count > 1 and label_mm > pitch_mm + TOLERANCE_MM:
        raise ConfigError(
            f"{name}: labels of {label_mm:g} mm overlap, since {what} are {pitch_mm:g} mm apart.",
            "Measure the sheet again and correct the file.",
        )
