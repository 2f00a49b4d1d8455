"""Frames of RL866 readers, seen from the reader.

FA, the length of all that follows it, the reader's number, a control byte, information, CRC.
"""

from dataclasses import dataclass

START = 0xFA
SHORTEST = 5
"""What the length of a frame without information is."""
BREAK_S = 0.05
"""A frame that stands still so long is given up. (Unverified.)"""


@dataclass(frozen=True, slots=True)
class Block:
    """A frame from the host with a good checksum."""

    reader: int
    control: int
    information: bytes


def crc(data: bytes) -> bytes:
    """Return the checksum: polynomial 8408 reflected, start FFFF, low byte first."""
    register = 0xFFFF
    for byte in data:
        register ^= byte
        for _ in range(8):
            register = (register >> 1) ^ 0x8408 if register & 1 else register >> 1
    return register.to_bytes(2, "little")


def frame(reader: int, control: int, information: bytes = b"") -> bytes:
    """Return a frame to the host."""
    covered = bytes([SHORTEST + len(information), reader, control]) + information
    return bytes([START]) + covered + crc(covered)


class Receiver:
    """Find the frames in what the host sends. Anything else makes it deaf until a silence."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._quiet_s = 0.0
        self._deaf = False

    def receive(self, data: bytes) -> list[Block]:
        """Return the frames that are complete now; those with a wrong checksum are dropped."""
        self._quiet_s = 0.0
        self._buffer += data
        blocks: list[Block] = []
        while not self._deaf and len(self._buffer) >= 2:
            length = self._buffer[1]
            if self._buffer[0] != START or length < SHORTEST:
                self._deaf = True
                break
            if len(self._buffer) < 1 + length:
                break
            covered, check = self._buffer[1 : length - 1], self._buffer[length - 1 : length + 1]
            if crc(bytes(covered)) == check:
                blocks.append(Block(covered[1], covered[2], bytes(covered[3:])))
            del self._buffer[: 1 + length]
        return blocks

    def pass_time(self, seconds: float) -> None:
        """Count silence: enough of it ends the frame that was begun."""
        self._quiet_s += seconds
        if self._quiet_s > BREAK_S:
            self.clear()

    def clear(self) -> None:
        self._buffer.clear()
        self._deaf = False
