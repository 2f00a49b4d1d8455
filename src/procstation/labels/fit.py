"""Make text fit its box: shrink, break, join, in that order; say which did it, drop nothing.

Widths are in sizes (em) until the end: whether an arrangement fits is then one division.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from procstation.errors import InputRefused
from procstation.items import PartKind, kinds_of_lines
from procstation.labels.break_places import syllables, unbroken
from procstation.labels.clusters import clusters
from procstation.labels.fit_break import broken
from procstation.labels.fit_join import Piece, joined
from procstation.labels.fonts import MM_PER_PT, Face
from procstation.labels.leading import baselines_em
from procstation.labels.template import TextSection
from procstation.language import tr

SIZE_STEP_PT = 0.5
ELLIPSIS = "…"
MOST_SHOWN = 120
"""Characters of a label's text in a message."""

LONG = 200
"""Characters. What is no longer is arranged even where it cannot fit, so that one sees how far."""

SLACK_MM = 0.01
"""Sums of millimetres are binary fractions; a hundredth is below any printer's dot."""

RULES = {
    "as-is": "fits as it is",
    "shrink": "set smaller",
    "break-space": "broken at a blank",
    "break-bracket": "broken before a bracket",
    "break-point": "broken before a decimal point or behind an abbreviation",
    "break-sign": "broken behind a sign",
    "break-letters": "broken between figures and letters",
    "break-digits": "figures cut into even groups",
    "break-word": "a word cut into even pieces",
    "join-class": "class letters and number share a line",
    "join-cutters": "cutters share a line",
    "join-date": "cutter and date share a line",
    "join-statements": "volume, part, date and copy share a line",
    "join-prefixes": "shelf words share a line",
    "join-any": "neighbours share a line, the narrowest pair first",
    "wrap": "wrapped",
    "shorten": "cut short",
}
"""The rules that can win, in the order in which they are tried, by their lasting names."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """Text that fits.

    Attributes:
        notes: What had to be done to it, for a person; empty when nothing had.
        rule: Which rule made it fit, of `RULES`; what was done before it stays done.
    """

    lines: tuple[str, ...]
    size_pt: float
    notes: tuple[str, ...] = ()
    rule: str = "as-is"


@dataclass(frozen=True)
class Room:
    """A box to fill, with the font and the limits of its template."""

    width_mm: float
    height_mm: float
    face: Face
    section: TextSection

    def size_for(self, lines: tuple[str, ...]) -> float | None:
        """Return the largest size, in points, in which these lines fit; None below the minimum."""
        section = self.section
        if len(lines) > section.max_lines:
            return None
        _, high_em = baselines_em(lines, self.face, section.leading)
        limit = (self.height_mm + SLACK_MM) / high_em
        if limit < section.min_size_pt * MM_PER_PT:
            return None
        wide_em = max(self.face.width_em(line) for line in lines)
        if wide_em:
            limit = min(limit, (self.width_mm + SLACK_MM) / wide_em)
        limit_pt = limit / MM_PER_PT
        if limit_pt >= section.size_pt:
            return section.size_pt
        size = section.min_size_pt
        if limit_pt < size:
            return None
        return size + (limit_pt - size) // SIZE_STEP_PT * SIZE_STEP_PT

    def holds(self, lines: tuple[str, ...]) -> bool:
        """Say whether these lines are plain and fit as they are: so it is on most labels."""
        if len(lines) > self._full_lines:
            return False
        widths_em = self.face.plain_widths_em(lines)
        return widths_em is not None and max(widths_em) <= self._full_em

    @cached_property
    def _full_em(self) -> float:
        """The width of a line in the full size."""
        return (self.width_mm + SLACK_MM) / (self.section.size_pt * MM_PER_PT)

    @cached_property
    def _full_lines(self) -> int:
        """How many plain lines there is room for in the full size."""
        return self._lines_in(self.section.size_pt)

    @property
    def widest_em(self) -> float:
        """The width of a line in the smallest size."""
        return (self.width_mm + SLACK_MM) / (self.section.min_size_pt * MM_PER_PT)

    @property
    def most_lines(self) -> int:
        """How many lines there is room for in the smallest size."""
        return self._lines_in(self.section.min_size_pt)

    def _lines_in(self, size_pt: float) -> int:
        section = self.section
        size_mm = size_pt * MM_PER_PT
        spare_mm = self.height_mm + SLACK_MM
        spare_mm -= size_mm * (self.face.ascent_em + self.face.descent_em)
        if spare_mm < 0:
            return 0
        return min(section.max_lines, 1 + int(spare_mm / (size_mm * section.leading)))

    def is_overfull(self, lines: tuple[str, ...]) -> bool:
        """Say whether this is no label at all: long, and more than the room holds anyhow."""
        if sum(map(len, lines)) <= LONG:
            return False
        total_em = sum(self.face.width_em(line.replace(" ", "")) for line in lines)
        return total_em > self.most_lines * self.widest_em

    def refusal(self, lines: tuple[str, ...], arranged: tuple[str, ...]) -> InputRefused:
        """Return why not even the last arrangement of these lines fits."""
        widest = max(arranged, key=self.face.width_em)
        size = self.section.min_size_pt
        widest_mm = self.face.width_mm(widest, size)
        tried = ""
        if arranged != lines:
            tried = tr(
                " Broken and joined as far as that goes it is {shown}.", shown=_shown(arranged)
            )
        return InputRefused(
            tr(
                "{shown} does not fit {width_mm:.1f} × {height_mm:.1f} mm in"
                " {size:g} pt: {count} lines where {most_lines} have room, the"
                " widest ({widest}) of {widest_mm:.1f} mm.{tried}",
                shown=_shown(lines),
                width_mm=self.width_mm,
                height_mm=self.height_mm,
                size=size,
                count=len(arranged),
                most_lines=self.most_lines,
                widest=_shown((widest,)),
                widest_mm=widest_mm,
                tried=tried,
            ),
            tr("Use a larger label, or a template with a smaller size."),
        )


def fit_lines(
    lines: tuple[str, ...], room: Room, kinds: tuple[tuple[PartKind, ...], ...] = ()
) -> Fitted:
    """Fit lines that each mean something: the parts of a call number.

    As they are, in ever smaller sizes; then lines that are too wide are broken; then, when there
    are too many, neighbours are joined, those that belong together first.

    Args:
        kinds: What each line is made of; without it, as it looks.

    Raises:
        InputRefused: Nothing of that fits, with the numbers.
    """
    size = room.size_for(lines)
    if size is not None:
        notes = _shrunk(size, room)
        return Fitted(lines, size, notes, "shrink" if notes else "as-is")
    if room.is_overfull(lines):
        raise room.refusal(lines, lines)
    pieces, notes, rule = _broken(lines, room, kinds)
    arranged = tuple(piece.text for piece in pieces)
    size = room.size_for(arranged)
    while size is None and (join := joined(pieces, room.widest_em, room.face.width_em)):
        rule, first, second, pieces = join
        notes += (tr("{text!r} and {other!r} share a line", text=first.text, other=second.text),)
        arranged = tuple(piece.text for piece in pieces)
        size = room.size_for(arranged)
    if size is None:
        raise room.refusal(lines, arranged)
    return Fitted(arranged, size, notes + _shrunk(size, room), rule)


def fit_words(text: str, room: Room) -> Fitted:
    """Fit a paragraph: wrapped, in ever smaller sizes; cut short only where allowed.

    It is wrapped at blanks, and between characters of scripts that write none.

    Raises:
        InputRefused: It does not fit, with the numbers.
    """
    section = room.section
    size = section.size_pt
    if room.holds((text,)):
        return Fitted((text,), size)
    measured = _measured(text, room.face)
    while size >= section.min_size_pt:
        lines = _wrapped(measured, room.face, (room.width_mm + SLACK_MM) / (size * MM_PER_PT))
        if _holds(room, lines, size):
            shrunk = _shrunk(size, room)
            rule = "shrink" if shrunk else "as-is" if len(lines) == 1 else "wrap"
            return Fitted(lines, size, shrunk, rule)
        size -= SIZE_STEP_PT
    if section.overflow == "shorten":
        for end in reversed(_ends_within(text, section.max_lines, room)):
            short = text[:end].rstrip() + ELLIPSIS
            lines = _wrapped(_measured(short, room.face), room.face, room.widest_em)
            if _holds(room, lines, section.min_size_pt):
                note = tr("{text!r} is cut short to {short!r}", text=text, short=short)
                return Fitted(lines, section.min_size_pt, (note,), "shorten")
    lines = _wrapped(measured, room.face, room.widest_em)
    raise room.refusal(lines, lines)


def _ends_within(text: str, lines: int, room: Room) -> list[int]:
    """Return where the text may be cut off so that it might go on so many lines."""
    ends = []
    end, width_em = 0, 0.0
    for cluster in clusters(text):
        end += len(cluster)
        width_em += room.face.width_em(cluster)
        if width_em > lines * room.widest_em or end == len(text):
            break
        ends.append(end)
    return ends


def _holds(room: Room, lines: tuple[str, ...], size_pt: float) -> bool:
    possible = room.size_for(lines)
    return possible is not None and possible >= size_pt


def _shown(lines: tuple[str, ...]) -> str:
    text = " | ".join(lines)
    return repr(text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1] + ELLIPSIS)


def _shrunk(size_pt: float, room: Room) -> tuple[str, ...]:
    wanted = room.section.size_pt
    return (
        (tr("set in {size_pt:g} pt instead of {wanted:g}", size_pt=size_pt, wanted=wanted),)
        if size_pt < wanted
        else ()
    )


def _broken(
    lines: tuple[str, ...], room: Room, kinds: tuple[tuple[PartKind, ...], ...]
) -> tuple[list[Piece], tuple[str, ...], str]:
    """Break the lines that are too wide; the rule is the harshest that one of them needed."""
    known = kinds or tuple((kind,) for kind in kinds_of_lines(lines))
    pieces: list[Piece] = []
    notes: tuple[str, ...] = ()
    rules: set[str] = set()
    for line, made_of in zip(lines, known, strict=True):
        result = broken(line, room.widest_em, room.face.width_em)
        if result.rule:
            notes += (
                tr("{line!r} is broken into {lines}", line=line, lines=" | ".join(result.lines)),
            )
            rules.add(result.rule)
        for at, (text, glue) in enumerate(zip(result.lines, result.glues, strict=True)):
            pieces.append(Piece(text, made_of[0], made_of[-1], glue if at else None))
    return pieces, notes, next((rule for rule in reversed(RULES) if rule in rules), "as-is")


def _measured(text: str, face: Face) -> list[tuple[str, float]]:
    """Return a paragraph in the pieces that lines are made of, with the width of each in sizes."""
    return [(piece, face.width_em(piece)) for piece in unbroken(text)]


def _wrapped(measured: list[tuple[str, float]], face: Face, limit_em: float) -> tuple[str, ...]:
    """Put pieces on lines; one wider than the line stays whole, so that the caller sees it."""
    lines: list[str] = []
    wide_em = 0.0
    for piece, piece_em in _broken_down(measured, face, limit_em):
        if lines and wide_em + piece_em <= limit_em:
            lines[-1] += piece
            wide_em += piece_em
        else:
            bare = piece.removeprefix(" ")
            lines.append(bare)
            wide_em = piece_em if bare == piece else face.width_em(bare)
    return tuple(lines)


def _broken_down(
    measured: list[tuple[str, float]], face: Face, limit_em: float
) -> Iterator[tuple[str, float]]:
    """Yield pieces, and those that are too wide by their syllables where their script allows it."""
    for piece, piece_em in measured:
        if piece_em <= limit_em or piece.isascii():
            yield piece, piece_em
        else:
            yield from ((part, face.width_em(part)) for part in syllables(piece))
