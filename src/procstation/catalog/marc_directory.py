"""The directory of an ISO 2709 record: which field is where, as far as it can be believed."""

import re
from typing import NamedTuple

ENTRY_LENGTH = 12
FIELD_END = 0x1E

_ENTRIES = re.compile(rb"(?:[0-9A-Za-z]{3}[0-9]{9})+")
_WIDTHS = ((4, 5), (5, 5), (4, 6), (5, 6), (4, 7), (5, 7))
"""Digits of length and start. More than 4 and 5 are written by programs that met a field over
9,999 bytes, or a record over 99,999."""


class Entry(NamedTuple):
    """One entry; `length` counts the terminator; both numbers are -1 where they are no numbers."""

    tag: str
    length: int
    start: int


def is_directory(data: bytes, begin: int, end: int) -> bool:
    """Whether there is nothing but well-formed entries between two places."""
    return _ENTRIES.fullmatch(data, begin, end) is not None


def begin_of_directory(data: bytes, end: int) -> int:
    """Where the directory that ends at `end` begins, reading entries backwards."""
    begin = end
    while begin >= ENTRY_LENGTH and is_directory(data, begin - ENTRY_LENGTH, begin):
        begin -= ENTRY_LENGTH
    return begin


class Directory(NamedTuple):
    """What was read of a directory.

    Attributes:
        spare: How many bytes at its end are no entry.
        chained: Whether each field starts where the one before it ends, and nothing is spare.
    """

    entries: list[Entry]
    spare: int
    chained: bool


def read_entries(directory: bytes) -> Directory:
    """Read the entries by following the fields; where that fails, by their standard width."""
    entries: list[Entry] = []
    at = expected = 0
    chained = True
    while len(directory) - at >= ENTRY_LENGTH:
        for length_width, start_width in _WIDTHS:
            entry = _entry(directory, at, length_width, start_width)
            if entry.start == expected:
                width = 3 + length_width + start_width
                break
        else:
            entry, width, chained = _entry(directory, at, *_WIDTHS[0]), ENTRY_LENGTH, False
        entries.append(entry)
        expected = entry.start + entry.length
        at += width
    spare = len(directory) - at
    if (spare or not chained) and len(directory) % ENTRY_LENGTH == 0:
        places = range(0, len(directory), ENTRY_LENGTH)
        return Directory([_entry(directory, at, *_WIDTHS[0]) for at in places], 0, False)
    return Directory(entries, spare, chained and not spare)


def _entry(directory: bytes, at: int, length_width: int, start_width: int) -> Entry:
    tag = directory[at : at + 3].decode("ascii", "replace")
    middle = at + 3 + length_width
    length, start = directory[at + 3 : middle], directory[middle : middle + start_width]
    if length.isdigit() and start.isdigit() and len(start) == start_width:
        return Entry(tag, int(length), int(start))
    return Entry(tag, -1, -1)


def cut_by_directory(directory: bytes, body: bytes) -> list[tuple[str, bytes]] | None:
    """The tag and bytes of each field as the directory says, or None when any of it is wrong."""
    count = len(directory) // ENTRY_LENGTH
    if _ENTRIES.fullmatch(directory) is None or body.count(FIELD_END) != count:
        return None
    fields = []
    text = directory.decode("ascii")
    for at in range(0, len(text), ENTRY_LENGTH):
        start = int(text[at + 7 : at + 12])
        end = start + int(text[at + 3 : at + 7]) - 1
        if end < start or body.find(FIELD_END, start) != end:
            return None
        fields.append((text[at : at + 3], body[start:end]))
    return fields


def cut_by_terminators(entries: list[Entry], parts: list[bytes]) -> list[tuple[str, bytes]]:
    """Pair as many parts as there are entries: in the order of the starts, if these all differ."""
    order = list(range(len(entries)))
    starts = [entry.start for entry in entries]
    if len(set(starts)) == len(starts) and -1 not in starts:
        order.sort(key=starts.__getitem__)
    return [(entries[index].tag, part) for index, part in zip(order, parts, strict=True)]


def cut_where_right(entries: list[Entry], parts: list[bytes]) -> list[tuple[str, bytes]]:
    """Take the parts that an entry names the start of, and leave the others out."""
    number_at = {}
    at = 0
    for number, part in enumerate(parts):
        number_at[at] = number
        at += len(part) + 1
    tag_of: dict[int, str] = {}
    for entry in entries:
        if entry.start in number_at:
            tag_of.setdefault(number_at[entry.start], entry.tag)
    return [(tag, parts[number]) for number, tag in sorted(tag_of.items())]
