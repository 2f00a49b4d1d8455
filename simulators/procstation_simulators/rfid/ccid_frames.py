"""USB CCID messages on a byte line, as ACS frames them for its serial readers.

STX (02), ten bytes of header, the data, the exclusive or of header and data, ETX (03). A message of
the wrong form is not answered.
"""

from dataclasses import dataclass

STX, ETX = 0x02, 0x03

POWER_ON, SLOT_STATUS, APDU = 0x62, 0x65, 0x6F
"""bMessageType, from the host."""
DATA_BLOCK, STATUS_BLOCK = 0x80, 0x81
"""bMessageType, to the host."""

HEADER_SIZE = 10
AROUND = 3
"""STX, checksum and ETX."""
LARGEST_DATA = 300
BREAK_S = 0.05
"""A message that stands still so long is given up."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message from the host.

    Attributes:
        kind: bMessageType, e.g. 6F for an APDU.
        sequence: bSeq, which the answer repeats.
    """

    kind: int
    sequence: int
    data: bytes


def answer(kind: int, sequence: int, status: int, error: int, data: bytes = b"") -> bytes:
    """Return a message to the host: bStatus and bError as in USB CCID 1.1, 6.2.6."""
    header = bytes([kind]) + len(data).to_bytes(4, "little")
    body = header + bytes([0, sequence, status, error, 0]) + data
    return bytes([STX]) + body + bytes([_folded(body), ETX])


class Receiver:
    """Find the messages in what the host sends. Anything else makes it deaf until a silence."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._quiet_s = 0.0
        self._deaf = False

    def receive(self, data: bytes) -> list[Message]:
        self._quiet_s = 0.0
        self._buffer += data
        messages: list[Message] = []
        while not self._deaf and len(self._buffer) > HEADER_SIZE:
            length = int.from_bytes(self._buffer[2:6], "little")
            if self._buffer[0] != STX or length > LARGEST_DATA:
                self._deaf = True
                break
            size = HEADER_SIZE + length + AROUND
            if len(self._buffer) < size:
                break
            raw = bytes(self._buffer[:size])
            del self._buffer[:size]
            if raw[-1] == ETX and raw[-2] == _folded(raw[1:-2]):
                messages.append(Message(raw[1], raw[7], raw[1 + HEADER_SIZE : -2]))
        return messages

    def pass_time(self, seconds: float) -> None:
        """Count silence: enough of it ends the message that was begun."""
        self._quiet_s += seconds
        if self._quiet_s > BREAK_S:
            self.clear()

    def clear(self) -> None:
        self._buffer.clear()
        self._deaf = False


def _folded(data: bytes) -> int:
    value = 0
    for byte in data:
        value ^= byte
    return value
