"""Frames of the 3M 210/810/850 pads, seen from the pad. (3M's protocol document of 2009.)

Start byte, two bytes of length (from the command through the BCC), command and parameters, BCC.
"""

PROBE = 0xD5
START = 0xD6
LARGEST = 1024
"""Bytes from the command through the BCC; a longer length is noise."""
SMALLEST = 3
BREAK_S = 0.1
"""A frame that stands still so long is given up. (Unverified: the document gives no time.)"""


def bcc(data: bytes) -> bytes:
    """Return the checksum: polynomial 1021, start FFFF, inverted, high byte first."""
    register = 0xFFFF
    for byte in data:
        register ^= byte << 8
        for _ in range(8):
            register = (register << 1) ^ 0x1021 if register & 0x8000 else register << 1
        register &= 0xFFFF
    return (register ^ 0xFFFF).to_bytes(2, "big")


def frame(start: int, content: bytes) -> bytes:
    """Return a frame around a command or a reply."""
    covered = (len(content) + 2).to_bytes(2, "big") + content
    return bytes([start]) + covered + bcc(covered)


class Receiver:
    """Find the frames in what the host sends."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._quiet_s = 0.0

    def receive(self, data: bytes) -> list[tuple[int, bytes]]:
        """Return start byte and content of each whole frame; wrong checksums are dropped."""
        self._quiet_s = 0.0
        self._buffer += data
        frames: list[tuple[int, bytes]] = []
        while self._align():
            size = int.from_bytes(self._buffer[1:3], "big")
            if len(self._buffer) < 3 + size:
                break
            start, covered = self._buffer[0], bytes(self._buffer[1 : 1 + size])
            good = bytes(self._buffer[1 + size : 3 + size]) == bcc(covered)
            del self._buffer[: 3 + size]
            if good:
                frames.append((start, covered[2:]))
        return frames

    def pass_time(self, seconds: float) -> None:
        """Count silence: enough of it ends the frame that was begun."""
        self._quiet_s += seconds
        if self._quiet_s > BREAK_S:
            self.clear()

    def clear(self) -> None:
        self._buffer.clear()

    def _align(self) -> bool:
        """Drop what can begin no frame; say whether start byte and length are there."""
        while self._buffer:
            size = int.from_bytes(self._buffer[1:3], "big")
            if self._buffer[0] in (PROBE, START):
                if len(self._buffer) < 3:
                    return False
                if SMALLEST <= size <= LARGEST:
                    return True
            del self._buffer[0]
        return False
