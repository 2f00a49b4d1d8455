"""Taking ZPL II apart as it arrives: whole formats, and commands that act at once.

Commands that begin with `~` act when they arrive, in the middle of a format too. A line beginning
with `! U1 getvar` is a question of the SGD language.
"""

import re
from dataclasses import dataclass

MEMORY = 4_000_000
"""Bytes. A format that has not ended by then is thrown away: the printer's memory is full."""

_TOKEN = re.compile(
    rb"(?P<start>\^XA)|(?P<end>\^XZ)|~(?P<immediate>HQ[A-Z]{2}|(?!HQ)[A-Z]{2})"
    rb'|! U1 getvar "(?P<asked>[^"\r\n]*)"\r?\n'
)
_LONGEST_TOKEN = 256
_QUANTITY = re.compile(rb"\^PQ(\d+)")
_PRINTED = re.compile(rb"\^FS|\^XF")
_STORED = re.compile(rb"\^DF")


@dataclass(frozen=True, slots=True)
class Format:
    """One format, `^XA` to `^XZ`.

    Attributes:
        zpl: Its bytes, immediate commands taken out.
        copies: Labels it makes; 0 for one that only sets something up or is stored.
    """

    zpl: bytes
    copies: int


@dataclass(frozen=True, slots=True)
class Immediate:
    """A command that acts at once, without its tilde: `HS`, `HQES`."""

    name: str


@dataclass(frozen=True, slots=True)
class Question:
    """The name of an SGD variable that is asked for."""

    name: str


class ZplStream:
    """Turn bytes, in whatever pieces they arrive, into commands."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._searched = 0
        self._format: bytearray | None = None

    @property
    def in_format(self) -> bool:
        """A format was begun and has not ended."""
        return self._format is not None

    def receive(self, data: bytes) -> list[Format | Immediate | Question]:
        """Return what is complete now, in the order it arrived."""
        self._buffer += data
        found: list[Format | Immediate | Question] = []
        while token := _TOKEN.search(self._buffer, self._searched):
            command = self._command(bytes(self._buffer[: token.start()]), token)
            del self._buffer[: token.end()]
            self._searched = 0
            if command is not None:
                found.append(command)
        self._searched = max(0, len(self._buffer) - _LONGEST_TOKEN)
        if self._format is None:
            del self._buffer[: self._searched]
            self._searched = 0
        elif len(self._buffer) > MEMORY:
            self.clear()
        return found

    def clear(self) -> None:
        self._buffer.clear()
        self._searched = 0
        self._format = None

    def _command(
        self, before: bytes, token: re.Match[bytes]
    ) -> Format | Immediate | Question | None:
        if self._format is not None:
            self._format += before
        match token.lastgroup:
            case "start":
                self._format = bytearray(b"^XA")
            case "end" if self._format is not None:
                zpl = bytes(self._format) + b"^XZ"
                self._format = None
                return Format(zpl, _copies(zpl))
            case "immediate":
                return Immediate(token["immediate"].decode("ascii"))
            case "asked":
                return Question(token["asked"].decode("latin-1"))
            case _:
                pass
        return None


def _copies(zpl: bytes) -> int:
    if _STORED.search(zpl) or not _PRINTED.search(zpl):
        return 0
    quantity = _QUANTITY.search(zpl)
    return int(quantity.group(1)) if quantity else 1
