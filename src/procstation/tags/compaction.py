"""The data compaction schemes of ISO 28560-2 (from ISO/IEC 15962): text to bytes and back."""

from collections.abc import Callable

from procstation.language import mark, tr

APPLICATION, INTEGER, NUMERIC, FIVE_BIT, SIX_BIT, SEVEN_BIT, OCTETS, UTF8 = range(8)

NAMES = (
    mark("application-defined"),
    mark("integer"),
    mark("numeric"),
    mark("5-bit"),
    mark("6-bit"),
    mark("7-bit"),
    mark("octet string"),
    "UTF-8",
)
"""By code."""

LONGEST_INTEGER = 19
"""Digits an encoder may put into an integer."""

_FIVE_BIT = "".join(chr(0x40 + value) for value in range(32))
_SIX_BIT = "".join(chr(value if value & 0x20 else value | 0x40) for value in range(64))
_SEVEN_BIT = "".join(chr(value) for value in range(128))


def choose(text: str) -> int:
    """Return the scheme an encoder uses for a text: the first of 1 to 5 that applies, else 6 or 7.

    A text outside ISO 8859-1 needs UTF-8.
    """
    size = len(text)
    if text.isascii():
        if size >= 2 and text.isdigit():
            return INTEGER if text[0] != "0" and size <= LONGEST_INTEGER else NUMERIC
        low, high = min(text, default="\0"), max(text, default="\0")
        if size >= 3 and low >= "A" and high <= "_":
            return FIVE_BIT
        if size >= 4 and low >= " " and high <= "_" and text[-1] != " ":
            return SIX_BIT
        if size >= 8 and high <= "~":
            return SEVEN_BIT
    return OCTETS if max(text, default="\0") <= "\xff" else UTF8


def encode(scheme: int, text: str) -> bytes:
    """Compact a text by a scheme for which it qualifies (see `choose`).

    Raises:
        ValueError: The scheme cannot hold this text.
    """
    if scheme == INTEGER:
        value = int(text)
        return value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big")
    if scheme == NUMERIC:
        return bytes.fromhex(text + "F" * (len(text) % 2))
    if scheme == FIVE_BIT:
        return _pack(text, 5, "0")
    if scheme == SIX_BIT:
        return _pack(text, 6, "100000")
    if scheme == SEVEN_BIT:
        return _pack(text, 7, "1")
    if scheme == OCTETS:
        return text.encode("latin-1")
    if scheme == UTF8:
        return text.encode("utf-8")
    raise ValueError(tr("compaction {scheme} is not for text", scheme=scheme))


def decode(scheme: int, value: bytes) -> str:
    """Return the text of a compacted value.

    Raises:
        ValueError: The bytes are none of this scheme, in words for a person.
    """
    if scheme not in _DECODERS:
        raise ValueError(tr("compaction {scheme} is not for text", scheme=scheme))
    return _DECODERS[scheme](value)


def _pack(text: str, bits: int, filling: str) -> bytes:
    mask = (1 << bits) - 1
    digits = "".join(format(ord(character) & mask, f"0{bits}b") for character in text)
    missing = -len(digits) % 8
    digits += (filling * 8)[:missing] if len(filling) == 1 else filling[:missing]
    return int(digits, 2).to_bytes(len(digits) // 8, "big")


def _symbols(value: bytes, bits: int, alphabet: str) -> str:
    total = len(value) * 8
    number = int.from_bytes(value, "big")
    mask = (1 << bits) - 1
    first = total - bits
    return "".join([alphabet[number >> shift & mask] for shift in range(first, -1, -bits)])


def _integer(value: bytes) -> str:
    if not value:
        raise ValueError(tr("an integer of no bytes"))
    try:
        return str(int.from_bytes(value, "big"))
    except ValueError as error:
        raise ValueError(tr("an integer of {count} bytes", count=len(value))) from error


def _numeric(value: bytes) -> str:
    digits = value.hex().upper()
    digits = digits[:-1] if digits.endswith("F") else digits
    if digits and not digits.isdecimal():
        raise ValueError(tr("{value} is not made of decimal digits", value=value.hex().upper()))
    return digits


def _five_bit(value: bytes) -> str:
    return _symbols(value, 5, _FIVE_BIT).rstrip("@")


def _six_bit(value: bytes) -> str:
    text = _symbols(value, 6, _SIX_BIT)
    # Six bits of filling look like one more space.
    return text[:-1] if len(value) % 3 == 0 and text.endswith(" ") else text


def _seven_bit(value: bytes) -> str:
    text = _symbols(value, 7, _SEVEN_BIT)
    # Seven bits of filling look like one more 7F.
    return text[:-1] if text.endswith("\x7f") else text


def _octets(value: bytes) -> str:
    return value.decode("latin-1")


def _utf8(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(tr("{value} is not UTF-8", value=value.hex().upper())) from error


_DECODERS: dict[int, Callable[[bytes], str]] = {
    INTEGER: _integer,
    NUMERIC: _numeric,
    FIVE_BIT: _five_bit,
    SIX_BIT: _six_bit,
    SEVEN_BIT: _seven_bit,
    OCTETS: _octets,
    UTF8: _utf8,
}
