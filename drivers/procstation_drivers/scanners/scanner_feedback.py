"""What scanners want to be told after a code, so that the person hears what the station thinks.

The scanner's own beep says only "decoded". Each entry is from the maker's manual; none is sent
unless the setting names it, since another maker's scanner may take it for something else.
"""

import re
from dataclasses import dataclass
from re import Pattern
from typing import Literal

Maker = Literal["none", "honeywell", "datalogic", "opticon", "zebra-ssi-beep"]

_SSI_REPLY = re.compile(rb"\x04\xd0\x00[\x00\x01]..|\x05\xd1\x00[\x00\x01]...", re.DOTALL)
"""Simple Serial Interface: ACK (D0) or NAK (D1) from the decoder, two bytes of checksum last."""


@dataclass(frozen=True, slots=True)
class FeedbackCommands:
    """Attributes:
    accepted, rejected: What to send; b"" when nothing.
    answers: What comes back, which must not be taken for the start of the next code.
    """

    accepted: bytes = b""
    rejected: bytes = b""
    answers: Pattern[bytes] | None = None


FEEDBACK: dict[Maker, FeedbackCommands] = {
    "none": FeedbackCommands(),
    # With "Host ACK" on; the comma ends each command (Xenon/Granit user's guide).
    "honeywell": FeedbackCommands(b"\x1b7,", b"\x1b8,"),
    # PowerScan: a run of sequences is ended by CR.
    "datalogic": FeedbackCommands(b"\x1b[3q\r", b"\x1b[4q\r"),
    "opticon": FeedbackCommands(b"\x1bB\r", b"\x1bE\r"),
    # Beep codes 00 (one short high) and 14 hex (fast warble).
    "zebra-ssi-beep": FeedbackCommands(
        bytes.fromhex("05 E6 04 00 00 FF 11"), bytes.fromhex("05 E6 04 00 14 FE FD"), _SSI_REPLY
    ),
}
