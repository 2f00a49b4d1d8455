"""Turn one piece of an ISO 2709 file into a record, repairing what can be repaired surely.

The fields are found by the directory where it is right, and else by their terminators in the order
of the directory; never by what the record says of its own length.
"""

import re
from dataclasses import dataclass, field

from procstation.catalog.marc_directory import (
    ENTRY_LENGTH,
    FIELD_END,
    Entry,
    begin_of_directory,
    cut_by_directory,
    cut_by_terminators,
    cut_where_right,
    is_directory,
    read_entries,
)
from procstation.catalog.marc_encoding import Encoding, choose_encoding
from procstation.catalog.marc_record import Field, MarcRecord
from procstation.catalog.marc_slices import LEADER_LENGTH, LONGEST, slice_record
from procstation.catalog.marc_split import MAX_RECORD, Piece
from procstation.catalog.unimarc_encoding import unimarc_encoding
from procstation.language import tr

SUBFIELD = b"\x1f"
MOST_PUSHED = 4
"""Digits by which length and base address together may be too long."""

_UNPRINTABLE = re.compile(rb"[^ -~]")


class Unreadable(Exception):
    """A piece that cannot be made a record; its text is the reason."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A record, and what had to be repaired to read it."""

    record: MarcRecord
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Repair:
    """A record on its way: where its parts are, and the notes so far."""

    data: bytes
    begin: int = 0
    directory_end: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def leader(self) -> bytes:
        return _UNPRINTABLE.sub(b" ", self.data[self.begin : self.begin + LEADER_LENGTH])

    @property
    def directory(self) -> bytes:
        return self.data[self.begin + LEADER_LENGTH : self.directory_end]

    @property
    def body(self) -> bytes:
        return self.data[self.directory_end + 1 :]

    def compare(self, what: str, stated: bytes, right: int) -> None:
        if stated != b"%05d" % right:
            self.notes.append(
                tr(
                    "{what} {stated!r} should be {right:05d}",
                    what=what,
                    stated=stated.decode("ascii"),
                    right=right,
                )
            )


def decode(piece: Piece, wanted: frozenset[str] | None = None) -> Decoded:
    """Read one record.

    Args:
        wanted: The tags to take; None for all.

    Raises:
        Unreadable: With the reason.
    """
    if piece.too_long:
        raise Unreadable(tr("no record ends within {max_record} MB", max_record=MAX_RECORD >> 20))
    if wanted is not None and piece.ended and not piece.skipped:
        sliced = slice_record(piece.data, wanted)
        if sliced is not None:
            return Decoded(sliced)
    return decode_carefully(piece, wanted)


def decode_carefully(piece: Piece, wanted: frozenset[str] | None = None) -> Decoded:
    """Read one record as `decode` does, whatever is wrong with it."""
    repair = _Repair(piece.data)
    _find_parts(repair, ended=piece.ended)
    skipped = piece.skipped + repair.begin
    if skipped:
        repair.notes.append(tr("bytes before the record left out: {skipped}", skipped=skipped))
    _check_lengths(repair, ended=piece.ended)
    fields = _cut_fields(repair)
    leader = repair.leader.decode("ascii")
    encoding = unimarc_encoding(fields, repair.body) or choose_encoding(leader[9], repair.body)
    if encoding.note:
        repair.notes.append(encoding.note)
    decoded = tuple(
        _decode_field(tag, raw, encoding, repair.notes)
        for tag, raw in fields
        if wanted is None or tag in wanted
    )
    return Decoded(MarcRecord(leader, decoded), tuple(dict.fromkeys(repair.notes)))


