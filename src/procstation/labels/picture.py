"""Layouts as pictures of printer dots, black on white, and as PNG."""

import io
from collections.abc import Iterator, Sequence

from PIL import Image, ImageDraw

from procstation.labels.fonts import MM_PER_PT
from procstation.labels.glyph_mask import Mask, glyph_mask, plain_mask
from procstation.labels.layout import Layout
from procstation.labels.pages import Page
from procstation.labels.text_block import TextRun

INK, PAPER = 0, 1


def picture_of(layout: Layout) -> Image.Image:
    """Draw one label: a 1-bit picture, one pixel a dot."""
    picture = Image.new("1", (layout.width_dots, layout.height_dots), PAPER)
    _draw(layout, picture, 0, 0)
    return picture


def pictures_of(pages: Sequence[Page]) -> list[Image.Image]:
    """Draw pages, all of the same size."""
    pictures = []
    for page in pages:
        dots_per_mm = page.labels[0].layout.dots_per_mm
        size = (round(page.width_mm * dots_per_mm), round(page.height_mm * dots_per_mm))
        picture = Image.new("1", size, PAPER)
        for label in page.labels:
            _draw(label.layout, picture, label.left_dots, label.top_dots)
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
    picture: Image.Image, run: TextRun, dots_per_mm: float, left: int = 0, top: int = 0
) -> None:
    """Draw a line of text, glyph by glyph where it was laid out, as the PDF does.

    Args:
        left, top: Of the label on the picture, in dots.
    """
    draw = ImageDraw.Draw(picture)
    pen = left + run.left_mm * dots_per_mm, top + run.baseline_mm * dots_per_mm
    size_mm = run.size_pt * MM_PER_PT
    for mask, x_em, y_em in _masks(run, max(1, round(size_mm * dots_per_mm))):
        along, up = x_em * size_mm * dots_per_mm, y_em * size_mm * dots_per_mm
        if run.turn == 90:
            dots = mask.dots.transpose(Image.Transpose.ROTATE_270)
            x = round(pen[0] + up) - mask.top - dots.width
            y = round(pen[1] + along) + mask.left
        elif run.turn == 180:
            dots = mask.dots.transpose(Image.Transpose.ROTATE_180)
            x = round(pen[0] - along) - mask.left - dots.width
            y = round(pen[1] + up) - mask.top - dots.height
        elif run.turn == 270:
            dots = mask.dots.transpose(Image.Transpose.ROTATE_90)
            x = round(pen[0] - up) + mask.top
            y = round(pen[1] - along) - mask.left - dots.height
        else:
            dots = mask.dots
            x, y = round(pen[0] + along) + mask.left, round(pen[1] - up) + mask.top
        draw.bitmap((x, y), dots, INK)


def _masks(run: TextRun, size_px: int) -> Iterator[tuple[Mask, float, float]]:
    """Yield the glyphs of a line that ink anything, and where they are, in sizes."""
    if run.face.is_plain(run.text):
        at_em = 0.0
        for character in run.text:
            mask = plain_mask(run.face, character, size_px)
            if mask is not None:
                yield mask, at_em, 0.0
            at_em += run.face.plain[character]
        return
    for glyph in run.face.line(run.text).glyphs:
        mask = glyph_mask(glyph.font, glyph.number, size_px)
        if mask is not None:
            yield mask, glyph.x_em, glyph.y_em


def _draw(layout: Layout, picture: Image.Image, left: int, top: int) -> None:
    for run in layout.runs:
        draw_run(picture, run, layout.dots_per_mm, left, top)
    for symbol in layout.symbols:
        for above, height, row in symbol.bands():
            dots = Image.frombytes("1", (symbol.width, 1), row).resize((symbol.width, height))
            picture.paste(INK, (left + symbol.x, top + symbol.y + above), dots)
    for x, y, width, height in layout.lines:
        picture.paste(INK, (left + x, top + y, left + x + width, top + y + height))
