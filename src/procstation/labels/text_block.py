"""A block of text of a template, filled from an item and set in its box: lines with a place."""

from dataclasses import dataclass

from procstation.errors import InputRefused
from procstation.items import PartKind, RuleBook
from procstation.labels.box import Box
from procstation.labels.data import LabelData, SpineLine
from procstation.labels.fit import Fitted, Room, fit_lines, fit_words
from procstation.labels.fonts import CAPITAL_EM, MM_PER_PT, Face
from procstation.labels.leading import baselines_em
from procstation.labels.shelf import LabelShelf
from procstation.labels.source import spoken
from procstation.labels.template import PieceSection, TextSection, pieces_of
from procstation.labels.turn import Turn, is_sideways

WORDS = (PartKind.WORD,)

SAID_ONCE = ("stamp", "volume", "copy")
"""Left out, in a paragraph too, where the call number has it already."""


@dataclass(frozen=True, slots=True)
class TextRun:
    """One line of text.

    Attributes:
        left_mm, baseline_mm: Where the pen begins, from the label's left and top.
        width_mm: Its advance.
        align: How it stands in its block, for printers that set it in a font of their own.
        turn: About where the pen begins.
    """

    text: str
    face: Face
    size_pt: float
    left_mm: float
    baseline_mm: float
    width_mm: float
    align: str
    turn: Turn = 0

    @property
    def letters(self) -> Box:
        """What another line must not touch: capitals and figures, or of other letters all ink."""
        rise_em, fall_em = CAPITAL_EM, 0.0
        if not self.face.is_plain(self.text):
            rise_em, fall_em = self.face.rise_and_fall_em(self.text)
        size_mm = self.size_pt * MM_PER_PT
        return self._about_pen(rise_em * size_mm, fall_em * size_mm)

    @property
    def ink(self) -> Box:
        """The rectangle that no glyph of it leaves."""
        size_mm = self.size_pt * MM_PER_PT
        rise_em, fall_em = self.face.rise_and_fall_em(self.text)
        above_mm = max(self.face.ascent_em, rise_em) * size_mm
        return self._about_pen(above_mm, max(self.face.descent_em, fall_em) * size_mm)

    def _about_pen(self, above_mm: float, below_mm: float) -> Box:
        """Return the rectangle from the pen's line so far up and down, seen upright."""
        x, y = self.left_mm, self.baseline_mm
        if self.turn == 90:
            return Box(x - below_mm, y, x + above_mm, y + self.width_mm)
        if self.turn == 180:
            return Box(x - self.width_mm, y - below_mm, x, y + above_mm)
        if self.turn == 270:
            return Box(x - above_mm, y - self.width_mm, x + below_mm, y)
        return Box(x, y - above_mm, x + self.width_mm, y + below_mm)


def text_runs(
    section: TextSection, box: Box, data: LabelData, shelf: LabelShelf
) -> tuple[list[TextRun], tuple[str, ...]]:
    """Set a block, and return its lines and what there is to say of it.

    Raises:
        InputRefused: It is not optional, and it has nothing to say, does not fit, or cannot be set.
        ConfigError: The template names a font that is not there.
    """
    face = shelf.face(section.font)
    try:
        fitted = _fitted(section, data, _room(section, box, face), shelf.rules)
    except InputRefused as refusal:
        if not section.optional:
            raise
        asked = all(piece.source.startswith("own:") for piece in pieces_of(section))
        return [], () if asked else (f"left out: {refusal.what}",)
    return _set(fitted, section, box, face), fitted.notes


def _room(section: TextSection, box: Box, face: Face) -> Room:
    if is_sideways(section.turn):
        return Room(box.height_mm, box.width_mm, face, section)
    return Room(box.width_mm, box.height_mm, face, section)


def _fitted(section: TextSection, data: LabelData, room: Room, book: RuleBook) -> Fitted:
    for source in section.needs:
        if not data.value(source):
            raise _missing(source)
    as_lines = section.flow == "lines"
    pieces = pieces_of(section)
    said = [line for piece in pieces for line in _said(piece, data, book, as_lines=as_lines)]
    if not said:
        raise _missing(next((piece.source for piece in pieces if piece.source), "text"))
    lines = tuple(text for text, _ in said)
    if not room.face.is_plain("".join(lines)):
        for line in lines:
            room.face.require(line)
    if as_lines:
        return fit_lines(lines, room, tuple(kinds for _, kinds in said))
    return fit_words(" ".join(lines), room)


def _said(
    piece: PieceSection, data: LabelData, book: RuleBook, *, as_lines: bool
) -> tuple[SpineLine, ...]:
    if piece.if_present and not data.value(piece.if_present):
        return ()
    if piece.text:
        lines: tuple[SpineLine, ...] = ((piece.text, WORDS),)
    elif as_lines or piece.source in SAID_ONCE:
        lines = data.spine(piece.source, book)
    else:
        text = data.value(piece.source)
        lines = ((text, WORDS),) if text else ()
    if not lines or not (piece.prefix or piece.suffix):
        return lines
    (first, kinds), *others = lines
    lines = ((piece.prefix + first, kinds), *others)
    *others, (last, kinds) = lines
    return (*others, (last + piece.suffix, kinds))


def _missing(source: str) -> InputRefused:
    if source.startswith("own:"):
        do_next = f"Say it with --set '{source}=…', or use another template."
    elif source.startswith("marc:"):
        do_next = "Name the file of its record with --records, or use another template."
    else:
        do_next = "Add it to the record, or use another template."
    return InputRefused(f"The item has no {spoken(source)}.", do_next)


def _set(fitted: Fitted, section: TextSection, box: Box, face: Face) -> list[TextRun]:
    wide_mm, room_mm = box.width_mm, box.height_mm
    if is_sideways(section.turn):
        wide_mm, room_mm = room_mm, wide_mm
    size_mm = fitted.size_pt * MM_PER_PT
    baselines, high_em = baselines_em(fitted.lines, face, section.leading)
    spare_mm = room_mm - high_em * size_mm
    above_mm = {"top": 0.0, "middle": spare_mm / 2, "bottom": spare_mm}[section.valign]
    before = {"left": 0.0, "center": 0.5, "right": 1.0}[section.align]
    runs = []
    for line, baseline_em in zip(fitted.lines, baselines, strict=True):
        down_mm = above_mm + baseline_em * size_mm
        width_mm = face.width_em(line) * size_mm
        x, y = _on_label(box, section.turn, before * (wide_mm - width_mm), down_mm)
        runs.append(
            TextRun(line, face, fitted.size_pt, x, y, width_mm, section.align, section.turn)
        )
    return runs


def _on_label(box: Box, turn: Turn, along_mm: float, down_mm: float) -> tuple[float, float]:
    """Return where on the label a point of a block is, given as its reader sees it."""
    if turn == 0:
        return box.left_mm + along_mm, box.top_mm + down_mm
    if turn == 90:
        return box.right_mm - down_mm, box.top_mm + along_mm
    if turn == 180:
        return box.right_mm - along_mm, box.bottom_mm - down_mm
    return box.left_mm + down_mm, box.bottom_mm - along_mm