def _find_parts(repair: _Repair, *, ended: bool) -> None:
    """Find the leader and the end of the directory."""
    data = repair.data
    stated = int(data[12:17]) - 1 if data[12:17].isdigit() else 0
    if data[:5].isdigit() and is_directory(data, LEADER_LENGTH, stated):
        entries = (stated - LEADER_LENGTH) // ENTRY_LENGTH
        repair.directory_end = stated
        if data[stated : stated + 1] == bytes([FIELD_END]):
            return
        if data.count(FIELD_END, stated) == entries:
            repair.notes.append(tr("the directory is not closed"))
            return
    end = data.find(FIELD_END)
    if end < LEADER_LENGTH:
        raise Unreadable(
            tr("it has no directory") if ended else tr("the file ends in its directory")
        )
    repair.directory_end = end
    if not data[:5].isdigit() and (end - LEADER_LENGTH) % ENTRY_LENGTH:
        begin = begin_of_directory(data, end)
        if begin == end or begin < LEADER_LENGTH:
            raise Unreadable(tr("what stands before its first field is no leader and directory"))
        repair.begin = begin - LEADER_LENGTH


def _check_lengths(repair: _Repair, *, ended: bool) -> None:
    leader = repair.leader
    present = len(repair.data) - repair.begin + 1
    if not ended:
        if leader[:5] != b"%05d" % present or repair.data[-1] != FIELD_END:
            stated = leader[:5].decode("ascii")
            raise Unreadable(
                tr(
                    "the file ends in the middle of it: {present} of {stated} bytes",
                    present=present - 1,
                    stated=stated,
                )
            )
        repair.notes.append(tr("the record terminator at the end of the file is missing"))
    if present > LONGEST:
        repair.notes.append(
            tr(
                "{present} bytes: more than the {longest} a record can state",
                present=present,
                longest=LONGEST,
            )
        )
    else:
        repair.compare(tr("length"), leader[:5], present)
        repair.compare(tr("base address"), leader[12:17], repair.directory_end + 1 - repair.begin)


def _cut_fields(repair: _Repair) -> list[tuple[str, bytes]]:
    """Pair the tags of the directory with their bytes, terminators left out."""
    fields = cut_by_directory(repair.directory, repair.body)
    if fields is not None:
        return fields
    parts = repair.body.split(bytes([FIELD_END]))
    if not parts[-1].strip(b"\r\n \0"):
        parts.pop()
    entries = _entries(repair, len(parts))
    if not (entries and parts):
        raise Unreadable(tr("it has no fields"))
    if len(parts) == len(entries):
        repair.notes.append(tr("the directory is wrong; the fields were cut at their terminators"))
        return cut_by_terminators(entries, parts)
    fields = cut_where_right(entries, parts)
    if len(fields) * 2 < len(parts):
        raise Unreadable(
            tr(
                "its directory names {count} fields, {all} are there, and"
                " {right} of them where it says",
                count=len(entries),
                all=len(parts),
                right=len(fields),
            )
        )
    repair.notes.append(
        tr(
            "the directory is wrong; {count} of {all} fields are where it"
            " says, the others were left out",
            count=len(fields),
            all=len(parts),
        )
    )
    return fields


def _entries(repair: _Repair, wanted: int) -> list[Entry]:
    """The entries of a directory that is not right as it stands."""
    entries, spare, chained = read_entries(repair.directory)
    if len(repair.data) > LONGEST and not (chained and len(entries) == wanted):
        # Some programs write a length of more digits, which pushes all that follows back.
        for pushed in range(1, MOST_PUSHED + 1):
            others = read_entries(repair.directory[pushed:])
            if others.chained and len(others.entries) == wanted:
                return others.entries
    if spare:
        repair.notes.append(tr("bytes too many at the end of the directory: {spare}", spare=spare))
    return entries


def _decode_field(tag: str, raw: bytes, encoding: Encoding, notes: list[str]) -> Field:
    if tag < "010" and tag.isdigit():
        return Field(tag, data=encoding.decode(raw))
    head, *parts = raw.split(SUBFIELD)
    indicators = head.decode("latin-1")
    data = ""
    if len(indicators) != 2:
        notes.append(tr("field {tag} has {count} indicators", tag=tag, count=len(indicators)))
        data = "" if parts else encoding.decode(head)
        indicators = (indicators + "  ")[:2]
    subfields = []
    for part in parts:
        if part and part[0] > 0x7F:
            notes.append(tr("field {tag} has a subfield code that is no ASCII; left out", tag=tag))
        elif part:
            subfields.append((chr(part[0]), encoding.decode(part[1:])))
    return Field(tag, indicators, tuple(subfields), data)
