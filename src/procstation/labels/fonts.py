"""The font of a template, measured once for every way of drawing: PDF, picture, printer.

What it lacks is taken from other fonts. A line of plain letters is measured by its characters
alone; all others are set by HarfBuzz.
"""

import io
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import TYPE_CHECKING

from procstation.errors import InputRefused
from procstation.language import tr

if TYPE_CHECKING:
    from PIL import ImageFont

    from procstation.labels.found_fonts import FoundFonts
    from procstation.labels.shaping import FontFile, Line

MM_PER_PT = 25.4 / 72

CAPITAL_EM = 0.73
"""Height of capitals in sizes, in this font and nearly all others."""

KEPT_LINES = 4096
"""Lines a face remembers, measured and set: each is asked for several times, and parts of call
numbers are on many labels."""


KEPT_SIZES = 16
"""Sizes in which fonts are open to be drawn. Each holds a copy of its whole file, and is asked only
for glyphs that were not drawn lately."""


class Face:
    """One font, and others for what it lacks.

    Attributes:
        file: The font itself.
        plain: Advance, in sizes, of each character that is set by itself in this font.
        ascent_em: From the baseline up to the highest accent, in sizes.
        descent_em: From the baseline down, in sizes, positive.
    """

    def __init__(
        self, name: str, data: bytes, others: Mapping[str, Traversable] = MappingProxyType({})
    ) -> None:
        """Read the font.

        Args:
            others: Files of further fonts that come before those of the system, by name.

        Raises:
            ConfigError: It is no font with outlines.
        """
        # A station that prints nothing yet need not wait for the library of fonts.
        from procstation.labels.shaping import FontFile, harfbuzz, is_plain  # noqa: PLC0415

        self.name = name
        self.file: FontFile = FontFile(name, harfbuzz.Blob(data))
        self.plain = _PlainWidths(self.file, is_plain)
        extents = self.file.font.get_font_extents("ltr")
        self.ascent_em = extents.ascender / self.file.upem
        self.descent_em = -extents.descender / self.file.upem
        self._data = data
        self._others = others
        self._found: FoundFonts | None = None
        self._lines: dict[str, Line] = {}
        self._plain_lines: dict[str, float] = {}

    def width_em(self, text: str) -> float:
        """Return the advance of a line of text, in sizes. Plain letters are not kerned anywhere.

        Raises:
            InputRefused: No font here has a glyph for it.
        """
        return self._plain_lines[text] if self.is_plain(text) else self.line(text).width_em

    def width_mm(self, text: str, size_pt: float) -> float:
        return self.width_em(text) * size_pt * MM_PER_PT

    def is_plain(self, text: str) -> bool:
        """Say whether the text is this font's own glyphs, one beside the other."""
        if text in self._plain_lines:
            return True
        try:
            width_em = sum(map(self.plain.__getitem__, text))
        except KeyError:
            return False
        if len(self._plain_lines) >= KEPT_LINES:
            self._plain_lines.clear()
        self._plain_lines[text] = width_em
        return True

    def plain_widths_em(self, lines: tuple[str, ...]) -> list[float] | None:
        """Return the advance of each line, in sizes; None where one of them is not plain."""
        known = self._plain_lines
        try:
            return [known[line] for line in lines]
        except KeyError:
            pass  # One of them is new.
        return [self.width_em(line) for line in lines] if all(map(self.is_plain, lines)) else None

    def rise_and_fall_em(self, text: str) -> tuple[float, float]:
        """Return how far a line reaches up and down from its baseline, in sizes.

        Of plain letters that is the height of capitals and the font's own descent; of all others
        their ink. Raises as `require`.
        """
        if self.is_plain(text):
            return CAPITAL_EM, self.descent_em
        line = self.line(text)
        return line.rise_em, line.fall_em

    def require(self, text: str) -> None:
        """Check that the text can be set.

        Raises:
            InputRefused: No font here has a glyph for it; says which to install.
        """
        if not self.is_plain(text):
            self.line(text)

    def line(self, text: str) -> "Line":
        """Return the text as glyphs. Raises as `require`."""
        line = self._lines.get(text)
        if line is None:
            from procstation.labels.shaping import set_line  # noqa: PLC0415

            line = set_line(text, self._font_for)
            if len(self._lines) >= KEPT_LINES:
                self._lines.clear()
            self._lines[text] = line
        return line

    def drawing_font(self, size_px: int) -> "ImageFont.FreeTypeFont":
        """Return the font for pictures of plain text, at a size in pixels to the em."""
        return _drawing_font(self, size_px)

    def open(self, size_px: int) -> "ImageFont.FreeTypeFont":
        from PIL import ImageFont  # noqa: PLC0415

        return ImageFont.truetype(
            io.BytesIO(self._data), size_px, layout_engine=ImageFont.Layout.BASIC
        )

    def _font_for(self, cluster: str, script: str) -> "FontFile":
        if self.file.covers(cluster):
            return self.file
        if self._found is None:
            from procstation.labels.found_fonts import FoundFonts  # noqa: PLC0415

            self._found = FoundFonts(self._others)
        font = self._found.covering(cluster, script, self.name.endswith("Bold"))
        if font is None:
            lacking = next((one for one in cluster if not self.file.covers(one)), cluster)
            raise InputRefused(
                tr("No font here has a glyph for {character}.", character=named(lacking))
                if len(cluster) == 1
                else tr(
                    "No font here has a glyph for {character} in {cluster!r}.",
                    character=named(lacking),
                    cluster=cluster,
                ),
                tr(
                    "{advice}, put a font that has it into label_templates/fonts,"
                    " or correct the record.",
                    advice=self._found.advice(lacking, script),
                ),
            )
        return font


class _PlainWidths(dict[str, float]):
    """Filled as characters are asked for; a KeyError says that one is not plain."""

    def __init__(self, file: "FontFile", is_plain: Callable[[str], bool]) -> None:
        super().__init__()
        self._file = file
        self._is_plain = is_plain

    def __missing__(self, character: str) -> float:
        if ord(character) not in self._file.covered or not self._is_plain(character):
            raise KeyError(character)
        self[character] = width = self._file.advance_em(self._file.glyph(character))
        return width


@lru_cache(maxsize=KEPT_SIZES)
def _drawing_font(face: Face, size_px: int) -> "ImageFont.FreeTypeFont":
    return face.open(size_px)


def named(character: str) -> str:
    """Return a character with its number and name, for a message."""
    name = unicodedata.name(character, tr("no name"))
    shown = character if character.isprintable() else repr(character)
    return f"{shown} (U+{ord(character):04X}, {name})"
