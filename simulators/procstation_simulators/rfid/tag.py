"""An ISO 15693 tag: memory in blocks, lock bits, system data, and power that can fail.

To play: `tag = VirtualTag.blank("E00401005B6C7D8E")`, `pad.field.lay(tag)`. Then lock a block with
`tag.lock_block(3)`, or have the book lifted in the middle of a write with `tag.leave_after(6)`.
"""

from collections import Counter
from dataclasses import dataclass, field

from procstation_simulators.rfid.air import UID_SIZE
from procstation_simulators.rfid.families import Family, family_of

NOT_SUPPORTED = 0x01
NO_SUCH_BLOCK = 0x10
ALREADY_LOCKED = 0x11
LOCKED = 0x12
"""Error codes of ISO 15693."""


class IsoError(Exception):
    """The tag answered with an error.

    Attributes:
        code: As in ISO 15693, e.g. 12 hex for "locked and unchanged".
    """

    def __init__(self, code: int) -> None:
        super().__init__(f"ISO 15693 error {code:02X}")
        self.code = code


class NoAnswer(Exception):
    """No tag answered."""


class PowerLost(NoAnswer):
    """The tag left the field while it was being programmed."""


def uid_bytes(uid: bytes | str) -> bytes:
    """Return a UID as 8 bytes, most significant first.

    Raises:
        ValueError: It is not 8 bytes long, or does not begin with E0.
    """
    value = bytes.fromhex(uid) if isinstance(uid, str) else uid
    if len(value) != UID_SIZE or value[0] != 0xE0:
        raise ValueError(f"{value.hex().upper()} is no ISO 15693 UID: 8 bytes that begin with E0.")
    return value


