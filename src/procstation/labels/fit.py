"""Make text fit its box: shrink, break, join, in that order; say which did it, drop nothing.

Widths are in sizes (em) until the end: whether an arrangement fits is then one division.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from procstation.errors import InputRefused
from procstation.labels.fonts import MM_PER_PT, Face
from procstation.labels.template import TextSection

SIZE_STEP_PT = 0.5
ELLIPSIS = "…"
SLACK_MM = 0.01
"""Sums of millimetres are binary fractions; a hundredth is below any printer's dot."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """Text that fits.

    Attributes:
        notes: What had to be done to it, for a person; empty when nothing had.
    """

    lines: tuple[str, ...]
    size_pt: float
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
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
        high_em = self.face.ascent_em + self.face.descent_em
        high_em += (len(lines) - 1) * section.leading
        wide_em = max(self.face.width_em(line) for line in lines)
        limit = (self.height_mm + SLACK_MM) / high_em
        if wide_em:
            limit = min(limit, (self.width_mm + SLACK_MM) / wide_em)
        limit_pt = limit / MM_PER_PT
        if limit_pt >= section.size_pt:
            return section.size_pt
        size = section.min_size_pt
        if limit_pt < size:
            return None
        return size + (limit_pt - size) // SIZE_STEP_PT * SIZE_STEP_PT

    @property
    def widest_em(self) -> float:
        """The width of a line in the smallest size."""
        return (self.width_mm + SLACK_MM) / (self.section.min_size_pt * MM_PER_PT)

    def is_too_wide(self, line: str) -> bool:
        return self.face.width_em(line) > self.widest_em

    def refusal(self, lines: tuple[str, ...]) -> InputRefused:
        widest = max(lines, key=self.face.width_em)
        size = self.section.min_size_pt
        widest_mm = self.face.width_mm(widest, size)
        return InputRefused(
            f"{' | '.join(lines)!r} does not fit {self.width_mm:.1f} × {self.height_mm:.1f} mm in"
            f" {size:g} pt: {len(lines)} lines, the widest ({widest!r}) of {widest_mm:.1f} mm.",
            "Use a larger label, or a template with a smaller size.",
        )


def fit_lines(lines: tuple[str, ...], room: Room) -> Fitted:
    """Fit lines that each mean something: the parts of a call number.

    As they are, in ever smaller sizes; then lines that are too wide are broken; then, when there
    are too many, neighbours are joined: class letters with the class number first, then whichever
    pair stays narrowest.

    Raises:
        InputRefused: Nothing of that fits, with the numbers.
    """
    for arranged, notes in _arrangements(lines, room):
        size = room.size_for(arranged)
        if size is not None:
            return Fitted(arranged, size, notes + _shrunk(size, room))
    raise room.refusal(lines)


def fit_words(text: str, room: Room) -> Fitted:
    """Fit a paragraph: wrapped at blanks, in ever smaller sizes; cut short only where allowed.

    Raises:
        InputRefused: It does not fit, with the numbers.
    """
    section = room.section
    size = section.size_pt
    while size >= section.min_size_pt:
        lines = _wrapped(text, room.face, (room.width_mm + SLACK_MM) / (size * MM_PER_PT))
        if _holds(room, lines, size):
            return Fitted(lines, size, _shrunk(size, room))
        size -= SIZE_STEP_PT
    if section.overflow == "shorten":
        for end in range(_characters_within(text, section.max_lines, room), 0, -1):
            lines = _wrapped(text[:end].rstrip() + ELLIPSIS, room.face, room.widest_em)
            if _holds(room, lines, section.min_size_pt):
                note = f"{text!r} is cut short to {' '.join(lines)!r}"
                return Fitted(lines, section.min_size_pt, (note,))
    raise room.refusal(_wrapped(text, room.face, room.widest_em))


def _characters_within(text: str, lines: int, room: Room) -> int:
    """Return how many characters might go on so many lines in the smallest size."""
    widths = accumulate(room.face.width_em(character) for character in text)
    return min(len(text) - 1, sum(width <= lines * room.widest_em for width in widths))


def _holds(room: Room, lines: tuple[str, ...], size_pt: float) -> bool:
    possible = room.size_for(lines)
    return possible is not None and possible >= size_pt


def _shrunk(size_pt: float, room: Room) -> tuple[str, ...]:
    wanted = room.section.size_pt
    return (f"set in {size_pt:g} pt instead of {wanted:g}",) if size_pt < wanted else ()


def _arrangements(
    lines: tuple[str, ...], room: Room
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield arrangements of the lines, the best first, each with what was done."""
    yield lines, ()
    notes: tuple[str, ...] = ()
    pieces: list[str] = []
    for line in lines:
        broken = _broken(line, room)
        if len(broken) > 1:
            notes += (f"{line!r} is broken into {' | '.join(broken)}",)
        pieces += broken
    if notes:
        yield tuple(pieces), notes
    while (pair := _pair_to_join(pieces, room)) is not None:
        at, joined = pair
        notes += (f"{pieces[at]!r} and {pieces[at + 1]!r} share a line",)
        pieces[at : at + 2] = [joined]
        yield tuple(pieces), notes


def _broken(line: str, room: Room) -> list[str]:
    """Break a line that is too wide: at a blank, then before a decimal point, then anywhere."""
    if not room.is_too_wide(line):
        return [line]
    for mark, keep in ((" ", ""), (".", ".")):
        head, found, tail = line.rpartition(mark)
        while found and room.is_too_wide(head):
            head, found, tail_start = head.rpartition(mark)
            tail = tail_start + mark + tail
        if found and head and tail:
            return [head, *_broken(keep + tail, room)]
    end = len(line) - 1
    while end > 1 and room.is_too_wide(line[:end]):
        end -= 1
    return [line[:end], *_broken(line[end:], room)]


def _pair_to_join(lines: list[str], room: Room) -> tuple[int, str] | None:
    for at in range(len(lines) - 1):
        if lines[at].isalpha() and len(lines[at]) <= 3 and lines[at + 1][:1].isdigit():
            class_mark = lines[at] + lines[at + 1]
            if not room.is_too_wide(class_mark):
                return at, class_mark
    pairs = [(at, f"{lines[at]} {lines[at + 1]}") for at in range(len(lines) - 1)]
    narrow = [pair for pair in pairs if not room.is_too_wide(pair[1])]
    return min(narrow, key=lambda pair: room.face.width_em(pair[1])) if narrow else None


def _wrapped(text: str, face: Face, limit_em: float) -> tuple[str, ...]:
    """Wrap at blanks; a word wider than the line stays whole, so that the caller sees it."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and face.width_em(longer) <= limit_em:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)
