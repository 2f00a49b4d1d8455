"""Cut a file of ISO 2709 records at the record terminators, and at nothing else.

The length a record states is not trusted: it is wrong in many files, and a reader that follows it
loses everything behind the first mistake.
"""

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

RECORD_END = b"\x1d"
CHUNK = 1 << 20
MAX_RECORD = 8 << 20
"""Bytes. ISO 2709 allows 99,999; longer ones are met, but beyond this it is no record."""

_BETWEEN = b"\r\n\t \0\x1a"
_BOM = b"\xef\xbb\xbf"


class Piece(NamedTuple):
    """What stands between two record terminators.

    Attributes:
        number: Of the record in its file, from 1.
        offset: Of the first byte of `data` in the file.
        data: Without what stood before the leader, and without the terminator.
        skipped: How many bytes stood before the leader.
        ended: Whether a terminator followed; without one the file was cut short.
        too_long: Whether it is longer than MAX_RECORD; `data` is then only its beginning.
    """

    number: int
    offset: int
    data: bytes
    skipped: int = 0
    ended: bool = True
    too_long: bool = False


def split_between(file: BinaryIO, begin: int, end: int) -> Iterator[Piece]:
    """Yield the pieces that begin in one stretch of a file, numbered from 1 in it.

    A piece begins where the file does or behind a record terminator, so stretches that lie end to
    end have every piece once.

    Args:
        begin, end: In bytes; what begins at `end` belongs to the next stretch.
    """
    start = begin
    if begin:
        start -= 1
        file.seek(start)
        while chunk := file.read(CHUNK):
            at = chunk.find(RECORD_END)
            if at >= 0:
                start += at + 1
                break
            start += len(chunk)
            if start >= end:
                return
        else:
            return
    file.seek(start)
    for piece in split(file, start):
        if piece.offset - piece.skipped >= end:
            return
        yield piece


def split(file: BinaryIO, start: int = 0) -> Iterator[Piece]:
    """Yield the pieces of a file in turn; holds one record and one chunk in memory.

    Pieces of nothing but line ends, blanks, NUL and SUB (what editors, tapes and CP/M leave between
    and behind records) are left out.

    Args:
        start: Where in the file it stands, in bytes.
    """
    number = 0
    begun = b""
    dropped = 0
    while chunk := file.read(CHUNK):
        first, *others = chunk.split(RECORD_END)
        for part in others:
            piece = _piece(number + 1, start, begun + first, dropped, ended=True)
            if piece is not None:
                number += 1
                yield piece
            start += len(begun) + dropped + len(first) + 1
            begun, dropped, first = b"", 0, part
        if len(begun) + len(first) > MAX_RECORD:
            # Its beginning is kept to report it by; the rest passes.
            dropped += len(first)
        else:
            begun += first
    piece = _piece(number + 1, start, begun, dropped, ended=False)
    if piece is not None:
        yield piece


def _piece(number: int, start: int, raw: bytes, dropped: int, *, ended: bool) -> Piece | None:
    data = raw.lstrip(_BETWEEN)
    if data.startswith(_BOM):
        data = data[len(_BOM) :].lstrip(_BETWEEN)
    if not data:
        return None
    skipped = len(raw) - len(data)
    return Piece(number, start + skipped, data, skipped, ended, dropped > 0)
