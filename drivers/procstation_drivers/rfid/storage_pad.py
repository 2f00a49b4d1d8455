"""An RFID pad out of a PC/SC reader that maps ISO 15693 to storage-card commands itself.

After PC/SC part 3, 3.2.2.1. Such a reader activates one tag and says nothing of others, and it
reaches neither AFI nor lock bits.
"""

from procstation.devices import Blocks, DeviceFault, TagRefused, TagSystem, tr
from procstation_drivers.rfid.apdu_lines import ApduLine
from procstation_drivers.rfid.iso15693 import (
    NO_SUCH_BLOCK,
    UID_SIZE,
    check_uid,
    lost,
    refusal,
    whole_blocks,
)
from procstation_drivers.rfid.reading import USUAL_BLOCK_SIZE, PastTheEnd, read_to_the_end

GET_UID = bytes.fromhex("FFCA000000")
READ, WRITE = 0xB0, 0xD6

DONE = b"\x90\x00"
BEYOND = (b"\x62\x82", b"\x6a\x82", b"\x6b\x00")
"""The end was reached, not found, wrong address: the answers to what is beyond the end."""

FIRST_OF_ISO_15693 = 0xE0

BLOCK_SIZE = USUAL_BLOCK_SIZE
"""Bytes. Nothing tells the true size; all common library tags have this one."""

MOST_ADDRESSES = 0x1000
"""More than any tag has bytes."""


class StoragePad:
    """An `RfidPad`, all but its `close`. Every method may also raise `NoCard`.

    Lock states are not known: every block is said to be free.
    """

    def __init__(self, line: ApduLine, step: int | None) -> None:
        """Take note of the reader.

        Args:
            step: How much further P1 P2 is at the next block: 1 when it counts blocks, 4 when it
                counts bytes; None to find out from the first tag.
        """
        self._line = line
        self._step = step

    def inventory(self) -> tuple[bytes, ...]:
        uid = self._uid()
        return (uid,) if uid is not None else ()

    def system_information(self, uid: bytes) -> TagSystem:
        self._require(uid, tr("reading system information"))
        return TagSystem(uid)

    def read_blocks(self, uid: bytes, first: int, count: int) -> Blocks:
        self._require(uid, tr("reading {count} blocks from {first}", count=count, first=first))
        return read_to_the_end(lambda at, _: self._read(uid, at), first, count, at_once=1)

    def write_blocks(self, uid: bytes, first: int, data: bytes, block_size: int) -> None:
        count = whole_blocks(data, block_size)
        if block_size != BLOCK_SIZE:
            raise TagRefused(
                tr(
                    "Tag {uid} has blocks of {block_size} bytes, and storage-card"
                    " commands write blocks of {written}.",
                    uid=uid.hex().upper(),
                    block_size=block_size,
                    written=BLOCK_SIZE,
                ),
                tr("Use another pad for this tag, or another tag."),
            )
        for number in range(count):
            # The command itself names no tag. A card that changes ends the connection, so this
            # one is still the one that is asked here.
            self._require(uid, tr("writing block {first}", first=first + number))
            self._write(uid, first + number, data[number * BLOCK_SIZE : (number + 1) * BLOCK_SIZE])

    def write_afi(self, uid: bytes, afi: int) -> None:
        self._require(uid, tr("writing AFI {afi:02X}", afi=afi))
        raise TagRefused(
            tr(
                "The AFI of tag {uid} cannot be written: {name} offers storage-card commands only.",
                uid=uid.hex().upper(),
                name=self._line.name,
            ),
            tr("Use a reader with a transparent session (ACR1552U), or another pad."),
        )

    def _uid(self) -> bytes | None:
        """Return the UID of the card, most significant byte first; None when it is another card."""
        answer = self._line.transmit(GET_UID)
        uid, status = answer[:-2], answer[-2:]
        if status != DONE or len(uid) != UID_SIZE:
            return None
        # Readers differ in the order; both ends of a UID are E0 in no chip that is made.
        uid = uid if uid[0] == FIRST_OF_ISO_15693 else uid[::-1]
        return uid if uid[0] == FIRST_OF_ISO_15693 else None

    def _require(self, uid: bytes, what: str) -> None:
        check_uid(uid)
        if self._uid() != uid:
            raise lost(uid, what)

    def _read(self, uid: bytes, block: int) -> Blocks:
        answer = self._ask_for(block * self._find_step())
        data, status = answer[:-2], answer[-2:]
        if status == DONE and len(data) == BLOCK_SIZE:
            # Its commands are those of memory cards and know no locks.
            return Blocks(block, BLOCK_SIZE, data, (None,))
        if status in BEYOND:
            raise PastTheEnd
        self._require(uid, tr("reading block {block}", block=block))
        raise TagRefused(
            tr(
                "Tag {uid} refused reading block {block} (status {shown}).",
                uid=uid.hex().upper(),
                block=block,
                shown=_shown(answer),
            ),
            tr("Use another pad for this tag, or another tag."),
        )

    def _write(self, uid: bytes, block: int, data: bytes) -> None:
        what = tr("writing block {block}", block=block)
        address = (block * self._find_step()).to_bytes(2, "big")
        apdu = bytes([0xFF, WRITE]) + address + bytes([len(data)]) + data
        answer = self._line.transmit(apdu, repeatable=False)
        if answer == DONE:
            return
        self._require(uid, what)
        if answer[-2:] in BEYOND:
            raise refusal(uid, what, NO_SUCH_BLOCK)
        raise TagRefused(
            tr(
                "Tag {uid} refused {what} (status {shown}); the block may be locked.",
                uid=uid.hex().upper(),
                what=what,
                shown=_shown(answer),
            ),
            tr("Use another tag, or leave this one as it is."),
        )

    def _find_step(self) -> int:
        """Find out what addresses count, from how many of them this tag has.

        Chips have an even number of blocks. Of a memory of bytes, the last three addresses have
        no four bytes after them, which leaves an odd number; a reader that counts bytes and takes
        whole blocks only refuses the address 1.
        """
        if self._step is None:
            some, none = 0, MOST_ADDRESSES
            while none - some > 1:
                middle = (some + none) // 2 if some else 1
                if self._is_readable(middle):
                    some = middle
                else:
                    none = middle
            if not self._is_readable(some) or self._is_readable(none):
                raise DeviceFault(
                    tr(
                        "{name} does not say alike twice how large the tag is.",
                        name=self._line.name,
                    ),
                    tr("Lay the tag flat on the reader, or set the option addresses."),
                )
            self._step = 1 if none > 1 and none % 2 == 0 else BLOCK_SIZE
        return self._step

    def _is_readable(self, address: int) -> bool:
        answer = self._ask_for(address)
        return answer[-2:] == DONE and len(answer) == BLOCK_SIZE + 2

    def _ask_for(self, address: int) -> bytes:
        return self._line.transmit(
            bytes([0xFF, READ]) + address.to_bytes(2, "big") + bytes([BLOCK_SIZE])
        )


def _shown(answer: bytes) -> str:
    return answer[-2:].hex().upper()
