"""Taking the commands of a DYMO LabelWriter apart as they arrive: ESC, a letter, its parameters.

The letters mean other things on the 450 and on the 550, so each names its own lengths.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

ESC = 0x1B
LINE = 0x16
"""Begins a line of dots where the printer knows how long a line is."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command; a line of dots has no letter.

    Attributes:
        data: Its parameters, or the dots.
    """

    letter: str
    data: bytes


class CommandStream:
    """Turn bytes, in whatever pieces they arrive, into commands. What is none is skipped.

    Args:
        lengths: Bytes of parameters behind each letter.
        more: How many bytes follow a command's parameters, told from them.
        line_bytes: How long a line of dots is at the moment; 0 where lines are no commands.
    """

    def __init__(
        self,
        lengths: Mapping[str, int],
        more: Callable[[str, bytes], int] = lambda _letter, _data: 0,
        line_bytes: Callable[[], int] = lambda: 0,
    ) -> None:
        self._lengths = lengths
        self._more = more
        self._line_bytes = line_bytes
        self._buffer = bytearray()

    def receive(self, data: bytes, act: Callable[[Command], None]) -> None:
        """Do what is complete now. A command may change how the next is read, so each is done
        before it."""
        self._buffer += data
        at = 0
        while at < len(self._buffer):
            command, size = self._next(at)
            if size == 0:
                break
            at += size
            if command is not None:
                act(command)
        del self._buffer[:at]

    def clear(self) -> None:
        self._buffer.clear()

    def _next(self, at: int) -> tuple[Command | None, int]:
        """Return what begins there and its size: no command for noise, 0 when more has to come."""
        head = self._buffer[at]
        line_bytes = self._line_bytes()
        if head == LINE and line_bytes:
            return self._whole("", at + 1, line_bytes, 1)
        if head != ESC:
            return None, 1
        if at + 1 == len(self._buffer):
            return None, 0
        letter = chr(self._buffer[at + 1])
        if letter not in self._lengths:
            # ESC after ESC only resets; the second one may begin a command.
            return None, 1
        size = self._lengths[letter]
        parameters = bytes(self._buffer[at + 2 : at + 2 + size])
        if len(parameters) < size:
            return None, 0
        return self._whole(letter, at + 2, size + self._more(letter, parameters), 2)

    def _whole(self, letter: str, start: int, size: int, before: int) -> tuple[Command | None, int]:
        data = bytes(self._buffer[start : start + size])
        if len(data) < size:
            return None, 0
        return Command(letter, data), before + size
