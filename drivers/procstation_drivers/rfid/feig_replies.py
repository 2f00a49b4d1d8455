"""What FEIG replies mean: status bytes, and the data of ISO host commands (B0).

Facts after the CPR family's manual.
"""

from collections.abc import Sequence
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
from procstation_drivers.rfid.feig_frames import Frame
from procstation_drivers.rfid.iso15693 import (
    NO_SUCH_BLOCK,
    UID_SIZE,
    UNKNOWN_ERROR,
    locked,
    refusal,
)

DONE = 0x00
NO_TRANSPONDER = 0x01
WRITE_ERROR = 0x03
PARAMETER_RANGE = 0x11
UNKNOWN_COMMAND = 0x80
NOT_AVAILABLE = 0x82
MORE_DATA = 0x94
ISO_ERROR = 0x95

STATUS = {
    0x01: mark("no tag answered"),
    0x02: mark("what the tag sent was disturbed"),
    0x03: mark("the tag did not take what was written"),
    0x04: mark("there is no such address"),
    0x05: mark("the tag is of another type"),
    0x08: mark("the tag wants a password"),
    0x0B: mark("several tags answered at once"),
    0x0E: mark("a general error"),
    0x10: mark("the reader's EEPROM failed"),
    0x11: mark("a parameter is out of range"),
    0x13: mark("the reader wants a login"),
    0x14: mark("the reader refused the login"),
    0x15: mark("the tag is protected against reading"),
    0x16: mark("the tag is protected against writing"),
    0x17: mark("the reader's firmware is not activated"),
    0x80: mark("the reader does not know the command"),
    0x81: mark("the length of the command is wrong"),
    0x82: mark("the reader does not take that command in its mode"),
    0x83: mark("the exchange with the tags was disturbed"),
    0x84: mark("the radio field is disturbed"),
    0x85: mark("a tag gave a wrong EPC"),
    0x93: mark("there are more tags than the reader can hold"),
    0x96: mark("an ISO 14443 error"),
    0xF1: mark("a hardware warning"),
}

_TAG_LOST = {0x01, 0x02, 0x03, 0x0B, 0x83, 0x84}
_TAG_REFUSED = {0x05, 0x08, 0x15, 0x16}

ISO_15693 = 0x03
"""TR-TYPE of an ISO 15693 tag; its entry is type, DSFID and UID."""

ENTRY_SIZE = 2 + UID_SIZE


@dataclass(frozen=True, slots=True)
class Inventory:
    """One reply to an inventory.

    Attributes:
        uids: ISO 15693 tags, most significant byte first.
        foreign: Transponders of other types, which nothing here can use.
    """

    uids: tuple[bytes, ...]
    foreign: int


def trouble(
    frame: Frame, what: str, uid: bytes | None = None
) -> DeviceFault | TagLost | TagRefused:
    """Put a status that is not "done" into the error it is."""
    if frame.status == ISO_ERROR and uid is not None:
        return refusal(uid, what, frame.data[0] if frame.data else UNKNOWN_ERROR)
    reason = tr_marked(STATUS.get(frame.status, mark("it does not say more")))
    status = tr("{reason} (FEIG status {status:02X})", reason=reason, status=frame.status)
    if uid is not None and frame.status in _TAG_LOST:
        return TagLost(
            tr(
                "Tag {uid} was lost while {what}: {status}.",
                uid=uid.hex().upper(),
                what=what,
                status=status,
            ),
            tr("Lay it flat on the pad again."),
        )
    if uid is not None and frame.status in _TAG_REFUSED:
        return TagRefused(
            tr(
                "Tag {uid} refused {what}: {status}.",
                uid=uid.hex().upper(),
                what=what,
                status=status,
            ),
            tr("Use another tag, or leave this one as it is."),
        )
    return DeviceFault(
        tr("The FEIG reader failed at {what}: {status}.", what=what, status=status),
        _do_next(frame.status),
    )


def is_past_the_end(frame: Frame) -> bool:
    """Tell whether a refused read may have asked for blocks the tag does not have.

    Not all tags say "no such block": many give no reason, and a reader that knows the tag's size
    refuses the parameter itself.
    """
    if frame.status == ISO_ERROR:
        return frame.data[:1] in (bytes([NO_SUCH_BLOCK]), bytes([UNKNOWN_ERROR]))
    return frame.status == PARAMETER_RANGE


