"""What replies of RL866 readers mean, as the public program Lainuri takes them apart."""

from dataclasses import dataclass

from procstation.devices import (
    Blocks,
    DeviceFault,
    TagLost,
    TagRefused,
    TagSystem,
    mark,
    tr,
    tr_marked,
)
from procstation_drivers.rfid import air_frames
from procstation_drivers.rfid.iso15693 import UID_SIZE, locked

DONE = 0x0000
WRONG_SEQUENCE = 0x0104
WRONG_HANDLE = 0x0415
NO_TAG = 0x0420

BEYOND = (0x041B, 0x041C, 0x0422)
"""Refusals that may mean that the tag does not have that many blocks."""

ERRORS = {
    0x0001: mark("an unknown error"),
    0x0002: mark("an argument is wrong"),
    0x0003: mark("it is not supported"),
    0x0004: mark("it took too long"),
    0x0103: mark("the reader does not know the command"),
    0x0104: mark("the sequence is broken"),
    0x0404: mark("several tags answered at once"),
    0x0405: mark("what the tag sent was disturbed"),
    0x0415: mark("the tag is not connected"),
    0x0417: mark("the reader's radio chip is dead"),
    0x0419: mark("several tags answered at once"),
    0x041B: mark("the block is locked or not there"),
    0x041C: mark("there is no such block"),
    0x041D: mark("the tag wants a password"),
    0x041E: mark("the tag wants a password"),
    0x0420: mark("no tag answered"),
    0x0422: mark("the tag refused"),
    0x0423: mark("what the tag sent was wrong"),
    0x0424: mark("another tag answered"),
}
"""The maker's list, as far as a station can meet it."""

_TAG_REFUSED = {0x041B, 0x041C, 0x041D, 0x041E, 0x0422}
_OF_THE_AIR = range(0x0400, 0x0500)
_OF_THE_READER = {0x0415, 0x0416, 0x0417, 0x0418}

MORE = 0x01
"""An inventory ended with its buffer full."""

HAS_ANTENNA, HAS_PROTOCOL, HAS_TYPE, HAS_SERIAL = 0x01, 0x02, 0x04, 0x08
KNOWN_PARTS = 0x0F


@dataclass(frozen=True, slots=True)
class Report:
    """A tag in an inventory.

    Attributes:
        protocol: 1 is ISO 15693.
        tag_type: The reader's number for the chip, which it wants back.
    """

    uid: bytes
    protocol: int
    tag_type: int


def trouble(status: int, what: str, uid: bytes | None = None) -> DeviceFault | TagLost | TagRefused:
    """Put a status that is not "done" into the error it is."""
    reason = tr(
        "{reason} (RL866 error {status:04X})",
        reason=tr_marked(ERRORS.get(status, mark("it does not say more"))),
        status=status,
    )
    if uid is not None and status in _TAG_REFUSED:
        return TagRefused(
            tr(
                "Tag {uid} refused {what}: {reason}.",
                uid=uid.hex().upper(),
                what=what,
                reason=reason,
            ),
            tr("Use another tag, or leave this one as it is."),
        )
    if uid is not None and status in _OF_THE_AIR and status not in _OF_THE_READER:
        return TagLost(
            tr(
                "Tag {uid} was lost while {what}: {reason}.",
                uid=uid.hex().upper(),
                what=what,
                reason=reason,
            ),
            tr("Lay it flat on the pad again."),
        )
    return DeviceFault(
        tr("The RL866 reader failed at {what}: {reason}.", what=what, reason=reason),
        tr("Try again; if it stays, switch the reader off and on."),
    )


def inventory(data: bytes) -> tuple[list[Report], int, bool]:
    """Take an inventory apart: stop byte, number of tags in all, number told here, reports.

    Returns:
        The reports, how many tags the reader has found, and whether it has more to tell.

    Raises:
        DeviceFault: It does not hold what it announces.
    """
    if len(data) < 4:
        raise _wrong_shape(tr("an inventory without a count"), data)
    rest, reports = iter(data[4:]), []
    try:
        for _ in range(data[3]):
            parts = next(rest)
            if parts & ~KNOWN_PARTS or not parts & HAS_SERIAL:
                raise _wrong_shape(tr("a report with parts {parts:02X}", parts=parts), data)
            if parts & HAS_ANTENNA:
                next(rest)
            protocol = next(rest) if parts & HAS_PROTOCOL else 0
            tag_type = next(rest) if parts & HAS_TYPE else 0
            # The UID, low byte first; one more byte is the DSFID.
            serial = bytes(next(rest) for _ in range(next(rest)))
            reports.append(Report(serial[:UID_SIZE][::-1], protocol, tag_type))
    except (StopIteration, RuntimeError) as error:
        raise _wrong_shape(
            tr("an inventory of {count} tags that ends early", count=data[3]), data
        ) from error
    if any(True for _ in rest):
        raise _wrong_shape(
            tr("an inventory of {count} tags with bytes left over", count=data[3]), data
        )
    return reports, int.from_bytes(data[1:3], "little"), bool(data[0] & MORE)


def access_result(data: bytes, code: int, what: str) -> tuple[int, bytes]:
    """Take the result of a memory access apart: length, code, success, data or error code.

    Returns:
        The error code, 0 for none, and the data.

    Raises:
        DeviceFault: It is that of another access, or too short.
    """
    if len(data) < 4 or int.from_bytes(data[1:3], "little") != code or data[0] != len(data) - 1:
        raise _wrong_shape(tr("{what} with the result of something else", what=what), data)
    if data[3] == 1:
        return DONE, data[4:]
    if len(data) < 6:
        raise _wrong_shape(tr("{what} with an error without a code", what=what), data)
    return int.from_bytes(data[4:6], "little"), b""


def blocks(data: bytes, first: int, asked: int) -> Blocks:
    """Take block count, and for each block its security byte and data apart.

    Raises:
        DeviceFault: It does not hold what it announces, or more blocks than were asked for.
    """
    count, rest = int.from_bytes(data[:2], "little"), data[2:]
    if len(data) < 2 or count > asked or (count and (not rest or len(rest) % count)):
        raise _wrong_shape(
            tr("{count} blocks where {asked} were asked for", count=count, asked=asked), data
        )
    if not count:
        return Blocks(first, 0, b"", ())
    width = len(rest) // count
    entries = [rest[at : at + width] for at in range(0, len(rest), width)]
    return Blocks(
        first,
        width - 1,
        b"".join(entry[1:] for entry in entries),
        tuple(locked(entry[0]) for entry in entries),
    )


def system_information(data: bytes) -> TagSystem:
    """Take system information apart: as on the air, without the response flags.

    Raises:
        DeviceFault: It is too short.
    """
    try:
        return air_frames.system_information(b"\0" + data)
    except air_frames.Malformed as error:
        raise _wrong_shape(str(error), data) from error


def _wrong_shape(what: str, data: bytes) -> DeviceFault:
    return DeviceFault(
        tr(
            "The RL866 reader answered {what}: {value}.",
            what=what,
            value=data[:32].hex(" ").upper(),
        ),
        tr("Try again; if it stays, the reader's firmware speaks another dialect."),
    )
