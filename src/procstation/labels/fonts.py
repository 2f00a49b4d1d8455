"""A font, measured once for every way of drawing: PDF, picture, printer."""

import io
import unicodedata
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from procstation.errors import ConfigError, InputRefused

if TYPE_CHECKING:
    from PIL import ImageFont

MM_PER_PT = 25.4 / 72

RIGHT_TO_LEFT = frozenset(("R", "AL", "AN"))
"""Bidirectional classes (Unicode UAX 9) of text that has to be reordered and joined."""


class Face:
    """One TrueType font.

    Attributes:
        ascent_em: From the baseline up to the highest accent, in sizes.
        descent_em: From the baseline down, in sizes, positive.
    """

    def __init__(self, name: str, data: bytes) -> None:
        """Read the font.

        Raises:
            ConfigError: It is no TrueType font with outlines of its own kind (not CFF).
        """
        # A station that prints nothing yet need not wait for the libraries of fonts.
        from reportlab.pdfbase.ttfonts import TTFError, TTFont  # noqa: PLC0415

        self.name = name
        self._data = data
        try:
            # reportlab's registry is shared by the process: a font of the station may have the
            # name of one that comes along, so the name there depends on what is in the file.
            unique = f"{name}-{sha256(data).hexdigest()[:8]}"
            self._font = TTFont(unique, io.BytesIO(data))
        except (TTFError, OSError) as error:
            raise ConfigError(
                f"The font {name!r} cannot be used: {error}.", "Use a TrueType font (.ttf)."
            ) from error
        ascent, descent = self.drawing_font(1000).getmetrics()
        self.ascent_em, self.descent_em = ascent / 1000, descent / 1000

    def width_em(self, text: str) -> float:
        """Return the advance of a line of text, in sizes. There is no kerning anywhere."""
        widths = self._font.face.charWidths
        return float(sum(widths[ord(character)] for character in text)) / 1000

    def width_mm(self, text: str, size_pt: float) -> float:
        return self.width_em(text) * size_pt * MM_PER_PT

    def require(self, text: str) -> None:
        """Check that the font can set a text.

        Raises:
            InputRefused: A character has no glyph, or is of a script written right to left.
        """
        for character in text:
            if ord(character) not in self._font.face.charToGlyph:
                raise InputRefused(
                    f"The font {self.name} has no glyph for {named(character)} in {text!r}.",
                    "Use a template with a font that has it, or correct the record.",
                )
            if unicodedata.bidirectional(character) in RIGHT_TO_LEFT:
                raise InputRefused(
                    f"{named(character)} in {text!r} is written from right to left, which cannot"
                    " be set yet.",
                    "Use a romanised form of the text.",
                )

    def drawing_font(self, size_px: int) -> "ImageFont.FreeTypeFont":
        """Return the font for pictures at a size in pixels to the em."""
        return _drawing_font(self, size_px)

    @cached_property
    def pdf_name(self) -> str:
        """The name under which the font is registered with reportlab."""
        from reportlab.pdfbase import pdfmetrics  # noqa: PLC0415

        pdfmetrics.registerFont(self._font)
        return str(self._font.fontName)

    def open(self, size_px: int) -> "ImageFont.FreeTypeFont":
        from PIL import ImageFont  # noqa: PLC0415

        return ImageFont.truetype(
            io.BytesIO(self._data), size_px, layout_engine=ImageFont.Layout.BASIC
        )


@lru_cache(maxsize=64)
def _drawing_font(face: Face, size_px: int) -> "ImageFont.FreeTypeFont":
    return face.open(size_px)


def named(character: str) -> str:
    """Return a character with its number and name, for a message."""
    name = unicodedata.name(character, "no name")
    shown = character if character.isprintable() else repr(character)
    return f"{shown} (U+{ord(character):04X}, {name})"
