"""Taking ESC/POS apart as it arrives: commands that wait their turn, and questions that do not.

A question, `DLE EOT n`, is seen wherever its three bytes stand, in a picture too, as real printers
see it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_QUESTION = re.compile(rb"\x10\x04([\x01-\x04])")


@dataclass(frozen=True, slots=True)
class Question:
    """`DLE EOT n`."""

    what: int


@dataclass(frozen=True, slots=True)
class Raster:
    """`GS v 0`: rows of dots, 1 black."""

    row_bytes: int
    rows: bytes


@dataclass(frozen=True, slots=True)
class Feed:
    """`ESC d` or line feed."""

    lines: int


@dataclass(frozen=True, slots=True)
class Cut:
    """`GS V`."""


@dataclass(frozen=True, slots=True)
class Id:
    """`GS ( H`, function 48."""

    signs: bytes


@dataclass(frozen=True, slots=True)
class Change:
    """`GS a`: tell changes unasked, or no longer."""

    on: bool


@dataclass(frozen=True, slots=True)
class Reset:
    """`ESC @`."""


Command = Raster | Feed | Cut | Id | Change | Reset


class EscposStream:
    """Turn bytes, in whatever pieces they arrive, into commands."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._last = b""

    def receive(self, data: bytes) -> list[Command | Question]:
        """Return what is complete now; questions first, since they are answered at once."""
        seen = self._last + data
        questions = list(_QUESTION.finditer(seen))
        behind = questions[-1].end() if questions else 0
        self._last = seen[max(behind, len(seen) - 2) :]
        self._buffer += data
        return [*(Question(one[1][0]) for one in questions), *self._commands()]

    def _commands(self) -> Iterator[Command]:
        while self._buffer:
            size, command = self._first(bytes(self._buffer))
            if size == 0:
                return
            del self._buffer[:size]
            if command is not None:
                yield command

    @staticmethod
    def _first(data: bytes) -> tuple[int, Command | None]:
        """Return how long the first command is, 0 while it is not whole, and what it is.

        Text is no matter of this printer: its bytes are passed over.
        """
        for head, take in _COMMANDS:
            if data.startswith(head):
                return take(data)
            if head.startswith(data):
                return 0, None
        return (1, Feed(1)) if data[0] == 0x0A else (1, None)


def _raster(data: bytes) -> tuple[int, Command | None]:
    if len(data) < 8:
        return 0, None
    row_bytes, rows = int.from_bytes(data[4:6], "little"), int.from_bytes(data[6:8], "little")
    size = 8 + row_bytes * rows
    return (size, Raster(row_bytes, data[8:size])) if len(data) >= size else (0, None)


def _cut(data: bytes) -> tuple[int, Command | None]:
    # Modes 0, 1, 48 and 49 stand alone; 65 and 66 are followed by how far to feed.
    size = 3 if len(data) > 2 and data[2] < 65 else 4
    return (size, Cut()) if len(data) >= size else (0, None)


def _id(data: bytes) -> tuple[int, Command | None]:
    if len(data) < 5:
        return 0, None
    size = 5 + int.from_bytes(data[3:5], "little")
    return (size, Id(data[7:size])) if len(data) >= size else (0, None)


def _feed(data: bytes) -> tuple[int, Command | None]:
    return (3, Feed(data[2])) if len(data) >= 3 else (0, None)


def _change(data: bytes) -> tuple[int, Command | None]:
    return (3, Change(data[2] != 0)) if len(data) >= 3 else (0, None)


def _question(data: bytes) -> tuple[int, Command | None]:
    return (3, None) if len(data) >= 3 else (0, None)


def _reset(_: bytes) -> tuple[int, Command | None]:
    return 2, Reset()


_COMMANDS = (
    (b"\x1dv0", _raster),
    (b"\x1dV", _cut),
    (b"\x1d(H", _id),
    (b"\x1da", _change),
    (b"\x1bd", _feed),
    (b"\x1b@", _reset),
    (b"\x10\x04", _question),
)
