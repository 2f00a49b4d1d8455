"""The TID bank of a Gen2 UHF tag (GS1 Tag Data Standard): who made the chip, and which one it is.

E2, three flags, nine bits of maker, twelve of model. It is written by the maker and tells tags
apart even when two of them hold the same EPC.
"""

from dataclasses import dataclass

from procstation.errors import InputRefused
from procstation.language import tr

CLASS = 0xE2
SIZE = 4
EXTENDED_AT, SERIAL_AT = 4, 6
FEWEST_SERIAL_BITS = 48

MAKERS = {
    0x001: "Impinj",
    0x002: "Texas Instruments",
    0x003: "Alien Technology",
    0x004: "Intelleflex",
    0x005: "Atmel",
    0x006: "NXP",
    0x007: "STMicroelectronics",
    0x00B: "EM Microelectronic",
    0x00F: "Quanray",
    0x010: "Fujitsu",
}
"""By mask designer identifier, after the list of GS1."""

CHIPS = {
    (0x001, 0x100): "Monza 4D",
    (0x001, 0x105): "Monza 4QT",
    (0x001, 0x10C): "Monza 4E",
    (0x001, 0x114): "Monza 4i",
    (0x001, 0x130): "Monza 5",
    (0x001, 0x160): "Monza R6",
    (0x003, 0x412): "Higgs 3",
    (0x003, 0x821): "Higgs 9",
    (0x006, 0x894): "UCODE 8",
    (0x006, 0x995): "UCODE 9",
    (0x00B, 0x044): "EM4325",
}
"""By maker and model, as far as makers' programs and readings of real tags agree."""


@dataclass(frozen=True, slots=True)
class Tid:
    """A TID, split.

    Attributes:
        data: All bytes that were read.
        extended: Whether an extended TID follows, which holds the serial number's size.
        security: Whether the chip has the Gen2 security commands.
        file: Whether the chip has the Gen2 file commands.
        maker: Mask designer, 9 bits.
        model: Tag model number, 12 bits.
    """

    data: bytes
    extended: bool
    security: bool
    file: bool
    maker: int
    model: int

    @property
    def maker_name(self) -> str | None:
        return MAKERS.get(self.maker)

    @property
    def chip(self) -> str | None:
        """Maker and name of the chip, or None when it is not known."""
        name = CHIPS.get((self.maker, self.model))
        return None if name is None else f"{self.maker_name} {name}"

    @property
    def serial(self) -> bytes | None:
        """The chip's own number; None when it states none or was not read to its end."""
        if not self.extended:
            return None
        segments = int.from_bytes(self.data[EXTENDED_AT:SERIAL_AT], "big") >> 13
        size = (FEWEST_SERIAL_BITS + 16 * (segments - 1)) // 8
        serial = self.data[SERIAL_AT : SERIAL_AT + size]
        return serial if segments and len(serial) == size else None


def read_tid(data: bytes) -> Tid:
    """Split a TID.

    Raises:
        InputRefused: The bytes are none.
    """
    if len(data) < SIZE or data[0] != CLASS:
        raise InputRefused(
            tr("{data} is no TID of a Gen2 tag.", data=data.hex().upper() or tr("Nothing")),
            tr(
                "Give the TID bank from its first byte, which is {value:02X}, at"
                " least {size} bytes.",
                value=CLASS,
                size=SIZE,
            ),
        )
    word = int.from_bytes(data[:SIZE], "big")
    return Tid(
        data,
        bool(word >> 23 & 1),
        bool(word >> 22 & 1),
        bool(word >> 21 & 1),
        word >> 12 & 0x1FF,
        word & 0xFFF,
    )
