"""The content parameter (element 2) of ISO 28560-2: a bitmap of the elements that follow it."""

from collections.abc import Iterable

FIRST_IN_CONTENT = 3
"""The element that the top bit stands for."""


def content_parameter(numbers: Iterable[int]) -> bytes:
    """Return the bitmap that says which elements from 3 on are there."""
    places = [number - FIRST_IN_CONTENT for number in numbers if number >= FIRST_IN_CONTENT]
    bitmap = bytearray(max(places, default=0) // 8 + 1)
    for place in places:
        bitmap[place // 8] |= 0x80 >> place % 8
    return bytes(bitmap)


def read_content_parameter(bitmap: bytes) -> frozenset[int]:
    """Return the element numbers a bitmap announces."""
    return frozenset(
        FIRST_IN_CONTENT + 8 * place + bit
        for place, byte in enumerate(bitmap)
        if byte
        for bit in range(8)
        if byte & 0x80 >> bit
    )
