"""What every reader of ISO 15693 tags passes on from the tag: its error codes and lock bits."""

from procstation.devices import TagLost, TagRefused, mark, tr, tr_marked

UID_SIZE = 8

NXP, TEXAS_INSTRUMENTS = 0x04, 0x07
"""Makers' codes of ISO 7816-6, second byte of a UID; also ahead of the maker's own commands."""

ERRORS = {
    0x01: mark("it does not have that command"),
    0x02: mark("it did not understand the command"),
    0x03: mark("it does not have that option"),
    0x0F: mark("it gives no reason"),
    0x10: mark("it has no such block"),
    0x11: mark("that is locked already"),
    0x12: mark("the block is locked"),
    0x13: mark("the block was not programmed"),
    0x14: mark("the block was not locked"),
}
"""Error codes of ISO 15693-3; A0 to DF are the maker's own."""

NOT_SUPPORTED = 0x01
UNKNOWN_ERROR = 0x0F
NO_SUCH_BLOCK = 0x10


def locked(security: int) -> bool:
    """Tell from a block security byte whether the block can never be written again.

    Bit 0 is a lock by the user, bit 1 one by the factory.
    """
    return bool(security & 0x03)


def lost(uid: bytes, what: str) -> TagLost:
    """Say that a tag fell silent."""
    return TagLost(
        tr("Tag {uid} was lost while {what}: it did not answer.", uid=uid.hex().upper(), what=what),
        tr("Lay it flat on the pad again."),
    )


def refusal(uid: bytes, what: str, code: int) -> TagRefused:
    """Put a tag's error code into words."""
    reason = tr_marked(ERRORS.get(code, mark("a reason of its maker's own")))
    return TagRefused(
        tr(
            "Tag {uid} refused {what}: {reason} (ISO 15693 error {code:02X}).",
            uid=uid.hex().upper(),
            what=what,
            reason=reason,
            code=code,
        ),
        tr("Use another tag, or leave this one as it is."),
    )


def has_eas(uid: bytes) -> bool:
    """Tell whether the tag takes NXP's EAS commands: the maker stands in the UID's second byte."""
    return uid[1] == NXP


def no_eas(uid: bytes) -> TagRefused:
    """Say that a tag has no EAS bit."""
    return TagRefused(
        tr(
            "Tag {uid} has no EAS bit: its maker, {maker:02X}, is not NXP.",
            uid=uid.hex().upper(),
            maker=uid[1],
        ),
        tr("Secure it by its AFI, or use an NXP tag."),
    )


def check_uid(uid: bytes) -> None:
    """Raise ValueError unless it can address one tag."""
    if len(uid) != UID_SIZE:
        raise ValueError(f"A UID has {UID_SIZE} bytes, not {len(uid)}.")


def whole_blocks(data: bytes, block_size: int) -> int:
    """Return how many blocks the data fills; ValueError when the last one is not full."""
    if block_size < 1 or len(data) % block_size:
        raise ValueError(f"{len(data)} bytes are no whole blocks of {block_size}.")
    return len(data) // block_size
