"""ISO 15693 chips by their UID: what memory they have and what they can do.

Prefixes are those of the proxmark3 table, sizes those of the makers' data sheets.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Family:
    """One family of chips.

    Attributes:
        mask, value: UIDs of the family have `value` in the bits of `mask` of their first 4 bytes.
        block_size: Bytes in a block.
        has_system_data: It has DSFID, AFI and system information.
        has_eas: It takes the EAS commands of NXP.
        wants_option: It programs only when the air command has the option flag.
        reads_many: It reads several blocks in one command.
    """

    name: str
    mask: int
    value: int
    block_count: int
    block_size: int = 4
    ic_reference: int = 0
    has_system_data: bool = True
    has_eas: bool = False
    wants_option: bool = False
    reads_many: bool = True


FAMILIES = (
    # Its memory size is unverified. It stands first since the mask of the SLI lets it through.
    Family("NXP ICODE 3", 0xFFFFFF78, 0xE0040120, 28, ic_reference=1, has_eas=True),
    Family("NXP ICODE SLI", 0xFFFFFF18, 0xE0040100, 28, ic_reference=1, has_eas=True),
    Family("NXP ICODE SLIX", 0xFFFFFF18, 0xE0040110, 28, ic_reference=1, has_eas=True),
    # Sources give 2528 and 2560 bits: unverified which of its 80 blocks a station may use.
    Family("NXP ICODE SLIX2", 0xFFFFFF18, 0xE0040108, 80, ic_reference=1, has_eas=True),
    # The sizes of the two short families are unverified.
    Family("NXP ICODE SLI-S", 0xFFFFFF00, 0xE0040200, 40, ic_reference=3, has_eas=True),
    Family("NXP ICODE SLI-L", 0xFFFFFF00, 0xE0040300, 8, ic_reference=3, has_eas=True),
    Family("ST LRI2K", 0xFFFFFF00, 0xE0020800, 64),
    Family("ST LRIS2K", 0xFFFFFF00, 0xE0020A00, 64),
    Family("TI Tag-it HF-I Plus inlay", 0xFFFFF000, 0xE0070000, 64, wants_option=True),
    Family("TI Tag-it HF-I Plus chip", 0xFFFFF000, 0xE0071000, 64, wants_option=True),
    Family("TI Tag-it HF-I Plus", 0xFFFFFE00, 0xE0078000, 64, wants_option=True),
    # That these two read single blocks only is unverified.
    Family(
        "TI Tag-it HF-I Standard",
        0xFFFFFE00,
        0xE007C000,
        8,
        has_system_data=False,
        wants_option=True,
        reads_many=False,
    ),
    Family(
        "TI Tag-it HF-I Pro",
        0xFFFFFE00,
        0xE007C400,
        8,
        has_system_data=False,
        wants_option=True,
        reads_many=False,
    ),
    Family("Fujitsu MB89R118", 0xFFFF0000, 0xE0080000, 256, block_size=8),
)

ANY_OTHER = Family("ISO 15693", 0, 0, 28)
"""What a UID of no known family gets: the memory most library tags have."""


def family_of(uid: bytes) -> Family:
    """Return the family of a UID: 8 bytes, most significant first."""
    head = int.from_bytes(uid[:4], "big")
    return next((known for known in FAMILIES if head & known.mask == known.value), ANY_OTHER)
