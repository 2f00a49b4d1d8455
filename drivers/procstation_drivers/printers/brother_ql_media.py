"""Brother QL: the models and the DK rolls, in dots of 300 dpi.

Brother, Raster Command Reference of the QL-500 to QL-1115NWB: "Page size", "Raster line".
"""

from dataclasses import dataclass

from procstation.devices import tr

DOTS_PER_MM = 300 / 25.4

FEED_MARGIN = 35
"""Dots left blank at both ends of a length cut from a continuous roll: the least there can be."""

SHORTEST_MM, LONGEST_MM = 12.7, 1000.0
"""What can be cut from a continuous roll."""


@dataclass(frozen=True, slots=True)
class Model:
    """What a model differs in.

    Attributes:
        code: Byte 4 of its status.
        line_bytes: Bytes of one raster line: 720 or 1296 pins.
        more_margin: Pins between the right end of the head and a roll, besides the roll's own.
        packs: It takes compressed lines.
        switches: It knows the command that switches to raster mode, having other modes.
        cuts: It has a cutter.
        blank_bytes: How many 00 clear what an interrupted job left behind.
    """

    name: str
    code: int
    line_bytes: int = 90
    more_margin: int = 0
    packs: bool = True
    switches: bool = True
    cuts: bool = True
    blank_bytes: int = 200

    @property
    def pins(self) -> int:
        return 8 * self.line_bytes


_MODELS = (
    Model("QL-500", 0x4F, packs=False, switches=False, cuts=False),
    Model("QL-550", 0x4F, packs=False, switches=False),
    Model("QL-560", 0x31, packs=False, switches=False),
    Model("QL-570", 0x32, packs=False, switches=False),
    Model("QL-580N", 0x33),
    Model("QL-600", 0x47, packs=False),
    Model("QL-650TD", 0x51),
    Model("QL-700", 0x35, packs=False, switches=False),
    Model("QL-710W", 0x36),
    Model("QL-720NW", 0x37),
    Model("QL-800", 0x38, packs=False, blank_bytes=400),
    Model("QL-810W", 0x39, blank_bytes=400),
    Model("QL-820NWB", 0x41, blank_bytes=400),
    Model("QL-1050", 0x50, line_bytes=162, more_margin=44),
    Model("QL-1060N", 0x34, line_bytes=162, more_margin=44),
    Model("QL-1100", 0x43, line_bytes=162, more_margin=44),
    Model("QL-1110NWB", 0x44, line_bytes=162, more_margin=44),
    Model("QL-1115NWB", 0x45, line_bytes=162, more_margin=44),
)

MODELS = {model.name: model for model in _MODELS}

BY_CODE = {model.code: model for model in _MODELS}
"""The QL-500 and the QL-550 have one code; they differ only in the cutter."""


@dataclass(frozen=True, slots=True)
class Media:
    """A roll.

    Attributes:
        width_mm: Of the roll.
        length_mm: Of one label; 0 for a continuous roll.
        width: Dots that can be printed across.
        length: Dots that can be printed along a label; 0 for a continuous roll.
        right_margin: Pins between the right edge of what can be printed and the head's end.
    """

    width_mm: int
    length_mm: int
    width: int
    length: int
    right_margin: int

    @property
    def is_continuous(self) -> bool:
        return self.length_mm == 0

    @property
    def words(self) -> str:
        if self.is_continuous:
            return tr("a continuous roll of {width_mm} mm", width_mm=self.width_mm)
        return tr(
            "labels of {width_mm} × {length_mm} mm",
            width_mm=self.width_mm,
            length_mm=self.length_mm,
        )


_ROLLS = (
    Media(12, 0, 106, 0, 29),
    Media(29, 0, 306, 0, 6),
    Media(38, 0, 413, 0, 12),
    Media(50, 0, 554, 0, 12),
    Media(54, 0, 590, 0, 0),
    Media(62, 0, 696, 0, 12),
    Media(102, 0, 1164, 0, 12),
    Media(17, 54, 165, 566, 0),
    Media(17, 87, 165, 956, 0),
    Media(23, 23, 202, 202, 42),
    Media(29, 42, 306, 425, 6),
    Media(29, 90, 306, 991, 6),
    Media(38, 90, 413, 991, 12),
    Media(39, 48, 425, 495, 6),
    Media(52, 29, 578, 271, 0),
    Media(54, 29, 598, 271, 60),
    Media(62, 29, 696, 271, 12),
    Media(62, 100, 696, 1109, 12),
    Media(102, 51, 1164, 526, 12),
    Media(102, 152, 1164, 1660, 12),
    Media(12, 12, 94, 94, 113),
    Media(24, 24, 236, 236, 42),
    Media(58, 58, 618, 618, 51),
)

MEDIA = {(roll.width_mm, roll.length_mm): roll for roll in _ROLLS}
"""By width and length; the last three are round."""
