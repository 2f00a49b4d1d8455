"""What replies of 3M pads mean: error bytes and the data of each command.

Facts after 3M's protocol specification 1.0.0 and public programs for these pads; where sources
differ, each form is taken.
"""

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
from procstation_drivers.rfid.iso15693 import UID_SIZE, locked, refusal
from procstation_drivers.rfid.m3_frames import Frame
from procstation_drivers.rfid.reading import PastTheEnd

DONE = 0x00
UNKNOWN_COMMAND = 0x02
NO_TRANSPONDER = 0x06
UNKNOWN_ERROR = 0x0F
NO_SUCH_MEMORY = 0x11
NOT_SUPPORTED = 0x30

BLOCK_SIZE = 4
"""Bytes. These pads move no others."""

ERRORS = {
    0x02: mark("the pad does not know the command"),
    0x06: mark("no tag answered"),
    0x0F: mark("an unknown error"),
    0x11: mark("the tag does not have that memory"),
    0x12: mark("the block is locked"),
    0x15: mark("a block could not be read"),
    0x16: mark("a block could not be written, the field was too weak"),
    0x30: mark("the tag does not support it"),
    0x31: mark("the tag does not have that option"),
    0x32: mark("a parameter is wrong"),
    0xFD: mark("the command was cancelled"),
    0xFE: mark("the pad is out of memory"),
}

_TAG_LOST = {0x06, 0x15, 0x16}
_TAG_REFUSED = {0x0F, 0x11, 0x12, 0x30, 0x31}
_ISO_ERRORS = {0x21: 0x01, 0x22: 0x02, 0x23: 0x03}

WITH_ADDRESS, WITH_DSFID, WITH_PROTOCOL = 0x01, 0x02, 0x40
"""Options of an inventory, echoed in its reply."""

HAS_DSFID, HAS_AFI, HAS_MEMORY, HAS_IC = 0x01, 0x02, 0x04, 0x08
EVERYTHING = HAS_DSFID | HAS_AFI | HAS_MEMORY | HAS_IC
"""What is asked for in tag information, and what its reply holds."""

_WIDTHS = {HAS_DSFID: 1, HAS_AFI: 1, HAS_MEMORY: 2, HAS_IC: 1}


def trouble(error: int, what: str, uid: bytes | None = None) -> DeviceFault | TagLost | TagRefused:
    """Put an error byte that is not "done" into the error it is."""
    if uid is not None and error in _ISO_ERRORS:
        return refusal(uid, what, _ISO_ERRORS[error])
    reason = tr(
        "{reason} (3M error {error:02X})",
        reason=tr_marked(ERRORS.get(error, mark("it does not say more"))),
        error=error,
    )
    if uid is not None and error in _TAG_LOST:
        return TagLost(
            tr(
                "Tag {uid} was lost while {what}: {reason}.",
                uid=uid.hex().upper(),
                what=what,
                reason=reason,
            ),
            tr("Lay it flat on the pad again."),
        )
    if uid is not None and error in _TAG_REFUSED:
        return TagRefused(
            tr(
                "Tag {uid} refused {what}: {reason}.",
                uid=uid.hex().upper(),
                what=what,
                reason=reason,
            ),
            tr("Use another tag, or leave this one as it is."),
        )
    return DeviceFault(
        tr("The 3M pad failed at {what}: {reason}.", what=what, reason=reason),
        tr("Try again; if it stays, switch the pad off and on."),
    )


def belongs_to(frame: Frame, uid: bytes) -> bool:
    """Tell whether a reply may be about that tag: some errors, and only they, name none."""
    return len(frame.data) < UID_SIZE or frame.data.startswith(uid)


def inventory(frame: Frame) -> tuple[bytes, ...]:
    """Return the UIDs of an inventory, each once, sorted.

    A tag that missed its "be quiet" is listed twice.

    Raises:
        DeviceFault: The reply does not hold what it announces.
    """
    if len(frame.data) < 3:
        raise _wrong_shape(tr("an inventory without a count"), frame.data)
    options, count, entries = frame.data[1], frame.data[2], frame.data[3:]
    before = 1 if options & WITH_DSFID else 0
    size = before + UID_SIZE + (1 if options & WITH_PROTOCOL else 0)
    if not options & WITH_ADDRESS or len(entries) != count * size:
        raise _wrong_shape(
            tr("an inventory of {count} tags in {size} bytes", count=count, size=len(entries)),
            frame.data,
        )
    starts = range(before, len(entries), size)
    return tuple(sorted({entries[at : at + UID_SIZE] for at in starts}))


