"""One line of text as glyphs, in the order they are seen, each from a font that has it.

HarfBuzz joins, reorders and places; the order of runs is `bidi`'s; which font a character is taken
from is asked for cluster by cluster, so that a letter never stands apart from its marks.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import uharfbuzz

from procstation.errors import ConfigError
from procstation.labels.bidi import visual_runs
from procstation.labels.clusters import clusters
from procstation.language import tr

harfbuzz: Any = uharfbuzz
"""Its binding comes without types."""

OUTLINES = frozenset(("glyf", "CFF ", "CFF2"))

UNSEEN = frozenset(("Cf", "Zl", "Zp"))
"""Categories of marks that steer the setting and need no glyph, such as joiners."""

PLAIN_FEATURES = {"kern": False, "liga": False, "clig": False}
"""Letters that stand side by side are not kerned, here as in lines of nothing but such letters."""

PLAIN_SCRIPTS = frozenset(
    ("Latn", "Grek", "Cyrl", "Armn", "Geor", "Hani", "Hira", "Kana", "Hang", "Bopo")
)
"""Scripts whose precomposed letters are set one beside the other."""


class FontFile:
    """One font, as HarfBuzz sees it; sizes in units of the em.

    Attributes:
        covered: The code points it has a glyph for.
    """

    def __init__(self, name: str, blob: Any, index: int = 0) -> None:
        """Read the font.

        Args:
            blob: A HarfBuzz blob of the file.
            index: Which of a collection.

        Raises:
            ConfigError: It is no font with outlines.
        """
        self.name = name
        self.face: Any = harfbuzz.Face(blob, index)
        if not self.face.glyph_count or not OUTLINES.intersection(self.face.table_tags):
            raise ConfigError(
                tr("The font {name!r} cannot be used: there are no outlines in it.", name=name),
                tr("Use a TrueType or OpenType font (.ttf, .otf, .ttc)."),
            )
        self.font: Any = harfbuzz.Font(self.face)
        self.upem: int = self.face.upem
        self.covered: Any = self.face.unicodes

    def glyph(self, character: str) -> int:
        """Return the number of a covered character's own glyph."""
        return int(self.font.get_nominal_glyph(ord(character)))

    def advance_em(self, glyph: int) -> float:
        return float(self.font.get_glyph_h_advance(glyph)) / self.upem

    def covers(self, cluster: str) -> bool:
        """Say whether a cluster can be set, composed or decomposed as HarfBuzz sees fit."""
        return all(map(self._has, cluster)) or (
            len(cluster) > 1 and all(map(self._has, unicodedata.normalize("NFC", cluster)))
        )

    def _has(self, character: str) -> bool:
        if ord(character) in self.covered or unicodedata.category(character) in UNSEEN:
            return True
        parts = unicodedata.normalize("NFD", character)
        return len(parts) > 1 and all(ord(part) in self.covered for part in parts)


@dataclass(frozen=True, slots=True)
class Glyph:
    """A glyph of a line; where it is, from the line's left end on the baseline, in sizes."""

    font: FontFile
    number: int
    x_em: float
    y_em: float


@dataclass(frozen=True, slots=True)
class Line:
    """Text as it is seen, from left to right.

    Attributes:
        rise_em, fall_em: How far its ink reaches up and down from the baseline, not negative.
    """

    text: str
    glyphs: tuple[Glyph, ...]
    width_em: float
    rise_em: float
    fall_em: float


@dataclass(slots=True)
class _Piece:
    """Neighbours in the text of one font and one script."""

    font: FontFile
    script: str
    start: int
    end: int


FontFor = Callable[[str, str], FontFile]
"""Returns the font for a cluster (the letter and its marks) of a script (ISO 15924, or "")."""


def set_line(text: str, font_for: FontFor) -> Line:
    """Set one line. Raises what `font_for` raises."""
    glyphs: list[Glyph] = []
    pen_em = 0.0
    for start, end, from_right in visual_runs(text):
        pieces = _pieces(text, start, end, font_for)
        for piece in reversed(pieces) if from_right else pieces:
            shaped, advance_em = _shaped(text, piece, from_right, pen_em)
            glyphs += shaped
            pen_em += advance_em
    reaches = [_reach_em(glyph) for glyph in glyphs]
    rise_em = max((up for up, _ in reaches), default=0.0)
    fall_em = max((down for _, down in reaches), default=0.0)
    return Line(text, tuple(glyphs), pen_em, max(0.0, rise_em), max(0.0, fall_em))


def _reach_em(glyph: Glyph) -> tuple[float, float]:
    """Return how far a glyph reaches up and down from the baseline."""
    extents = glyph.font.font.get_glyph_extents(glyph.number)
    if extents is None or not extents.height:
        return 0.0, 0.0
    top_em = glyph.y_em + extents.y_bearing / glyph.font.upem
    return top_em, -(top_em + extents.height / glyph.font.upem)


def is_plain(character: str) -> bool:
    """Say whether a character is set by its own glyph, at its own width, from left to right."""
    category = unicodedata.category(character)
    if category[0] in "MC" or unicodedata.bidirectional(character) in ("R", "AL", "AN"):
        return False
    if 0x1100 <= ord(character) <= 0x11FF:  # Jamo, of which a syllable is made.
        return False
    return script_of(character) in PLAIN_SCRIPTS | {""}


@lru_cache(maxsize=4096)
def script_of(character: str) -> str:
    """Return the script of a character (ISO 15924), "" for those of no script of their own."""
    buffer = harfbuzz.Buffer()
    buffer.add_str(character)
    buffer.guess_segment_properties()
    return buffer.script or ""


def _pieces(text: str, start: int, end: int, font_for: FontFor) -> list[_Piece]:
    pieces: list[_Piece] = []
    after = start
    for cluster in clusters(text[start:end]):
        begin, after = after, after + len(cluster)
        script = next(filter(None, map(script_of, cluster)), "")
        font = font_for(cluster, script)
        last = pieces[-1] if pieces else None
        if last and last.font is font and (not script or last.script in (script, "")):
            last.end = after
            last.script = last.script or script
        else:
            pieces.append(_Piece(font, script, begin, after))
    return pieces


def _shaped(text: str, piece: _Piece, from_right: bool, pen_em: float) -> tuple[list[Glyph], float]:
    buffer = harfbuzz.Buffer()
    # With what stands around it, so that letters join across a change of font.
    buffer.add_str(text, piece.start, piece.end - piece.start)
    buffer.direction = "rtl" if from_right else "ltr"
    if piece.script:
        buffer.script = piece.script
    buffer.language = "und"  # Else the locale of the machine would choose among forms of a letter.
    buffer.guess_segment_properties()
    plain = piece.script in PLAIN_SCRIPTS
    font = piece.font
    harfbuzz.shape(font.font, buffer, PLAIN_FEATURES if plain else {})
    glyphs = []
    at = 0
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        x_em = pen_em + (at + position.x_offset) / font.upem
        glyphs.append(Glyph(font, info.codepoint, x_em, position.y_offset / font.upem))
        at += position.x_advance
    return glyphs, at / font.upem
