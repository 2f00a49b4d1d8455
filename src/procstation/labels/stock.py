"""Label stock: sheets of labels and rolls of labels, in millimetres."""

import math
from itertools import combinations
from typing import Annotated, Literal

from msgspec import Meta

from procstation.config import Section
from procstation.errors import ConfigError
from procstation.labels.turn import Turn, is_sideways
from procstation.language import tr

Size = Annotated[float, Meta(gt=0, le=2000)]
Distance = Annotated[float, Meta(ge=0, le=2000)]

TOLERANCE_MM = 0.13
"""Published measures are rounded, some to a hundredth of an inch: they add up to half of that too
much."""


Shape = Annotated[
    Literal["rectangle", "round"],
    Meta(description="`round`: a circle or an ellipse that touches all four sides."),
]


class RollStock(Section, frozen=True):
    """Labels one after the other on a roll, or in rows of several.

    A label is measured as it is read. A row of them, which goes through the printer at once, is a
    page, measured as its labels are read, too.
    """

    kind: Literal["roll"]
    title: str
    label_width_mm: Annotated[Size, Meta(description="As it is read, whichever way it lies.")]
    label_height_mm: Annotated[Size, Meta(description="Likewise.")]
    turn: Annotated[
        Turn,
        Meta(
            description="Degrees clockwise from how it is read to how it comes out, its upper edge"
            " first: 90 where it is read along the feed, from its beginning."
        ),
    ] = 0
    across: Annotated[int, Meta(ge=1, le=10, description="Labels beside each other.")] = 1
    pitch_mm: Annotated[
        Distance,
        Meta(description="Edge to edge across the print head; 0 where labels touch."),
    ] = 0
    margin_mm: Annotated[Distance, Meta(description="Nothing is inked so near an edge.")] = 1.0
    margin_feed_mm: Annotated[
        Distance,
        Meta(
            description="Where the printer cannot ink so near the edges that come out first and"
            " last: the templates' boxes end there."
        ),
    ] = 0
    shape: Shape = "rectangle"
    hole_mm: Annotated[Distance, Meta(description="Across the hole in the middle.")] = 0
    continuous: Annotated[
        bool, Meta(description="Not cut beforehand: the printer cuts at the label's end.")
    ] = False

    @property
    def lies_mm(self) -> tuple[float, float]:
        """What a label measures across the print head, and in the direction of the feed."""
        if is_sideways(self.turn):
            return self.label_height_mm, self.label_width_mm
        return self.label_width_mm, self.label_height_mm

    @property
    def page_width_mm(self) -> float:
        beside = 0.0 if is_sideways(self.turn) else self._step_mm * (self.across - 1)
        return self.label_width_mm + beside

    @property
    def page_height_mm(self) -> float:
        below = self._step_mm * (self.across - 1) if is_sideways(self.turn) else 0.0
        return self.label_height_mm + below

    @property
    def cells(self) -> int:
        """Labels in a row."""
        return self.across

    def cell(self, index: int) -> tuple[float, float]:
        """Return left and top of a label in its row, in millimetres; the first is 0."""
        along_mm = index * self._step_mm
        return (0.0, along_mm) if is_sideways(self.turn) else (along_mm, 0.0)

    @property
    def _step_mm(self) -> float:
        return self.pitch_mm or self.lies_mm[0]


class GridSection(Section, frozen=True):
    """Columns and rows of labels on a sheet."""

    columns: Annotated[int, Meta(ge=1, le=100)]
    rows: Annotated[int, Meta(ge=1, le=100)]
    left_mm: Annotated[Distance, Meta(description="Page edge to the first label.")]
    top_mm: Annotated[Distance, Meta(description="Page edge to the first label.")]
    pitch_x_mm: Annotated[Size, Meta(description="Left edge to left edge.")]
    pitch_y_mm: Annotated[Size, Meta(description="Top edge to top edge.")]

    @property
    def cells(self) -> int:
        return self.columns * self.rows

    def cell(self, index: int) -> tuple[float, float]:
        """Return left and top of a cell on the page, in millimetres; the first is 0."""
        row, column = divmod(index, self.columns)
        return self.left_mm + column * self.pitch_x_mm, self.top_mm + row * self.pitch_y_mm


class SheetStock(GridSection, frozen=True):
    """Labels in columns and rows on a sheet; cells are counted along rows, from the top left.

    Where one grid does not describe the sheet, those of `more` are counted after it.
    """

    kind: Literal["sheet"]
    title: str
    page_width_mm: Size
    page_height_mm: Size
    label_width_mm: Size
    label_height_mm: Size
    margin_mm: Annotated[Distance, Meta(description="Nothing is inked so near an edge.")] = 1.0
    shape: Shape = "rectangle"
    hole_mm: Annotated[Distance, Meta(description="Across the hole in the middle.")] = 0
    more: Annotated[tuple[GridSection, ...], Meta(description="Further grids.")] = ()

    @property
    def cells(self) -> int:
        """Labels on a sheet."""
        return self.columns * self.rows + sum(grid.cells for grid in self.more)

    def cell(self, index: int) -> tuple[float, float]:
        """Return left and top of a cell on the page, in millimetres; the first is 0."""
        here = self.columns * self.rows
        if index < here or not self.more:
            row, column = divmod(index, self.columns)
            return self.left_mm + column * self.pitch_x_mm, self.top_mm + row * self.pitch_y_mm
        index -= here
        for grid in self.more:
            if index < grid.cells:
                return grid.cell(index)
            index -= grid.cells
        raise IndexError(index)