def blocks(frame: Frame, uid: bytes, first: int, asked: int) -> Blocks:
    """Take a reply to "read blocks" apart, old style or new.

    Old: count, then number, lock byte and data of each block. New: first, count, then lock byte
    and data of each.

    Raises:
        PastTheEnd: A block says that the tag does not have it.
        TagLost, TagRefused: A block says why it could not be read.
        DeviceFault: The reply does not hold what it announces, or other blocks.
    """
    rest = frame.data[UID_SIZE:]
    entries = _old_style(rest, first)
    if entries is None:
        entries = _new_style(rest, first)
    if entries is None or len(entries) > asked:
        raise _wrong_shape(
            tr("no {asked} blocks from {first}", asked=asked, first=first), frame.data
        )
    for entry in entries:
        # Up to 3 the byte holds lock bits; above, it is the error of that block.
        if entry[0] > 3:
            if entry[0] in (NO_SUCH_MEMORY, UNKNOWN_ERROR):
                raise PastTheEnd
            raise trouble(entry[0], tr("reading blocks from {first}", first=first), uid)
    return Blocks(
        first,
        BLOCK_SIZE,
        b"".join(entry[1:] for entry in entries),
        tuple(locked(entry[0]) for entry in entries),
    )


def value(frame: Frame) -> int:
    """Return the byte that follows the UID: AFI or DSFID.

    Raises:
        DeviceFault: There is none.
    """
    if len(frame.data) <= UID_SIZE:
        raise _wrong_shape(tr("no value"), frame.data)
    return frame.data[UID_SIZE]


def tag_information(frame: Frame, uid: bytes) -> TagSystem:
    """Take a reply to "tag information" apart.

    It holds a byte that says which parts follow: DSFID, AFI, memory (block size and block count,
    each less one, in an order sources do not agree on), IC reference in one byte or two. Where
    that byte is missing, all parts are there.

    Raises:
        DeviceFault: It holds something else.
    """
    rest = frame.data.removeprefix(uid)
    if rest and _fits(rest[0], rest[1:]):
        parts, rest = rest[0], rest[1:]
    elif _fits(EVERYTHING, rest):
        parts = EVERYTHING
    else:
        raise _wrong_shape(tr("tag information in no known form"), frame.data)
    values = iter(rest)
    dsfid = next(values) if parts & HAS_DSFID else None
    afi = next(values) if parts & HAS_AFI else None
    size, count = (
        _size_and_count(next(values), next(values)) if parts & HAS_MEMORY else (None, None)
    )
    ic_reference = int.from_bytes(values, "big") if parts & HAS_IC else None
    return TagSystem(uid, dsfid, afi, count, size, ic_reference)


def _fits(parts: int, rest: bytes) -> bool:
    if parts & ~EVERYTHING:
        return False
    length = sum(width for flag, width in _WIDTHS.items() if parts & flag)
    return len(rest) == length or (bool(parts & HAS_IC) and len(rest) == length + 1)


def _size_and_count(one: int, other: int) -> tuple[int, int]:
    # No chip has fewer blocks than a block has bytes, so the lesser number is the size.
    return min(one, other) + 1, max(one, other) + 1


def _old_style(rest: bytes, first: int) -> list[bytes] | None:
    width = 2 + BLOCK_SIZE
    if not rest or len(rest) != 1 + rest[0] * width:
        return None
    entries = [rest[at : at + width] for at in range(1, len(rest), width)]
    numbers = [entry[0] for entry in entries]
    if numbers != list(range(first, first + len(entries))):
        return None
    return [entry[1:] for entry in entries]


def _new_style(rest: bytes, first: int) -> list[bytes] | None:
    width = 1 + BLOCK_SIZE
    if len(rest) < 2 or rest[0] != first or len(rest) != 2 + rest[1] * width:
        return None
    return [rest[at : at + width] for at in range(2, len(rest), width)]


def _wrong_shape(what: str, data: bytes) -> DeviceFault:
    return DeviceFault(
        tr("The 3M pad answered {what}: {value}.", what=what, value=data[:32].hex(" ").upper()),
        tr("Try again; if it stays, the pad's firmware speaks another dialect."),
    )
