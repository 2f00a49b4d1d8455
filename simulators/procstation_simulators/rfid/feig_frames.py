"""Frames of FEIG readers, seen from the reader: commands come in, replies go out.

Standard frames begin with their length, advanced frames with 02 and a length of two bytes. Lengths
count the whole frame; the CRC covers all before it. (FEIG CPR manual.)
"""

from dataclasses import dataclass

BROADCAST = 0xFF
ADVANCED = 0x02
LARGEST_STANDARD = 255
RECEIVE_BUFFER = 512
"""Bytes. A longer frame is refused like any other wrong length."""
TRANSMIT_BUFFER = 1024
BREAK_S = 0.012
"""More than that between two bytes, and the frame is broken."""

_SHORTEST = {False: 5, True: 7}
"""The shortest command: a frame without data, standard and advanced."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command with a good checksum.

    Attributes:
        data: What follows the command byte.
        advanced: It came in an advanced frame, and so must the reply.
    """

    address: int
    code: int
    data: bytes
    advanced: bool


def crc(data: bytes) -> bytes:
    """Return the checksum: polynomial 8408 reflected, start FFFF, low byte first."""
    register = 0xFFFF
    for byte in data:
        register ^= byte
        for _ in range(8):
            register = (register >> 1) ^ 0x8408 if register & 1 else register >> 1
    return register.to_bytes(2, "little")


def reply_frame(address: int, code: int, status: int, data: bytes, advanced: bool) -> bytes:
    """Return a reply; one too long for a standard frame goes into an advanced one."""
    body = bytes([address, code, status]) + data
    size = 1 + len(body) + 2
    if advanced or size > LARGEST_STANDARD:
        frame = bytes([ADVANCED]) + (size + 2).to_bytes(2, "big") + body
    else:
        frame = bytes([size]) + body
    return frame + crc(frame)


class Receiver:
    """Find the commands in what the host sends. A wrong length makes it deaf until a silence."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._quiet_s = 0.0
        self._deaf = False

    def receive(self, data: bytes) -> list[Command]:
        """Return the commands that are complete now; those with a wrong checksum are dropped."""
        self._quiet_s = 0.0
        self._buffer += data
        commands: list[Command] = []
        while not self._deaf and (size := self._frame_size()):
            frame = bytes(self._buffer[:size])
            del self._buffer[:size]
            if crc(frame[:-2]) == frame[-2:]:
                commands.append(_command(frame))
        if self._deaf:
            self._buffer.clear()
        return commands

    def pass_time(self, seconds: float) -> None:
        """Count silence: enough of it ends the frame that was begun."""
        self._quiet_s += seconds
        if self._quiet_s > BREAK_S:
            self.clear()

    def clear(self) -> None:
        self._buffer.clear()
        self._deaf = False

    def _frame_size(self) -> int:
        """Return the size of the frame at the front, 0 while it is not complete."""
        if not self._buffer:
            return 0
        advanced = self._buffer[0] == ADVANCED
        if advanced and len(self._buffer) < 3:
            return 0
        size = int.from_bytes(self._buffer[1:3], "big") if advanced else self._buffer[0]
        if not _SHORTEST[advanced] <= size <= RECEIVE_BUFFER:
            self._deaf = True
            return 0
        return size if len(self._buffer) >= size else 0


def _command(frame: bytes) -> Command:
    advanced = frame[0] == ADVANCED
    address, code, *data = frame[3 if advanced else 1 : -2]
    return Command(address, code, bytes(data), advanced)
