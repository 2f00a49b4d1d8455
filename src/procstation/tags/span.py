"""A run of bytes in the memory of a tag, and what it is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from procstation.language import mark, tr, tr_marked

UNUSED = {0x00: mark("unused, 00"), 0xFF: mark("unused, FF")}


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes that belong together.

    Attributes:
        start: Offset of the first byte.
        length: Bytes.
        what: In the words of the standards, as `length` or `primary item identifier`.
        element: Number of the data element it belongs to; None when it belongs to none.
        value: What the bytes say, for a person; "" when there is nothing to add.
    """

    start: int
    length: int
    what: str
    element: int | None = None
    value: str = ""

    @property
    def end(self) -> int:
        """Offset of the first byte after it."""
        return self.start + self.length

    @property
    def text(self) -> str:
        """What it is and what it says."""
        return f"{self.what}: {self.value}" if self.value else self.what


def rest_of(memory: bytes, start: int) -> Iterator[Span]:
    """Yield what lies after the data: bytes that are left over, and bytes never used."""
    if start >= len(memory):
        return
    filling = memory[-1]
    used = len(memory[start:].rstrip(bytes([filling]))) if filling in UNUSED else len(memory)
    end = min(start + used, len(memory))
    if end > start:
        yield Span(start, end - start, tr("left over, not read"))
    if end < len(memory):
        yield Span(end, len(memory) - end, tr_marked(UNUSED[filling]))


def cut(spans: Iterable[Span], size: int) -> Iterator[Span]:
    """Yield spans of a fixed layout as far as `size` bytes reach."""
    for span in spans:
        if span.start < size:
            yield replace(span, length=min(span.length, size - span.start))


def printable(data: bytes) -> str:
    """Return bytes as text, UTF-8 or else ISO 8859-1, with a dot for what cannot be printed."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return with_dots(text)


def with_dots(text: str) -> str:
    """Return a text with a dot for each character that cannot be printed: none of them may get
    as far as a terminal."""
    return "".join(character if character.isprintable() else "·" for character in text)
