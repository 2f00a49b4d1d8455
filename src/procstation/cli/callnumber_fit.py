"""Whether the lines of a spine fit a label: the options that ask, and what is answered."""

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from procstation.errors import InputRefused, UsageError
from procstation.items import SpineLines
from procstation.language import tr

if TYPE_CHECKING:
    from procstation.labels.fit import Room

TEMPLATE = "spine"
ANY_HEIGHT_MM = 1000.0


@dataclass(frozen=True, slots=True)
class SpineFit:
    """How a spine's lines fit.

    Attributes:
        lines: As they would be printed; none when they are refused.
        rule: Which rule made them fit; "" when none did.
        refused: Why nothing fits; "" when it does.
    """

    lines: tuple[str, ...]
    size_pt: float
    rule: str
    notes: tuple[str, ...]
    refused: str

    @property
    def told(self) -> tuple[str, ...]:
        return (
            (self.refused,) if self.refused else (tr("rule {rule!r}", rule=self.rule), *self.notes)
        )

    @property
    def document(self) -> dict[str, object]:
        return {
            "lines": list(self.lines),
            "size_pt": self.size_pt,
            "rule": self.rule,
            "notes": list(self.notes),
            "refused": self.refused,
        }


@dataclass(frozen=True, slots=True)
class Fit:
    """The room a spine is to fit."""

    room: "Room"

    def of(self, spine: SpineLines) -> SpineFit:
        from procstation.labels.fit import fit_lines  # noqa: PLC0415

        if not spine.lines:
            return SpineFit((), 0, "", (), tr("there is nothing to print"))
        try:
            for line in spine.lines:
                self.room.face.require(line)
            fitted = fit_lines(spine.lines, self.room, spine.kinds)
        except InputRefused as refusal:
            return SpineFit((), 0, "", (), f"{refusal.what} {refusal.do_next}")
        return SpineFit(fitted.lines, fitted.size_pt, fitted.rule, fitted.notes, "")


def fit_options(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command the options that say how large a label is, passed to it as `fit`."""

    @click.option("--stock", help="Show how the lines fit the labels of this stock.")
    @click.option("--width-mm", type=click.FloatRange(1, 500), help="… or a box as wide as this.")
    @click.option("--height-mm", type=click.FloatRange(1, 500), help="… and as high as this.")
    @click.option("--size", "size_pt", type=click.FloatRange(4, 100), help="In points at most.")
    @functools.wraps(command)
    def with_fit(
        *arguments: Any,
        stock: str | None,
        width_mm: float | None,
        height_mm: float | None,
        size_pt: float | None,
        **options: Any,
    ) -> int:
        context = click.get_current_context().obj
        fit = _fit(context.home, stock, (width_mm, height_mm), size_pt)
        return command(*arguments, fit=fit, **options)

    return with_fit


def _fit(
    home: Path, stock: str | None, box: tuple[float | None, float | None], size_pt: float | None
) -> Fit | None:
    width_mm, height_mm = box
    if stock is None and width_mm is None:
        if height_mm or size_pt:
            raise UsageError(
                tr("A height or a size says nothing without a width."),
                tr("Add --width-mm or --stock."),
            )
        return None
    # Fonts take a while to load; splitting alone needs none.
    from procstation.labels import LabelShelf, RollStock  # noqa: PLC0415
    from procstation.labels.spine_room import spine_room  # noqa: PLC0415

    shelf = LabelShelf(home)
    if stock is not None:
        if width_mm or height_mm:
            raise UsageError(
                tr("A stock has its own width and height."), tr("Give --stock, or --width-mm.")
            )
        room = spine_room(shelf, TEMPLATE, shelf.stock(stock))
    else:
        unmeasured = RollStock(kind="roll", title="", label_width_mm=50, label_height_mm=50)
        room = spine_room(shelf, TEMPLATE, unmeasured)
        room = replace(room, width_mm=width_mm or 0, height_mm=height_mm or ANY_HEIGHT_MM)
    if size_pt is not None:
        section = room.section
        smallest = min(size_pt, section.min_size_pt)
        section = msgspec.structs.replace(section, size_pt=size_pt, min_size_pt=smallest)
        room = replace(room, section=section)
    return Fit(room)
