"""A block of text of a template, filled from an item and set in its box: lines with a place."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

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
from procstation.language import tr

WORDS = (PartKind.WORD,)

KEPT_RUNS = 1024
"""Lines that are remembered with their place in a block: labels of one job share many."""

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


class TextBlock:
    """A block of a template in its box: filled and set anew for every label.

    Args:
        box: On the label.

    Raises:
        ConfigError: The template names a font that is not there.
    """

    def __init__(self, section: TextSection, box: Box, shelf: LabelShelf) -> None:
        self._section = section
        self._box = box
        self._face = shelf.face(section.font)
        self._book = shelf.rules
        self._pieces = pieces_of(section)
        wide_mm, high_mm = box.width_mm, box.height_mm
        if is_sideways(section.turn):
            wide_mm, high_mm = high_mm, wide_mm
        self._room = Room(wide_mm, high_mm, self._face, section)
        self._plain_rows: dict[tuple[int, float], tuple[_Row, ...]] = {}

    def runs(self, data: LabelData) -> tuple[list[TextRun], tuple[str, ...]]:
        """Return the lines of an item, and what there is to say of them.

        Raises:
            InputRefused: The block is not optional, and it has nothing to say, does not fit, or
                cannot be set.
        """
        try:
            fitted = self._fitted(data)
        except InputRefused as refusal:
            if not self._section.optional:
                raise
            asked = all(piece.source.startswith("own:") for piece in self._pieces)
            return [], () if asked else (tr("left out: {what}", what=refusal.what),)
        return self._set(fitted), fitted.notes

    def _fitted(self, data: LabelData) -> Fitted:
        for source in self._section.needs:
            if not data.value(source):
                raise _missing(source)
        as_lines = self._section.flow == "lines"
        said: list[SpineLine] = []
        for piece in self._pieces:
            said += _said(piece, data, self._book, as_lines=as_lines)
        if not said:
            raise _missing(next((piece.source for piece in self._pieces if piece.source), "text"))
        lines = tuple([text for text, _ in said])
        if as_lines and self._room.holds(lines):
            return Fitted(lines, self._section.size_pt)
        for line in lines:
            self._face.require(line)
        if as_lines:
            return fit_lines(lines, self._room, tuple([kinds for _, kinds in said]))
        return fit_words(" ".join(lines), self._room)

    def _set(self, fitted: Fitted) -> list[TextRun]:
        if self._face.plain_widths_em(fitted.lines) is None:
            rows = self._rows(fitted)
        else:  # These stand apart as their number and size say, whatever they are.
            key = len(fitted.lines), fitted.size_pt
            rows = self._plain_rows.get(key) or self._plain_rows.setdefault(key, self._rows(fitted))
        return [row[line] for row, line in zip(rows, fitted.lines, strict=True)]

    def _rows(self, fitted: Fitted) -> tuple["_Row", ...]:
        section, size_mm = self._section, fitted.size_pt * MM_PER_PT
        baselines, high_em = baselines_em(fitted.lines, self._face, section.leading)
        spare_mm = self._room.height_mm - high_em * size_mm
        above_mm = {"top": 0.0, "middle": spare_mm / 2, "bottom": spare_mm}[section.valign]
        return tuple(
            _Row(partial(self._run, size_pt=fitted.size_pt, down_mm=above_mm + one * size_mm))
            for one in baselines
        )

    def _run(self, line: str, size_pt: float, down_mm: float) -> TextRun:
        section = self._section
        width_mm = self._face.width_mm(line, size_pt)
        before = {"left": 0.0, "center": 0.5, "right": 1.0}[section.align]
        along_mm = before * (self._room.width_mm - width_mm)
        x, y = _on_label(self._box, section.turn, along_mm, down_mm)
        return TextRun(line, self._face, size_pt, x, y, width_mm, section.align, section.turn)


class _Row(dict[str, TextRun]):
    """A place for a line in a block, and the lines that were set there."""

    def __init__(self, run_of: Callable[[str], TextRun]) -> None:
        super().__init__()
        self._run_of = run_of

    def __missing__(self, line: str) -> TextRun:
        if len(self) >= KEPT_RUNS:
            self.clear()
        self[line] = run = self._run_of(line)
        return run


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
        do_next = tr("Say it with --set '{source}=…', or use another template.", source=source)
    elif source.startswith("marc:"):
        do_next = tr("Name the file of its record with --records, or use another template.")
    else:
        do_next = tr("Add it to the record, or use another template.")
    return InputRefused(tr("The item has no {spoken}.", spoken=spoken(source)), do_next)


def _on_label(box: Box, turn: Turn, along_mm: float, down_mm: float) -> tuple[float, float]:
    """Return where on the label a point of a block is, given as its reader sees it."""
    if turn == 0:
        return box.left_mm + along_mm, box.top_mm + down_mm
    if turn == 90:
        return box.right_mm - down_mm, box.top_mm + along_mm
    if turn == 180:
        return box.right_mm - along_mm, box.bottom_mm - down_mm
    return box.left_mm + down_mm, box.bottom_mm - along_mm
