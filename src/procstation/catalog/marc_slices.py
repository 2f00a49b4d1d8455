"""The fast way to read a record that is plainly good: slices of its text, cut when asked for.

Plainly good is a record of which every statement is true (length, base address, each entry of the
directory) and whose text is UTF-8, said to be so, or nothing but ASCII. Whatever is not goes the
careful way, which must give the same fields for the good ones; a test holds the two together.
"""

import re
from functools import cache
from itertools import accumulate
from struct import Struct

from procstation.catalog.marc_directory import ENTRY_LENGTH
from procstation.catalog.marc_record import Field, MarcRecord

LEADER_LENGTH = 24

_STRANGE_CODE = re.compile("\x1f[^\0-\x7f]")
_LENGTHS = {number: b"%04d" % number for number in range(10_000)}
_STARTS = {number: b"%05d" % number for number in range(100_000)}
"""The numbers as a directory has them. To compare them is quicker than to read each."""


def slice_record(data: bytes, wanted: frozenset[str]) -> MarcRecord | None:
    """Read a record that is plainly good; None for any other.

    Args:
        data: From its leader to the last field terminator, without the record terminator.
        wanted: The tags to take.
    """
    base = data.find(b"\x1e") + 1
    if (
        data[:5] != _STARTS.get(len(data) + 1)
        or data[12:17] != _STARTS.get(base)
        or b"\x1b" in data
    ):
        return None
    count, spare = divmod(base - 1 - LEADER_LENGTH, ENTRY_LENGTH)
    parts = data[base:].split(b"\x1e")
    if spare or count < 1 or parts.pop() or len(parts) != count:
        return None
    entries = _directory(count).unpack_from(data, LEADER_LENGTH)
    lengths = [len(part) + 1 for part in parts]
    starts = [0, *accumulate(lengths[:-1])]
    if (
        entries[1::3] != tuple(map(_LENGTHS.get, lengths))
        or entries[2::3] != tuple(map(_STARTS.get, starts))
        or not b"".join(entries[::3]).isalnum()
    ):
        return None
    plain = data.isascii()
    if not plain and data[9:10] != b"a":
        return None
    try:
        leader = data[:LEADER_LENGTH].decode("ascii")
        tags = data[LEADER_LENGTH : base - 1].decode("ascii")
        body = data[base:].decode()
    except UnicodeDecodeError:
        return None
    if not leader.isprintable() or (not plain and _STRANGE_CODE.search(body)):
        return None
    texts = body.split("\x1e")
    by_tag: dict[str, list[Field]] = {}
    for number in range(count):
        tag = tags[number * ENTRY_LENGTH : number * ENTRY_LENGTH + 3]
        if tag in wanted:
            text = texts[number]
            if text[2:3] != "\x1f" and not (tag < "010" and tag.isdigit()):
                return None
            sliced = SlicedField(tag, text)
            if tag in by_tag:
                by_tag[tag].append(sliced)
            else:
                by_tag[tag] = [sliced]
    return SlicedRecord(leader, by_tag)


class SlicedRecord(MarcRecord):
    """A record of slices: only the wanted fields, tag by tag."""

    __slots__ = ()

    def __init__(self, leader: str, by_tag: dict[str, list[Field]]) -> None:
        self.leader = leader
        self.by_tag = by_tag
        self.fields = tuple([one for fields in by_tag.values() for one in fields])


class SlicedField(Field):
    """A field that is looked through for what is asked, and taken apart only as a last resort."""

    __slots__ = ("text",)

    def __init__(self, tag: str, text: str) -> None:
        self.tag = tag
        self.text = text

    def __getattr__(self, name: str) -> object:
        """Take the field apart: called once, when an attribute has not been set yet."""
        if self.text[2:3] == "\x1f" and not (self.tag < "010" and self.tag.isdigit()):
            parts = self.text.split("\x1f")
            self.indicators, self.data = parts[0], ""
            self.subfields = tuple([(part[0], part[1:]) for part in parts[1:] if part])
        else:
            self.indicators, self.data, self.subfields = "", self.text, ()
        return object.__getattribute__(self, name)

    def first(self, codes: str) -> str:
        text = self.text
        for code in codes:
            mark = "\x1f" + code
            at = text.find(mark)
            while at >= 0:
                end = text.find("\x1f", at + 2)
                value = (text[at + 2 :] if end < 0 else text[at + 2 : end]).strip()
                if value:
                    return value
                at = text.find(mark, at + 2)
        return ""


@cache
def _directory(entries: int) -> Struct:
    return Struct("3s4s5s" * entries)
