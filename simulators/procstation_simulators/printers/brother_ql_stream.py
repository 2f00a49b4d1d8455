"""Taking Brother's raster commands apart as they arrive.

Brother, Raster Command Reference: every command has a fixed length but for the raster line, which
gives its own.
"""

from dataclasses import dataclass

_LENGTHS = {
    b"\x1b@": 0,
    b"\x1bia": 1,
    b"\x1biS": 0,
    b"\x1biz": 10,
    b"\x1biM": 1,
    b"\x1biA": 1,
    b"\x1biK": 1,
    b"\x1bid": 2,
    b"M": 1,
    b"g": 2,
    b"Z": 0,
    b"\x0c": 0,
    b"\x1a": 0,
    b"\x00": 0,
}
"""Bytes behind each command; `g` has its data behind these."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command, e.g. `ESC i z`, and what followed it."""

    name: bytes
    data: bytes


class CommandStream:
    """Turn bytes, in whatever pieces they arrive, into commands. What is none is skipped."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def receive(self, data: bytes) -> list[Command]:
        self._buffer += data
        found: list[Command] = []
        at = 0
        while at < len(self._buffer):
            name = self._name(at)
            if name is None:
                break
            if not name:
                at += 1
                continue
            start = at + len(name)
            end = start + _LENGTHS[name]
            if name == b"g" and end <= len(self._buffer):
                end += self._buffer[end - 1]
            if end > len(self._buffer):
                break
            found.append(Command(name, bytes(self._buffer[start:end])))
            at = end
        del self._buffer[:at]
        return found

    def clear(self) -> None:
        self._buffer.clear()

    def _name(self, at: int) -> bytes | None:
        """Return the command that begins there, b"" when none does, None when more has to come."""
        for size in (1, 2, 3):
            name = bytes(self._buffer[at : at + size])
            if name in _LENGTHS:
                return name
            if len(name) < size:
                return None
            if not any(known.startswith(name) for known in _LENGTHS):
                return b""
        return b""


def unpacked(data: bytes, size: int) -> bytes:
    """Undo TIFF's PackBits, up to `size` bytes; what is missing is blank."""
    row = bytearray()
    at = 0
    while at < len(data) and len(row) < size:
        count = data[at]
        if count < 128:
            row += data[at + 1 : at + 2 + count]
            at += 2 + count
        else:
            row += data[at + 1 : at + 2] * (257 - count if count > 128 else 0)
            at += 2 if count > 128 else 1
    return bytes(row[:size]).ljust(size, b"\0")
