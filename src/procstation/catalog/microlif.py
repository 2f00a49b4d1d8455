"""MicroLIF: MARC records as lines of text, as vendors of school libraries send them.

A line is a tag of three letters and the field up to `^`; `_` begins a subfield; "`" ends a record.
Lines end with LF, CR or both. A first line without `^` names the file. (The MicroLIF protocol of
1991; only ASCII and what MARC-8 or UTF-8 make of the rest.)
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from procstation.catalog.file_beginning import Beginning, open_file
from procstation.catalog.marc_encoding import choose_encoding
from procstation.catalog.marc_file import Found
from procstation.catalog.marc_record import Field, MarcRecord
from procstation.catalog.marc_slices import LEADER_LENGTH
from procstation.catalog.marc_split import CHUNK, MAX_RECORD
from procstation.catalog.source import Refused
from procstation.language import tr

_LEADER = re.compile(rb"(?:^|[\r\n])LDR[^\r\n^]{5,40}\^")
_HEADER = re.compile(rb"[^^\r\n]*[\r\n]+(?=LDR)")
_ENDS = re.compile(rb"`[\r\n \x1a\0]*")
_BLANKS = b"\r\n \x1a\0"


class _Piece(NamedTuple):
    number: int
    offset: int
    data: bytes
    ended: bool


def is_microlif(beginning: Beginning) -> bool:
    """Whether a leader stands as a line of its own."""
    return _LEADER.search(beginning.data) is not None


def records_in_microlif(
    path: Path, wanted: frozenset[str] | None = None
) -> Iterator[Found | Refused]:
    """Yield all that a file holds, in its order, with bounded memory.

    Args:
        wanted: The tags to take; None for all.

    Raises:
        InputRefused: The file cannot be opened.
    """
    with open_file(path) as file:
        for piece in _split(file):
            yield _read(piece, wanted)


def _split(file: BinaryIO) -> Iterator[_Piece]:
    buffer = b""
    base = number = 0
    while chunk := file.read(CHUNK):
        buffer += chunk
        done = 0
        for end in _ENDS.finditer(buffer):
            number += 1
            yield _piece(number, base + done, buffer[done : end.start()], ended=True)
            done = end.end()
        base, buffer = base + done, buffer[done:]
        if len(buffer) > MAX_RECORD:
            break
    if buffer.strip(_BLANKS):
        yield _piece(number + 1, base, buffer, ended=False)


def _piece(number: int, offset: int, data: bytes, *, ended: bool) -> _Piece:
    header = _HEADER.match(data) if number == 1 else None
    skipped = header.end() if header else len(data) - len(data.lstrip(_BLANKS))
    return _Piece(number, offset + skipped, data[skipped:], ended)


def _read(piece: _Piece, wanted: frozenset[str] | None) -> Found | Refused:
    if len(piece.data) > MAX_RECORD:
        reason = tr(
            "no record ends within {max_record} MB; what follows was not read",
            max_record=MAX_RECORD >> 20,
        )
        return Refused(piece.number, piece.offset, reason)
    *lines, rest = piece.data.split(b"^")
    if rest.strip(_BLANKS) and piece.ended:
        lines.append(rest)
    notes: list[str] = []
    if not piece.ended:
        if rest.strip(_BLANKS):
            return Refused(piece.number, piece.offset, tr("the file ends in the middle of it"))
        notes.append(tr("the mark at the end of the record is missing"))
    encoding = choose_encoding(" ", piece.data)
    if encoding.note and encoding.name != "utf-8":
        notes.append(encoding.note)
    leader = ""
    fields: list[Field] = []
    for line in (line.lstrip(b"\r\n") for line in lines):
        tag = line[:3].decode("ascii", "replace")
        if tag == "LDR":
            leader = line[3:].decode("latin-1")
        elif not re.fullmatch("[0-9A-Z]{3}", tag):
            notes.append(
                tr("a line that begins with {tag!r} is no field; it was left out", tag=tag)
            )
        elif wanted is None or tag in wanted:
            fields.append(_field(tag, encoding.decode(line[3:])))
    if not leader and not fields:
        return Refused(piece.number, piece.offset, tr("it holds no MARC fields"))
    if len(leader) != LEADER_LENGTH:
        notes.append(tr("the leader has {count} characters", count=len(leader)))
    record = MarcRecord(leader[:LEADER_LENGTH].ljust(LEADER_LENGTH), tuple(fields))
    return Found(piece.number, piece.offset, record, tuple(dict.fromkeys(notes)))


def _field(tag: str, text: str) -> Field:
    if tag < "010":
        return Field(tag, data=text)
    head, *parts = text.split("_")
    subfields = tuple((part[0], part[1:]) for part in parts if part)
    return Field(tag, head[:2].ljust(2), subfields)
