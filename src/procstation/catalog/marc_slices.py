"""The fast way to read a record that is plainly good: the texts of its fields, cut when asked for.

Plainly good is a record of which every statement is true (length, base address, each entry of the
directory) and whose text is UTF-8, said to be so, or nothing but ASCII. Whatever is not goes the
careful way, which must give the same fields for the good ones; a test holds the two together.
"""

import re
from functools import cache
from itertools import accumulate
from struct import Struct
from typing import NamedTuple

from procstation.catalog.marc_directory import ENTRY_LENGTH
from procstation.catalog.marc_record import Field, MarcRecord

LEADER_LENGTH = 24

_STRANGE_CODE = re.compile("\x1f[^\0-\x7f]")
_CONTROLS = bytes({*range(0x20), 0x7F} - {0x1E, 0x1F})
LONGEST = 99_999
"""Bytes of a record, by ISO 2709."""


class _Written(dict[int, bytes]):
    """Numbers as a directory has them, made when first asked for.

    To compare them is quicker than to read each. Nothing beyond `LONGEST` is asked for, which
    bounds it.
    """

    def __init__(self, form: bytes) -> None:
        self._form = form

    def __missing__(self, number: int) -> bytes:
        written = self[number] = self._form % number
        return written


_LENGTHS = _Written(b"%04d")
_STARTS = _Written(b"%05d")


class Cut(NamedTuple):
    """A record that is plainly good, cut at its terminators.

    Attributes:
        texts: Of the fields by their tags, in their order; what stands in a data field before its
            first delimiter are its two indicators.
        is_ascii: Whether the whole record is.
    """

    leader: str
    texts: dict[str, list[str]]
    is_ascii: bool


def cut_record(data: bytes, wanted: frozenset[str]) -> Cut | None:
    """Cut a record that is plainly good; None for any other.

    Args:
        data: From its leader to the last field terminator, without the record terminator.
        wanted: The tags to take.
    """
    base = data.find(b"\x1e") + 1
    if (
        len(data) >= LONGEST
        or data[:5] != _STARTS[len(data) + 1]
        or data[12:17] != _STARTS[base]
        or b"\x1b" in data
    ):
        return None
    count, spare = divmod(base - 1 - LEADER_LENGTH, ENTRY_LENGTH)
    is_ascii = data.isascii()
    if spare or count < 1 or not (is_ascii or data[9:10] == b"a"):
        return None
    try:
        leader = data[:LEADER_LENGTH].decode("ascii")
        body = data[base:].decode()
    except UnicodeDecodeError:
        return None
    texts = body.split("\x1e")
    parts = texts if is_ascii else data[base:].split(b"\x1e")
    lengths = [len(part) + 1 for part in parts]
    if texts.pop() or lengths.pop() != 1 or len(texts) != count:
        return None
    entries = _directory(count).unpack_from(data, LEADER_LENGTH)
    if (
        entries[1::3] != tuple(map(_LENGTHS.__getitem__, lengths))
        or entries[2::3] != tuple(map(_STARTS.__getitem__, accumulate(lengths[:-1], initial=0)))
        or not b"".join(entries[::3]).isalnum()
        or not leader.isprintable()
        or (not is_ascii and has_strange_code(body))
    ):
        return None
    names = _names(wanted)
    by_tag: dict[str, list[str]] = {}
    for tag, text in zip(entries[::3], texts, strict=True):
        if tag in names:
            name, is_control = names[tag]
            if ("\x1f" in text) if is_control else text[2:3] != "\x1f":
                return None
            if name in by_tag:
                by_tag[name].append(text)
            else:
                by_tag[name] = [text]
    return Cut(leader, by_tag, is_ascii)


def slice_record(data: bytes, wanted: frozenset[str]) -> MarcRecord | None:
    """Read a record that is plainly good; None for any other. See `cut_record`."""
    cut = cut_record(data, wanted)
    if cut is None:
        return None
    by_tag: dict[str, list[Field]] = {
        tag: [SlicedField(tag, text) for text in texts] for tag, texts in cut.texts.items()
    }
    return SlicedRecord(cut.leader, by_tag, cut.is_ascii and not _holds_controls(data))


def has_strange_code(text: str) -> bool:
    """Whether the code of a subfield is beyond ASCII."""
    return _STRANGE_CODE.search(text) is not None


def is_control_tag(tag: str) -> bool:
    """Whether the fields of a tag have neither indicators nor subfields."""
    return tag < "010" and tag.isdigit()


class SlicedRecord(MarcRecord):
    """A record of slices: only the wanted fields, tag by tag."""

    __slots__ = ("_is_plain",)

    def __init__(self, leader: str, by_tag: dict[str, list[Field]], is_plain: bool) -> None:
        self.leader = leader
        self.by_tag = by_tag
        self._is_plain = is_plain
        self.fields = tuple([one for fields in by_tag.values() for one in fields])

    @property
    def is_plain(self) -> bool:
        return self._is_plain


class SlicedField(Field):
    """A field of which only what is asked for is taken out of its text."""

    __slots__ = ("firsts", "text")

    text: str
    firsts: dict[str, str]
    """The first subfield of each code, with its code."""

    def __init__(self, tag: str, text: str) -> None:
        self.tag = tag
        self.text = text

    def __getattr__(self, name: str) -> object:
        """Take out an attribute when it is asked for first."""
        head, *parts = self.text.split("\x1f")
        if name == "firsts":
            self.firsts = {part[:1]: part for part in reversed(parts)}
        elif name == "subfields":
            self.subfields = tuple([(part[0], part[1:]) for part in parts if part])
        elif name in {"indicators", "data"}:
            self.indicators, self.data = (head, "") if parts else ("", head)
        return object.__getattribute__(self, name)

    def first(self, codes: str) -> str:
        firsts = self.firsts
        for code in codes:
            if code in firsts:
                value = firsts[code][1:].strip()
                if value:
                    return value
                for later in self.every(code):
                    return later
        return ""

    def every(self, codes: str) -> list[str]:
        return [
            text
            for part in self.text.split("\x1f")[1:]
            if part and part[0] in codes and (text := part[1:].strip())
        ]


def _holds_controls(data: bytes) -> bool:
    return len(data.translate(None, _CONTROLS)) != len(data)


@cache
def _names(wanted: frozenset[str]) -> dict[bytes, tuple[str, bool]]:
    """The tags by what they are in a directory, and whether they are of control fields."""
    return {tag.encode(): (tag, is_control_tag(tag)) for tag in wanted}


@cache
def _directory(entries: int) -> Struct:
    return Struct("3s4s5s" * entries)
