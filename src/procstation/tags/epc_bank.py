"""The EPC bank of a Gen2 UHF tag (ISO/IEC 18000-63): stored CRC, protocol control word, UII or EPC.

Readers hand over all of it, or leave out the CRC, or the protocol control (PC) word as well.
"""

from dataclasses import dataclass

from procstation.tags.crc16 import stored_crc

WORD = 2
MOST_WORDS = 31
"""Words of a UII that the five bits of the PC word can state."""

USER_MEMORY, EXTENDED, TOGGLE = 0x0400, 0x0200, 0x0100


@dataclass(frozen=True, slots=True)
class EpcBank:
    """An EPC bank, split.

    Attributes:
        uii: What follows the PC word, as many words as it states; all there is without one.
        pc: None when the reader left it out.
        crc: None when the reader left it out.
    """

    uii: bytes
    pc: int | None = None
    crc: int | None = None

    @property
    def words(self) -> int:
        """Length of the UII in words of two bytes."""
        return len(self.uii) // WORD

    @property
    def has_user_memory(self) -> bool | None:
        return self._bit(USER_MEMORY)

    @property
    def has_extended_control(self) -> bool | None:
        return self._bit(EXTENDED)

    @property
    def is_iso(self) -> bool | None:
        """Whether the toggle bit says that an AFI follows and not GS1 data."""
        return self._bit(TOGGLE)

    @property
    def afi(self) -> int | None:
        """The AFI; None when the PC word has none or is not known."""
        return self.pc & 0xFF if self.pc is not None and self.pc & TOGGLE else None

    @property
    def crc_ok(self) -> bool | None:
        """Whether the stored CRC is right; None when it is not known."""
        if self.crc is None or self.pc is None:
            return None
        return stored_crc(self.pc.to_bytes(2, "big") + self.uii) == self.crc

    @property
    def data(self) -> bytes:
        """What is known of the bank, as one."""
        head = [word.to_bytes(2, "big") for word in (self.crc, self.pc) if word is not None]
        return b"".join(head) + self.uii

    def _bit(self, bit: int) -> bool | None:
        return None if self.pc is None else bool(self.pc & bit)


def with_crc(bank: bytes) -> EpcBank | None:
    """Take a bank for CRC, PC word and UII; None when the UII would not end within it.

    A CRC of 0000 counts as left out: some programs blank it.
    """
    split = with_pc(bank[WORD:], exact=False)
    crc = int.from_bytes(bank[:WORD], "big")
    return None if split is None else EpcBank(split.uii, split.pc, crc or None)


def with_pc(bank: bytes, *, exact: bool = True) -> EpcBank | None:
    """Take a bank for PC word and UII; None when its length is not the one that is stated."""
    if len(bank) < WORD:
        return None
    pc = int.from_bytes(bank[:WORD], "big")
    end = WORD + WORD * (pc >> 11)
    if end > len(bank) or (exact and end < len(bank)):
        return None
    return EpcBank(bank[WORD:end], pc)


def iso_bank(uii: bytes, afi: int, user_memory: bool) -> EpcBank:
    """Return the bank of a UII of ISO/TS 28560-4, with the CRC the tag will compute."""
    pc = len(uii) // WORD << 11 | (USER_MEMORY if user_memory else 0) | TOGGLE | afi
    return EpcBank(uii, pc, stored_crc(pc.to_bytes(2, "big") + uii))
