"""Requests and responses of ISO 15693-3 as they go through the air, without their CRC.

For readers that pass frames through and add and check the CRC themselves. UIDs travel low byte
first; everywhere else here they are 8 bytes, most significant first.
"""

from dataclasses import dataclass

from procstation.devices import Blocks, TagSystem, tr
from procstation_drivers.rfid.iso15693 import NXP, UID_SIZE, locked

HIGH_RATE = 0x02
INVENTORY_FLAG = 0x04
ONE_SLOT = 0x20
ADDRESSED = 0x20
OPTION = 0x40

INVENTORY = 0x01
STAY_QUIET = 0x02
READ_BLOCK = 0x20
WRITE_BLOCK = 0x21
READ_BLOCKS = 0x23
WRITE_AFI = 0x27
SYSTEM_INFORMATION = 0x2B
SET_EAS, CLEAR_EAS, EAS_ALARM = 0xA2, 0xA3, 0xA5
"""NXP's own; the alarm is answered only by a tag whose EAS bit is set."""

ERROR = 0x01
"""Bit of the response flags: an error code follows."""

HAS_DSFID, HAS_AFI, HAS_MEMORY, HAS_IC = 0x01, 0x02, 0x04, 0x08
"""What a response to "system information" announces, in the order in which it follows."""

INVENTORY_SIZE = 2 + UID_SIZE
"""Flags, DSFID and UID."""


class Malformed(Exception):
    """A response does not hold what its command is answered with."""


@dataclass(frozen=True, slots=True)
class Mask:
    """The end of a UID: only tags whose UID ends so answer an inventory.

    Attributes:
        value: Its lowest bits.
        bits: How many of them count.
    """

    value: int = 0
    bits: int = 0

    def halves(self) -> tuple["Mask", "Mask"]:
        """Return the two masks that are one bit longer."""
        return (
            Mask(self.value, self.bits + 1),
            Mask(self.value | 1 << self.bits, self.bits + 1),
        )


def inventory(mask: Mask) -> bytes:
    """Return the request for an inventory of one slot, any AFI."""
    flags = HIGH_RATE | INVENTORY_FLAG | ONE_SLOT
    return bytes([flags, INVENTORY, mask.bits]) + mask.value.to_bytes(
        (mask.bits + 7) // 8, "little"
    )


def request(command: int, uid: bytes, data: bytes = b"", option: bool = False) -> bytes:
    """Return a request to one tag."""
    flags = HIGH_RATE | ADDRESSED | (OPTION if option else 0)
    maker = bytes([NXP]) if command >= 0xA0 else b""
    return bytes([flags, command]) + maker + uid[::-1] + data


def error_of(response: bytes) -> int | None:
    """Return the tag's error code, None when it did what it was asked for.

    Raises:
        Malformed: The response is empty or an error without a code.
    """
    if not response:
        raise Malformed(tr("an empty response"))
    if not response[0] & ERROR:
        return None
    if len(response) < 2:
        raise Malformed(tr("an error without a code"))
    return response[1]


def uid_of(response: bytes) -> bytes:
    """Return the UID in the response to an inventory.

    Raises:
        Malformed: It holds none.
    """
    if len(response) != INVENTORY_SIZE or response[0] or response[-1] != 0xE0:
        raise Malformed(tr("an inventory without a UID"))
    return response[2:][::-1]


def blocks(response: bytes, first: int, size: int) -> Blocks:
    """Take the response to a read with block security apart.

    Args:
        size: Bytes in a block of this tag.

    Raises:
        Malformed: It does not hold whole blocks of that size.
    """
    rest = response[1:]
    if not rest or len(rest) % (1 + size):
        raise Malformed(
            tr("{count} bytes that are no blocks of {size}", count=len(rest), size=size)
        )
    entries = [rest[at : at + 1 + size] for at in range(0, len(rest), 1 + size)]
    return Blocks(
        first,
        size,
        b"".join(entry[1:] for entry in entries),
        tuple(locked(entry[0]) for entry in entries),
    )


def system_information(response: bytes) -> TagSystem:
    """Take the response to "system information" apart.

    Raises:
        Malformed: It is shorter than what it announces.
    """
    if len(response) < 2 + UID_SIZE:
        raise Malformed(tr("system information without a UID"))
    parts, rest = response[1], iter(response[2 + UID_SIZE :])
    try:
        dsfid = next(rest) if parts & HAS_DSFID else None
        afi = next(rest) if parts & HAS_AFI else None
        count = next(rest) + 1 if parts & HAS_MEMORY else None
        size = (next(rest) & 0x1F) + 1 if parts & HAS_MEMORY else None
        ic_reference = next(rest) if parts & HAS_IC else None
    except StopIteration as error:
        raise Malformed(tr("system information that ends early")) from error
    return TagSystem(response[2 : 2 + UID_SIZE][::-1], dsfid, afi, count, size, ic_reference)