Stock = RollStock | SheetStock


def check_stock(stock: Stock, name: str) -> None:
    """Check that the labels fit their page and do not overlap; `name` is the file's.

    Raises:
        ConfigError: With the sum that is too large.
    """
    if 2 * stock.margin_mm >= min(stock.label_width_mm, stock.label_height_mm):
        raise ConfigError(
            tr(
                "{name}: a margin of {margin_mm} mm leaves nothing of the label.",
                name=name,
                margin_mm=stock.margin_mm,
            ),
            tr("Correct margin_mm."),
        )
    if stock.hole_mm and stock.shape != "round":
        raise ConfigError(
            tr(
                "{name}: a hole of {hole_mm:g} mm in a label that is not round.",
                name=name,
                hole_mm=stock.hole_mm,
            ),
            tr('Write shape = "round", or leave the hole out.'),
        )
    if stock.hole_mm + 2 * stock.margin_mm >= min(stock.label_width_mm, stock.label_height_mm):
        raise ConfigError(
            tr(
                "{name}: a hole of {hole_mm:g} mm leaves nothing of the label.",
                name=name,
                hole_mm=stock.hole_mm,
            ),
            tr("Correct hole_mm."),
        )
    if isinstance(stock, RollStock):
        if 0 < stock.pitch_mm < stock.lies_mm[0] - TOLERANCE_MM:
            raise ConfigError(
                tr(
                    "{name}: labels of {lies_mm:g} mm overlap, since they are"
                    " {pitch_mm:g} mm apart.",
                    name=name,
                    lies_mm=stock.lies_mm[0],
                    pitch_mm=stock.pitch_mm,
                ),
                tr("Correct pitch_mm: it is from one's left edge to the next one's."),
            )
        if 2 * stock.margin_feed_mm >= stock.lies_mm[1]:
            raise ConfigError(
                tr(
                    "{name}: a margin of {margin_feed_mm:g} mm at both ends"
                    " leaves nothing of {lies_mm:g} mm.",
                    name=name,
                    margin_feed_mm=stock.margin_feed_mm,
                    lies_mm=stock.lies_mm[1],
                ),
                tr("Correct margin_feed_mm."),
            )
        return
    for grid in (stock, *stock.more):
        across = (tr("columns"), grid.left_mm, grid.columns, grid.pitch_x_mm)
        down = (tr("rows"), grid.top_mm, grid.rows, grid.pitch_y_mm)
        _check_axis(name, across, stock.label_width_mm, stock.page_width_mm)
        _check_axis(name, down, stock.label_height_mm, stock.page_height_mm)
    if stock.more:
        _check_apart(name, stock)


def _check_apart(name: str, stock: SheetStock) -> None:
    """Check that cells of several grids do not lie on each other. Round ones may stand nearer."""
    is_round = stock.shape == "round"
    for first, second in combinations(range(stock.cells), 2):
        (left, top), (other_left, other_top) = stock.cell(first), stock.cell(second)
        across = abs(left - other_left) / stock.label_width_mm
        down = abs(top - other_top) / stock.label_height_mm
        apart = math.hypot(across, down) if is_round else max(across, down)
        if apart < 1 - TOLERANCE_MM / stock.label_width_mm:
            raise ConfigError(
                tr(
                    "{name}: labels {first} and {second} overlap.",
                    name=name,
                    first=first + 1,
                    second=second + 1,
                ),
                tr("Measure the sheet again and correct the file."),
            )


def _check_axis(
    name: str, axis: tuple[str, float, int, float], label_mm: float, page_mm: float
) -> None:
    what, first_mm, count, pitch_mm = axis
    end_mm = first_mm + (count - 1) * pitch_mm + label_mm
    if end_mm > page_mm + TOLERANCE_MM:
        raise ConfigError(
            tr(
                "{name}: {count} {what} from {first_mm:g} mm on, {pitch_mm:g} mm"
                " apart, end at {end_mm:.2f} mm; the page ends at {page_mm:g} mm.",
                name=name,
                count=count,
                what=what,
                first_mm=first_mm,
                pitch_mm=pitch_mm,
                end_mm=end_mm,
                page_mm=page_mm,
            ),
            tr("Measure the sheet again and correct the file."),
        )
    if count > 1 and label_mm > pitch_mm + TOLERANCE_MM:
        raise ConfigError(
            tr(
                "{name}: labels of {label_mm:g} mm overlap, since {what} are"
                " {pitch_mm:g} mm apart.",
                name=name,
                label_mm=label_mm,
                what=what,
                pitch_mm=pitch_mm,
            ),
            tr("Measure the sheet again and correct the file."),
        )
