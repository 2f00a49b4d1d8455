"""What a ZPL printer says of itself: the replies to ~HS, ~HQES and ~HI, byte for byte."""

from dataclasses import dataclass

STX, ETX, CRLF = b"\x02", b"\x03", b"\r\n"

SERIAL_9600_8N1 = 0b0_0001_1110
"""The first field of ~HS: bits 3 and 4 for eight data bits and one stop bit, the rest for 9600."""
THERMAL_TRANSFER = 0x01
TEAR_OFF = 2

ERROR_BITS = {
    "media_out": 0x1,
    "ribbon_out": 0x2,
    "head_open": 0x4,
    "too_hot": 0x10,
    "paused": 0x10000,
}
MEDIA_LOW = 0x8


@dataclass(frozen=True, slots=True)
class Condition:
    """How the printer is.

    Attributes:
        label_length: Of the label printed last, in dots.
        formats_waiting: Formats received and not begun.
        labels_in_batch: Labels of the format under way that are still to come.
        in_format: A format was received in part.
    """

    media_out: bool
    ribbon_out: bool
    head_open: bool
    paused: bool
    too_hot: bool
    too_cold: bool
    media_low: bool
    buffer_full: bool
    label_length: int
    formats_waiting: int
    labels_in_batch: int
    in_format: bool


def host_status(condition: Condition) -> bytes:
    """Return the three lines that answer ~HS."""
    first = (
        f"{SERIAL_9600_8N1:03d},{condition.media_out:d},{condition.paused:d},"
        f"{condition.label_length:04d},{condition.formats_waiting:03d},{condition.buffer_full:d},"
        f"0,{condition.in_format:d},000,0,{condition.too_cold:d},{condition.too_hot:d}"
    )
    second = (
        f"{THERMAL_TRANSFER:03d},0,{condition.head_open:d},{condition.ribbon_out:d},1,{TEAR_OFF},"
        f"6,0,{condition.labels_in_batch:08d},1,000"
    )
    return b"".join(_line(text) for text in (first, second, "1234,0"))


def error_status(condition: Condition) -> bytes:
    """Return the text that answers ~HQES; the bits are in the second group of digits."""
    errors = sum(bit for name, bit in ERROR_BITS.items() if getattr(condition, name))
    warnings = MEDIA_LOW if condition.media_low else 0
    text = (
        "\r\n  PRINTER STATUS\r\n"
        f"   ERRORS:         {errors > 0:d} 00000000 {errors:08X}\r\n"
        f"   WARNINGS:       {warnings > 0:d} 00000000 {warnings:08X}\r\n"
    )
    return STX + text.encode("ascii") + ETX


def identification(model: str, version: str, dots_per_mm: int) -> bytes:
    """Return the line that answers ~HI."""
    return _line(f"{model},{version},{dots_per_mm},8192KB,X")


def _line(text: str) -> bytes:
    return STX + text.encode("ascii") + ETX + CRLF
