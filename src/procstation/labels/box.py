"""Rectangles on a label, and where on it ink may be: labels may be round, and have a hole."""

import math
from dataclasses import dataclass, replace

from procstation.errors import InputRefused
from procstation.labels.stock import RollStock, Stock
from procstation.labels.template import BoxSection
from procstation.labels.turn import is_sideways
from procstation.language import tr


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the label, in millimetres from its top left."""

    left_mm: float
    top_mm: float
    right_mm: float
    bottom_mm: float

    @property
    def width_mm(self) -> float:
        return self.right_mm - self.left_mm

    @property
    def height_mm(self) -> float:
        return self.bottom_mm - self.top_mm

    def overlaps(self, other: "Box") -> bool:
        return (
            self.left_mm < other.right_mm
            and other.left_mm < self.right_mm
            and self.top_mm < other.bottom_mm
            and other.top_mm < self.bottom_mm
        )

    def within(self, section: BoxSection) -> "Box":
        """Return the box that a template anchors to the edges of this one."""
        left, right = _span(section.left_mm, section.right_mm, section.width_mm, self.width_mm)
        top, bottom = _span(section.top_mm, section.bottom_mm, section.height_mm, self.height_mm)
        return Box(
            self.left_mm + left, self.top_mm + top, self.left_mm + right, self.top_mm + bottom
        )


def _span(
    near: float | None, far: float | None, size: float | None, whole: float
) -> tuple[float, float]:
    if near is None:
        end = whole - (far or 0)
        return end - (size or 0), end
    return near, (whole - far if far is not None else near + (size or 0))


def label_box(stock: Stock) -> Box:
    """Return a whole label, edge to edge."""
    return Box(0.0, 0.0, stock.label_width_mm, stock.label_height_mm)


def inside(box: Box, stock: Stock) -> Box:
    """Return what of a box may be inked on a label of a stock.

    On a rectangular label all of it that the printer reaches; preflight sees to its margin. On a
    round one the box is cut above or below the hole, on whose side it mostly lies, and narrowed
    until its corners are inside the edge, margins included.

    Raises:
        InputRefused: Nothing of it is left.
    """
    if isinstance(stock, RollStock) and stock.margin_feed_mm:
        box = _reached(box, stock)
    if stock.shape == "rectangle":
        return box
    middle_x, middle_y = stock.label_width_mm / 2, stock.label_height_mm / 2
    hole_mm = stock.hole_mm / 2 + stock.margin_mm if stock.hole_mm else 0.0
    across_mm = max(box.left_mm - middle_x, middle_x - box.right_mm, 0.0)
    down_mm = max(box.top_mm - middle_y, middle_y - box.bottom_mm, 0.0)
    if math.hypot(across_mm, down_mm) < hole_mm:
        if (box.top_mm + box.bottom_mm) / 2 < middle_y:
            box = replace(box, bottom_mm=middle_y - hole_mm)
        else:
            box = replace(box, top_mm=middle_y + hole_mm)
    farthest = max(abs(box.top_mm - middle_y), abs(box.bottom_mm - middle_y))
    share = farthest / (middle_y - stock.margin_mm)
    half_mm = (middle_x - stock.margin_mm) * math.sqrt(max(0.0, 1 - share**2))
    box = replace(
        box,
        left_mm=max(box.left_mm, middle_x - half_mm),
        right_mm=min(box.right_mm, middle_x + half_mm),
    )
    if box.width_mm <= 0 or box.height_mm <= 0:
        raise InputRefused(
            tr(
                "On a round label of {label_width_mm:g} mm with a hole of"
                " {hole_mm:g} mm a box of the template has no room.",
                label_width_mm=stock.label_width_mm,
                hole_mm=stock.hole_mm,
            ),
            tr("Use a larger label, or another template."),
        )
    return box


def _reached(box: Box, stock: RollStock) -> Box:
    """Cut a box off where a printer cannot ink: at the edges that come out first and last."""
    near_mm = stock.margin_feed_mm
    far_mm = stock.lies_mm[1] - near_mm
    if is_sideways(stock.turn):
        box = replace(box, left_mm=max(box.left_mm, near_mm), right_mm=min(box.right_mm, far_mm))
    else:
        box = replace(box, top_mm=max(box.top_mm, near_mm), bottom_mm=min(box.bottom_mm, far_mm))
    if box.width_mm <= 0 or box.height_mm <= 0:
        raise InputRefused(
            tr(
                "A box of the template lies within {near_mm:g} mm of an edge of"
                " the label, where the printer cannot ink.",
                near_mm=near_mm,
            ),
            tr("Use a larger label, or another template."),
        )
    return box
