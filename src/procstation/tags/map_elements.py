"""What each byte of encoded elements is (ISO 28560-2, and the user bank of ISO/TS 28560-4)."""

from collections.abc import Iterator
from typing import NamedTuple

from procstation.language import mark, tr, tr_marked
from procstation.tags import compaction
from procstation.tags.elements import (
    FILLER,
    NUMBER_FOLLOWS,
    PAD_COUNT_FOLLOWS,
    Element,
    Elements,
    parse,
)
from procstation.tags.iso28560_2 import text_of
from procstation.tags.record import ELEMENT_NAMES, element_name
from procstation.tags.span import Span, with_dots

LONE_FILLERS = mark("filler 80, skipped")


class Placed(NamedTuple):
    """Where the parts of an element lie.

    Attributes:
        fillers_at: First of the bytes 80 before it that belong to no element.
        start: Its precursor.
        value_at: First byte of its value.
        pads: Pad bytes after its value.
    """

    element: Element
    fillers_at: int
    start: int
    value_at: int
    pads: int


def place(memory: bytes, parsed: Elements, offset: int) -> Iterator[Placed]:
    """Yield where each element of a memory lies; `offset` is where it was parsed from."""
    for element in parsed.found:
        start = offset
        while memory[start] == FILLER:
            start += 1
        precursor = memory[start]
        extended = precursor & NUMBER_FOLLOWS == NUMBER_FOLLOWS
        pads = memory[start + 1 + extended] if precursor & PAD_COUNT_FOLLOWS else 0
        yield Placed(element, offset, start, element.end - pads - len(element.value), pads)
        offset = element.end


def map_elements(memory: bytes, offset: int = 0) -> Iterator[Span]:
    """Yield the spans from `offset` to the end mark, or to where reading stopped."""
    parsed = parse(memory, offset)
    for placed in place(memory, parsed, offset):
        yield Span(placed.fillers_at, placed.start - placed.fillers_at, tr_marked(LONE_FILLERS))
        yield from _element(memory, placed)
        offset = placed.element.end
    # The last fillers have no element after them.
    yield Span(offset, parsed.end - offset, tr_marked(LONE_FILLERS))
    if parsed.problem:
        what = tr("cut off: an element without its end") if parsed.truncated else tr("no element")
        rest = len(memory[parsed.end :].rstrip(b"\0"))
        yield Span(parsed.end, rest, what)
    elif parsed.end < len(memory):
        yield Span(parsed.end, 1, tr("end of the data"))


def _element(memory: bytes, placed: Placed) -> Iterator[Span]:
    element, offset = placed.element, placed.start
    number, scheme = element.number, tr_marked(compaction.NAMES[element.compaction])
    extended = memory[offset] & NUMBER_FOLLOWS == NUMBER_FOLLOWS
    padded = bool(memory[offset] & PAD_COUNT_FOLLOWS)
    which = tr("number follows") if extended else tr("element {number}", number=number)
    if padded:
        said = tr("{element}, {compaction}, pad count follows", element=which, compaction=scheme)
    else:
        said = f"{which}, {scheme}"
    yield Span(offset, 1, tr("precursor"), number, said)
    offset += 1
    if extended:
        yield Span(offset, 1, tr("element number"), number, f"15 + {memory[offset]} = {number}")
        offset += 1
    if padded:
        yield Span(offset, 1, tr("pad count"), number, str(placed.pads))
        offset += 1
    length = len(element.value)
    yield Span(offset, placed.value_at - offset, tr("length"), number, str(length))
    value, problem = text_of(element)
    text = with_dots(value)
    name = (
        element_name(number)
        if number in ELEMENT_NAMES
        else tr("element {number}, not defined", number=number)
    )
    said = tr("{text} (cannot be read)", text=text) if problem else text
    yield Span(placed.value_at, length, name, number, said)
    yield Span(placed.value_at + length, placed.pads, tr("pads"), number)