def inventory(data: bytes) -> Inventory:
    """Take the data of an inventory apart.

    Raises:
        DeviceFault: It does not hold what it announces, or a transponder of a type whose entry
            has an unknown length hides what follows.
    """
    if not data:
        raise _wrong_shape(tr("an inventory without a count"), data)
    left, rest, uids, foreign = data[0], data[1:], [], 0
    while left:
        if not rest:
            raise _wrong_shape(
                tr("an inventory of {count} tags that ends early", count=data[0]), data
            )
        # Entries of other types have other lengths. They can be passed over when all that follow
        # are of the usual one, or when none follows.
        size = len(rest) if left == 1 else ENTRY_SIZE
        if rest[0] == ISO_15693:
            size = ENTRY_SIZE
            if len(rest) < size:
                raise _wrong_shape(
                    tr("an inventory of {count} tags that ends early", count=data[0]), data
                )
            uids.append(rest[2:size])
        elif left == 1 or len(rest) == left * ENTRY_SIZE:
            foreign += 1
        else:
            raise DeviceFault(
                tr(
                    "The FEIG reader lists a transponder of type {rest:02X} among"
                    " the tags, and what follows it cannot be told apart.",
                    rest=rest[0],
                ),
                tr("Take that card off the pad, or set the reader to ISO 15693 tags only."),
            )
        left, rest = left - 1, rest[size:]
    if rest:
        raise _wrong_shape(
            tr(
                "an inventory of {count} tags with {size} bytes left over",
                count=data[0],
                size=len(rest),
            ),
            data,
        )
    return Inventory(tuple(uids), foreign)


def system_information(data: bytes) -> TagSystem:
    """Take DSFID, UID, AFI, memory size (2 bytes) and IC reference apart.

    Firmware differs in whether it gives the true block size and count or one less, as on the air.
    No tag has an odd number of either, so an odd one is one less.

    Raises:
        DeviceFault: It is too short.
    """
    if len(data) < 13:
        raise _wrong_shape(tr("system information of less than 13 bytes"), data)
    size, count = data[10] & 0x0F, data[11]
    return TagSystem(
        uid=data[1:9],
        dsfid=data[0],
        afi=data[9],
        block_count=_made_even(count) or None,
        block_size=_made_even(size) or None,
        ic_reference=data[12],
    )


def blocks(data: bytes, first: int, asked: int, reversed_blocks: bool) -> Blocks:
    """Take block count, block size, and for each block its security byte and data apart.

    Raises:
        DeviceFault: It does not hold what it announces, or more blocks than were asked for.
    """
    if len(data) < 2:
        raise _wrong_shape(tr("blocks without a count and a size"), data)
    count, size, rest = data[0], data[1], data[2:]
    if count > asked or len(rest) != count * (size + 1) or (count and not size):
        raise _wrong_shape(
            tr(
                "{count} blocks of {size} where {asked} were asked for",
                count=count,
                size=size,
                asked=asked,
            ),
            data,
        )
    entries = [rest[at : at + size + 1] for at in range(0, len(rest), size + 1)]
    return Blocks(
        first,
        size,
        in_tag_order([entry[1:] for entry in entries], reversed_blocks),
        tuple(locked(entry[0]) for entry in entries),
    )


def in_tag_order(parts: Sequence[bytes], reversed_blocks: bool) -> bytes:
    """Join blocks, each turned round when the reader hands it over high byte first."""
    return b"".join(part[::-1] if reversed_blocks else part for part in parts)


def _made_even(number: int) -> int:
    return number + (number & 1)


def _wrong_shape(what: str, data: bytes) -> DeviceFault:
    return DeviceFault(
        tr(
            "The FEIG reader answered {what}: {value}.", what=what, value=data[:32].hex(" ").upper()
        ),
        tr("Try again; if it stays, the reader's firmware speaks another dialect."),
    )


def _do_next(status: int) -> str:
    match status:
        case 0x13 | 0x14:
            return tr("Take the reader's password off with the maker's tool.")
        case 0x02 | 0x0B | 0x83 | 0x84:
            return tr("Move the tags apart, and the pad away from metal and other readers.")
        case 0x93:
            return tr("Take some tags off the pad.")
        case 0x10 | 0xF1:
            return tr("Switch the reader off and on; if it stays, have it repaired.")
        case _:
            return tr("Try again; if it stays, check the reader's configuration.")
