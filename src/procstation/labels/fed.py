"""Rows of a roll as they go through the printer: all labels of one in one, turned as they lie."""

from collections.abc import Iterator
from dataclasses import replace

from PIL import Image

from procstation.labels.layout import Layout
from procstation.labels.pages import Page, Placed
from procstation.labels.picture import PAPER
from procstation.labels.symbol import Rectangle, Symbol
from procstation.labels.text_block import TextRun
from procstation.labels.turn import Turn, both, is_sideways

UPRIGHT = {
    90: Image.Transpose.ROTATE_90,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_270,
}
"""What puts a picture right that was turned clockwise; Pillow turns the other way."""


def fed(page: Page) -> Layout:
    """Return all that is on a page as one layout, in dots as they go through the printer."""
    first, *others = (_moved(label) for label in page.labels)
    whole = replace(
        first,
        width_mm=page.width_mm,
        height_mm=page.height_mm,
        runs=first.runs + tuple(run for one in others for run in one.runs),
        symbols=first.symbols + tuple(symbol for one in others for symbol in one.symbols),
        lines=first.lines + tuple(line for one in others for line in one.lines),
    )
    return _turned(whole, page.turn) if page.turn else whole


def labels_of(picture: Image.Image, page: Page) -> Iterator[Image.Image]:
    """Yield each label of a page alone and upright, from the picture that `fed` comes to.

    What lies beside a label is paper, so that ink moved there is found missing.
    """
    whole = picture.transpose(UPRIGHT[page.turn]) if page.turn else picture
    for label in page.labels:
        size = label.layout.width_dots, label.layout.height_dots
        if whole.size == size and not label.left_dots and not label.top_dots:
            yield whole
            continue
        cell = Image.new("1", size, PAPER)
        cell.paste(whole, (-label.left_dots, -label.top_dots))
        yield cell


def _moved(label: Placed) -> Layout:
    layout, left, top = label.layout, label.left_dots, label.top_dots
    if not left and not top:
        return layout
    left_mm, top_mm = left / layout.dots_per_mm, top / layout.dots_per_mm
    return replace(
        layout,
        runs=tuple(
            replace(run, left_mm=run.left_mm + left_mm, baseline_mm=run.baseline_mm + top_mm)
            for run in layout.runs
        ),
        symbols=tuple(replace(one, x=one.x + left, y=one.y + top) for one in layout.symbols),
        lines=tuple((x + left, y + top, width, high) for x, y, width, high in layout.lines),
    )


def _turned(layout: Layout, turn: Turn) -> Layout:
    wide, high = layout.width_dots, layout.height_dots
    size = layout.width_mm, layout.height_mm
    return replace(
        layout,
        width_mm=size[is_sideways(turn)],
        height_mm=size[not is_sideways(turn)],
        runs=tuple(_turned_run(run, turn, layout) for run in layout.runs),
        symbols=tuple(_turned_symbol(one, turn, wide, high) for one in layout.symbols),
        lines=tuple(_turned_rectangle(line, turn, wide, high) for line in layout.lines),
    )


def _turned_run(run: TextRun, turn: Turn, layout: Layout) -> TextRun:
    wide_mm, high_mm = (
        dots / layout.dots_per_mm for dots in (layout.width_dots, layout.height_dots)
    )
    x, y = run.left_mm, run.baseline_mm
    x, y = {90: (high_mm - y, x), 180: (wide_mm - x, high_mm - y), 270: (y, wide_mm - x)}[turn]
    return replace(run, left_mm=x, baseline_mm=y, turn=both(run.turn, turn))


def _turned_symbol(symbol: Symbol, turn: Turn, wide: int, high: int) -> Symbol:
    place = _turned_rectangle((symbol.x, symbol.y, symbol.width, symbol.height), turn, wide, high)
    x, y, width, height = place
    marks = tuple(
        _turned_rectangle(mark, turn, symbol.width, symbol.height) for mark in symbol.marks
    )
    return replace(symbol, marks=marks, x=x, y=y, width=width, height=height)


def _turned_rectangle(rectangle: Rectangle, turn: Turn, wide: int, high: int) -> Rectangle:
    x, y, width, height = rectangle
    if turn == 90:
        return high - y - height, x, height, width
    if turn == 270:
        return y, wide - x - width, height, width
    return wide - x - width, high - y - height, width, height