@dataclass(slots=True, eq=False)
class VirtualTag:
    """One tag. It keeps what was written to it, in the field and out of it.

    Attributes:
        uid: 8 bytes, most significant first.
        memory: All user blocks; byte 0 of block 0 comes first.
        eas: The electronic article surveillance bit.
        locked: Blocks that can never be written again.
        quiet: It was told to stay quiet; it answers only when addressed, until a reset.
        has_system_data: It has DSFID, AFI and system information.
        has_eas: It takes the EAS commands of NXP.
        wants_option: It programs only when the air command has the option flag, and answers after
            an end of frame of its own.
        reads_many: It reads several blocks in one command.
        silent_refusals: It stays silent where others answer with an error code.
        short_reads: Asked for more blocks than it has, it answers with those it has; others refuse.
        programming_s: Seconds the chip takes to program one block: 4 ms is typical, 20 ms the most.
        tear_after_bytes: Power fails when that many more bytes are programmed (AFI, DSFID and
            EAS are one each). The block in the making keeps the bytes done; the tag falls out of
            the field.
        torn_fill: What the bytes not done hold then: None for what they held before, else a byte
            (chips that erase first leave 00).
        writes: How often each block was programmed, by block number.
        afi_writes: How often the AFI was programmed.
    """

    uid: bytes
    memory: bytearray
    block_size: int = 4
    dsfid: int = 0
    afi: int = 0
    eas: bool = False
    ic_reference: int = 0
    has_system_data: bool = True
    has_eas: bool = False
    wants_option: bool = False
    reads_many: bool = True
    locked: set[int] = field(default_factory=set)
    afi_locked: bool = False
    dsfid_locked: bool = False
    quiet: bool = False
    silent_refusals: bool = False
    short_reads: bool = False
    programming_s: float = 0.004
    tear_after_bytes: int | None = None
    torn_fill: int | None = None
    writes: Counter[int] = field(default_factory=Counter)
    afi_writes: int = 0

    @classmethod
    def blank(cls, uid: bytes | str, family: Family | None = None) -> "VirtualTag":
        """Return an empty tag with the memory of its family, which the UID tells."""
        return cls.from_hex(uid, "", family=family)

    @classmethod
    def from_hex(
        cls,
        uid: bytes | str,
        content: str,
        afi: int = 0,
        dsfid: int = 0,
        family: Family | None = None,
    ) -> "VirtualTag":
        """Return a tag whose memory begins with `content`, written in hexadecimal.

        Raises:
            ValueError: The content is no hexadecimal or does not fit, or the UID is none.
        """
        number = uid_bytes(uid)
        kind = family or family_of(number)
        size = kind.block_count * kind.block_size
        image = bytes.fromhex(content)
        if len(image) > size:
            raise ValueError(f"{len(image)} bytes do not fit into the {size} of a {kind.name}.")
        return cls(
            uid=number,
            memory=bytearray(image.ljust(size, b"\0")),
            block_size=kind.block_size,
            dsfid=dsfid,
            afi=afi,
            ic_reference=kind.ic_reference,
            has_system_data=kind.has_system_data,
            has_eas=kind.has_eas,
            wants_option=kind.wants_option,
            reads_many=kind.reads_many,
        )

    @property
    def block_count(self) -> int:
        return len(self.memory) // self.block_size

    def leave_after(self, count: int) -> None:
        """Have the tag leave the field when `count` more bytes are programmed."""
        if count < 0:
            raise ValueError(f"{count} bytes cannot be programmed.")
        self.tear_after_bytes = count

    def read(self, first: int, count: int) -> list[bytes]:
        """Return blocks as they lie on the tag."""
        last = first + count
        if self.short_reads:
            last = min(last, self.block_count)
        if count < 1 or first >= self.block_count or last > self.block_count:
            self._refuse(NO_SUCH_BLOCK)
        return [self._block(number) for number in range(first, last)]

    def write(self, block: int, data: bytes) -> None:
        """Program one block."""
        if block >= self.block_count or len(data) != self.block_size:
            self._refuse(NO_SUCH_BLOCK)
        if block in self.locked:
            self._refuse(LOCKED)
        self.writes[block] += 1
        self._program(self.memory, block * self.block_size, data)

    def lock_block(self, block: int) -> None:
        if block >= self.block_count:
            self._refuse(NO_SUCH_BLOCK)
        if block in self.locked:
            self._refuse(ALREADY_LOCKED)
        self.locked.add(block)

    def require_system_data(self) -> None:
        """Refuse, unless the tag has DSFID, AFI and system information."""
        if not self.has_system_data:
            self._refuse(NOT_SUPPORTED)

    def write_afi(self, afi: int) -> None:
        self.require_system_data()
        if self.afi_locked:
            self._refuse(LOCKED)
        self.afi_writes += 1
        cell = bytearray([self.afi])
        try:
            self._program(cell, 0, bytes([afi]))
        finally:
            self.afi = cell[0]

    def write_dsfid(self, dsfid: int) -> None:
        self.require_system_data()
        if self.dsfid_locked:
            self._refuse(LOCKED)
        cell = bytearray([self.dsfid])
        try:
            self._program(cell, 0, bytes([dsfid]))
        finally:
            self.dsfid = cell[0]

    def lock_afi(self) -> None:
        self.require_system_data()
        if self.afi_locked:
            self._refuse(ALREADY_LOCKED)
        self.afi_locked = True

    def lock_dsfid(self) -> None:
        self.require_system_data()
        if self.dsfid_locked:
            self._refuse(ALREADY_LOCKED)
        self.dsfid_locked = True

    def set_eas(self, on: bool) -> None:
        self.require_eas()
        cell = bytearray([self.eas])
        try:
            self._program(cell, 0, bytes([on]))
        finally:
            self.eas = bool(cell[0])

    def require_eas(self) -> None:
        # A maker's own command carries the maker's code: chips of others do not even answer.
        if not self.has_eas:
            raise NoAnswer

    def _block(self, number: int) -> bytes:
        return bytes(self.memory[number * self.block_size : (number + 1) * self.block_size])

    def _program(self, cells: bytearray, at: int, data: bytes) -> None:
        done = len(data)
        if self.tear_after_bytes is not None:
            done = min(done, self.tear_after_bytes)
            self.tear_after_bytes -= done
        cells[at : at + done] = data[:done]
        if self.tear_after_bytes == 0:
            self.tear_after_bytes = None
            if self.torn_fill is not None:
                cells[at + done : at + len(data)] = bytes([self.torn_fill]) * (len(data) - done)
            raise PowerLost

    def _refuse(self, code: int) -> None:
        if self.silent_refusals:
            raise NoAnswer
        raise IsoError(code)
