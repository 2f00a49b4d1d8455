"""Glyphs as dots: each drawn once in a size, then stamped wherever a line has it."""

from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw

from procstation.labels.fonts import Face
from procstation.labels.shaping import FontFile, harfbuzz

HALF_COVERED = [0] * 128 + [255] * 128
"""A dot is inked if the glyph covers half of it or more."""


@dataclass(frozen=True, slots=True)
class Mask:
    """The dots of a glyph: white where ink goes; its top left, from the pen on the baseline."""

    dots: Image.Image
    left: int
    top: int


@lru_cache(maxsize=4096)
def plain_mask(face: Face, character: str, size_px: int) -> Mask | None:
    """Return a plain character, hinted for its size; None if there is nothing to ink."""
    font = face.drawing_font(size_px)
    left, top, right, bottom = (round(edge) for edge in font.getbbox(character, "1", anchor="ls"))
    if left >= right or top >= bottom:
        return None
    dots = Image.new("1", (right - left, bottom - top), 0)
    draw = ImageDraw.Draw(dots)
    draw.fontmode = "1"
    draw.text((-left, -top), character, fill=1, font=font, anchor="ls")
    return Mask(dots, left, top)


@lru_cache(maxsize=4096)
def glyph_mask(font: FontFile, number: int, size_px: int) -> Mask | None:
    """Return a glyph by its number; None if there is nothing to ink."""
    scale = size_px / font.upem
    raster = harfbuzz.RasterDraw()
    raster.transform = (scale, 0, 0, scale, 0, 0)
    extents = font.font.get_glyph_extents(number)
    if extents is None or not raster.set_glyph_extents(extents):
        return None
    raster.draw_glyph(font.font, number)
    drawn = raster.render()
    box = drawn.extents
    # Its rows go up, from the lowest.
    grey = Image.frombytes(
        "L", (box.width, box.height), bytes(drawn.buffer), "raw", "L", box.stride, -1
    )
    return Mask(
        grey.point(HALF_COVERED).convert("1", dither=Image.Dither.NONE),
        box.x_origin,
        -(box.y_origin + box.height),
    )
