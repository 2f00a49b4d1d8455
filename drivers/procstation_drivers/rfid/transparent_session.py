"""The transparent session of PC/SC readers: frames passed through to the air as they are.

After PC/SC part 3, supplement 2 (pseudo-APDU FF C2), and recorded transcripts of the ACS ACR1552U.
"""

from collections.abc import Iterator

from procstation.devices import DeviceFault, tr
from procstation_drivers.rfid.apdu_lines import ApduLine, NoCard

MANAGE, EXCHANGE, SWITCH_PROTOCOL = 0x00, 0x01, 0x02
"""P2 of the pseudo-APDU."""

START, END, FIELD_OFF, FIELD_ON = b"\x81\0", b"\x82\0", b"\x83\0", b"\x84\0"
"""Data objects that manage a session."""

ISO_15693_PART_3 = bytes.fromhex("8F02 0203")
TIMER = b"\x5f\x46\x04"
"""Microseconds to wait for the answer, four bytes, low byte first."""
TO_TAG = b"\x95"

ERROR_STATUS, RECEPTION, FROM_TAG = 0xC0, 0x96, 0x97
"""Data objects of an answer."""

DONE = b"\x90\x00"
NOTHING_HEARD = b"\x64\x01"
EXECUTION_FAILED = 0x64
"""First byte of the error status when the air is to blame, and not the session."""


class Disturbed(Exception):
    """Something was heard, but no whole answer: two tags at once, or noise."""


class TransparentSession:
    """Frames to the air and back; the session is opened when it is needed."""

    def __init__(self, line: ApduLine) -> None:
        self._line = line
        self._open = False

    def begin(self) -> bool:
        """Open the session and set the reader to ISO 15693; False when it cannot do that.

        Raises:
            NoCard, DeviceLost, DeviceFault: As `ApduLine.transmit`.
        """
        if not self._open and self._agrees(MANAGE, START):
            self._open = self._agrees(SWITCH_PROTOCOL, ISO_15693_PART_3)
            if not self._open:
                self._agrees(MANAGE, END)
        return self._open

    def reset_field(self) -> None:
        """Switch the field off and on again: every tag is as new.

        Raises:
            NoCard, DeviceLost, DeviceFault: As `ApduLine.transmit`.
        """
        self._require()
        for wanted in (FIELD_OFF, FIELD_ON):
            if not self._agrees(MANAGE, wanted):
                raise self._trouble(tr("switching its field"), b"")

    def exchange(self, frame: bytes, wait_s: float | None = None) -> bytes | None:
        """Send a frame and return the tag's answer; None for silence.

        Args:
            frame: Without CRC.
            wait_s: How long to wait for the answer to a command that changes a tag, which is sent
                once. None for one that changes nothing: it may be sent again, and the reader's own
                time limit is enough.

        Raises:
            Disturbed: What was heard is no answer.
            NoCard, DeviceLost, DeviceFault: As `ApduLine.transmit`.
        """
        self._require()
        timer = b"" if wait_s is None else TIMER + round(wait_s * 1e6).to_bytes(4, "little")
        data = timer + TO_TAG + bytes([len(frame)]) + frame
        objects = self._send(EXCHANGE, data, repeatable=wait_s is None)
        status = objects.get(ERROR_STATUS, b"")[1:]
        if status == NOTHING_HEARD:
            return None
        if any(objects.get(RECEPTION, b"")) or status[:1] == bytes([EXECUTION_FAILED]):
            raise Disturbed
        if status != DONE:
            raise self._trouble(tr("passing a frame through"), status)
        return objects.get(FROM_TAG)

    def close(self) -> None:
        """End the session, so that other programs find the reader as it was.

        Raises:
            NoCard, DeviceLost, DeviceFault: As `ApduLine.transmit`.
        """
        if self._open:
            self._open = False
            self._agrees(MANAGE, END)

    def _require(self) -> None:
        if not self.begin():
            raise self._trouble(tr("opening a transparent session"), b"")

    def _agrees(self, what: int, data: bytes) -> bool:
        objects = self._send(what, data)
        return objects.get(ERROR_STATUS, b"")[1:] == DONE

    def _send(self, what: int, data: bytes, repeatable: bool = True) -> dict[int, bytes]:
        # The final Le is missing in no recorded command but the switch of the protocol.
        end = b"" if what == SWITCH_PROTOCOL else b"\0"
        apdu = bytes([0xFF, 0xC2, 0x00, what, len(data)]) + data + end
        try:
            answer = self._line.transmit(apdu, repeatable)
        except NoCard:
            self._open = False
            raise
        if answer[-2:] != DONE:
            return {}
        return dict(_objects(answer[:-2]))

    def _trouble(self, what: str, status: bytes) -> DeviceFault:
        self._open = False
        said = tr("status {status}", status=status.hex().upper()) if status else tr("no status")
        return DeviceFault(
            tr("{name} failed at {what}: {said}.", name=self._line.name, what=what, said=said),
            tr("Try again; if it stays, plug the reader out and in."),
        )


def _objects(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Take BER-TLV data objects apart; what is cut off at the end is left out."""
    rest = memoryview(data)
    while len(rest) >= 2:
        tag, size, start = rest[0], rest[1], 2
        if size == 0x81 and len(rest) > 2:
            size, start = rest[2], 3
        if start + size > len(rest):
            return
        yield tag, bytes(rest[start : start + size])
        rest = rest[start + size :]
