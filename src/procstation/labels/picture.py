"""Layouts as pictures of printer dots, black on white, and as PNG."""

import io
import math
from collections.abc import Sequence
from dataclasses import replace

from PIL import Image, ImageDraw

from procstation.labels.fonts import MM_PER_PT
from procstation.labels.layout import Layout
from procstation.labels.pages import Page
from procstation.labels.text_block import TextRun

INK, PAPER = 0, 1


def picture_of(layout: Layout) -> Image.Image:
    """Draw one label: a 1-bit picture, one pixel a dot."""
    picture = Image.new("1", (layout.width_dots, layout.height_dots), PAPER)
    _draw(layout, ImageDraw.Draw(picture), 0, 0)
    return picture


def pictures_of(pages: Sequence[Page]) -> list[Image.Image]:
    """Draw pages, all of the same size."""
    pictures = []
    for page in pages:
        dots_per_mm = page.labels[0].layout.dots_per_mm
        size = (round(page.width_mm * dots_per_mm), round(page.height_mm * dots_per_mm))
        picture = Image.new("1", size, PAPER)
        draw = ImageDraw.Draw(picture)
        for label in page.labels:
            _draw(label.layout, draw, label.left_dots, label.top_dots)
        pictures.append(picture)
    return pictures


def png_of(pages: Sequence[Page]) -> bytes:
    """Draw pages, one below the other, as one PNG that states its resolution."""
    pictures = pictures_of(pages)
    strip = Image.new("1", (pictures[0].width, sum(page.height for page in pictures)), PAPER)
    top = 0
    for picture in pictures:
        strip.paste(picture, (0, top))
        top += picture.height
    dpi = pages[0].labels[0].layout.dots_per_mm * 25.4
    data = io.BytesIO()
    strip.save(data, "PNG", dpi=(dpi, dpi), optimize=True)
    return data.getvalue()


def draw_run(
    draw: ImageDraw.ImageDraw,
    run: TextRun,
    dots_per_mm: float,
    left: int = 0,
    top: int = 0,
    ink: int = INK,
) -> None:
    """Draw a line of text, glyph by glyph at its measured advance, as the PDF does."""
    size_px = max(1, round(run.size_pt * MM_PER_PT * dots_per_mm))
    font = run.face.drawing_font(size_px)
    pen = left + round(run.left_mm * dots_per_mm), top + round(run.baseline_mm * dots_per_mm)
    if run.turn:
        _draw_turned(draw, run, dots_per_mm, pen)
        return
    at_mm = run.left_mm
    for character in run.text:
        at = left + round(at_mm * dots_per_mm)
        draw.text((at, pen[1]), character, fill=ink, font=font, anchor="ls")
        at_mm += run.face.width_mm(character, run.size_pt)


def _draw_turned(
    draw: ImageDraw.ImageDraw, run: TextRun, dots_per_mm: float, pen: tuple[int, int]
) -> None:
    """Draw a line upright on a mask, turn it about where the pen begins, and ink through it."""
    size_mm = run.size_pt * MM_PER_PT
    above = math.ceil(run.face.ascent_em * size_mm * dots_per_mm)
    below = math.ceil(run.face.descent_em * size_mm * dots_per_mm)
    mask = Image.new("1", (math.ceil(run.width_mm * dots_per_mm), above + below), 0)
    upright = replace(run, left_mm=0.0, baseline_mm=above / dots_per_mm, turn=0)
    pencil = ImageDraw.Draw(mask)
    pencil.fontmode = "1"
    draw_run(pencil, upright, dots_per_mm, ink=1)
    x, y = pen
    if run.turn == 90:
        draw.bitmap((x - below, y), mask.transpose(Image.Transpose.ROTATE_270), fill=INK)
    else:
        draw.bitmap(
            (x - above, y - mask.width), mask.transpose(Image.Transpose.ROTATE_90), fill=INK
        )


def _draw(layout: Layout, draw: ImageDraw.ImageDraw, left: int, top: int) -> None:
    draw.fontmode = "1"
    for run in layout.runs:
        draw_run(draw, run, layout.dots_per_mm, left, top)
    for x, y, width, height in layout.rects():
        corner = (left + x, top + y)
        end = (left + x + width - 1, top + y + height - 1)
        draw.rectangle((corner, end), fill=INK)
