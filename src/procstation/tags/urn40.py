"""URN Code 40 (ISO/IEC 15962), the text of a unique item identifier on UHF tags.

Three characters make a word of two bytes, 1600·a + 40·b + c + 1, whose first byte is FA at most.
The first bytes from FB on are escapes: a long number, or one character that the table lacks.
"""

import re

from procstation.errors import InputRefused
from procstation.language import tr

TABLE = " ABCDEFGHIJKLMNOPQRSTUVWXYZ-.:0123456789"
"""Characters by value; 0 is a space within a text and padding at the end of a run."""

LAST_WORD_LEAD = 0xFA
LONG_NUMBER, ISO_646, UTF8_OF_TWO, UTF8_OF_THREE = 0xFB, 0xFC, 0xFD, 0xFE
CHARACTER_SIZES = {ISO_646: 1, UTF8_OF_TWO: 2, UTF8_OF_THREE: 3}
"""Bytes after each escape that brings one character."""
CHARACTER_LEADS = {size: lead for lead, size in CHARACTER_SIZES.items()}

FEWEST_DIGITS, FEWEST_BYTES = 9, 4
"""Of a long number; its second byte holds how many more there are, in a nibble each."""

_LONG = r"(?<![0-9])[1-9][0-9]{8,23}"
# A run of digits that begins with 0 stays in the table, as other writers leave it.
_PIECE = re.compile(rf"({_LONG})|((?:(?!{_LONG})[-.:0-9A-Z])+)|(.)", re.DOTALL)


def encode(text: str) -> bytes:
    """Return the coded text, filled to a whole word with 00.

    Raises:
        InputRefused: A character takes four bytes in UTF-8, which no escape can bring.
    """
    coded = bytearray()
    for number, plain, other in _PIECE.findall(text):
        if number:
            coded += _long_number(number)
        elif plain:
            coded += _words(plain)
        else:
            coded += _escaped(other, text)
    return bytes(coded) + bytes(len(coded) % 2)


def decode(data: bytes) -> str:
    """Return the text of coded bytes; 00 at the end is padding.

    Raises:
        ValueError: The bytes are no such text, in words for a person.
    """
    pieces: list[str] = []
    padding = 0
    offset, end = 0, len(data.rstrip(b"\0"))
    while offset < end:
        lead = data[offset]
        if lead <= LAST_WORD_LEAD:
            word = _word(data[offset : offset + 2])
            pieces.append(word)
            padding = len(word) - len(word.rstrip(" "))
            offset += 2
            continue
        _drop(pieces, padding)
        padding = 0
        piece, size = _escape(data[offset:])
        pieces.append(piece)
        offset += size
    _drop(pieces, padding)
    return "".join(pieces)


def has_long_number(data: bytes) -> bool:
    """Whether coded bytes hold the escape of a long number; they must be such that decode."""
    offset, end = 0, len(data.rstrip(b"\0"))
    while offset < end:
        if data[offset] == LONG_NUMBER:
            return True
        offset += 1 + CHARACTER_SIZES.get(data[offset], 1)
    return False


def _words(plain: str) -> bytes:
    values = [TABLE.index(character) for character in plain]
    values += [0] * (-len(values) % 3)
    triples = zip(values[::3], values[1::3], values[2::3], strict=True)
    return b"".join((1600 * a + 40 * b + c + 1).to_bytes(2, "big") for a, b, c in triples)


def _long_number(digits: str) -> bytes:
    value = int(digits)
    size = (value.bit_length() + 7) // 8
    counts = (len(digits) - FEWEST_DIGITS) << 4 | (size - FEWEST_BYTES)
    return bytes([LONG_NUMBER, counts]) + value.to_bytes(size, "big")


def _escaped(character: str, text: str) -> bytes:
    data = character.encode("utf-8")
    if len(data) not in CHARACTER_LEADS:
        raise InputRefused(
            tr(
                "The identifier {text!r} has {character!r}, which a UHF tag cannot hold.",
                text=text,
                character=character,
            ),
            tr("Give it without that character."),
        )
    return bytes([CHARACTER_LEADS[len(data)]]) + data


def _word(word: bytes) -> str:
    value = int.from_bytes(word, "big") - 1
    if len(word) < 2 or not 0 <= value < len(TABLE) ** 3:
        raise ValueError(tr("{word} is no word of URN Code 40", word=word.hex().upper()))
    return TABLE[value // 1600] + TABLE[value // 40 % 40] + TABLE[value % 40]


def _drop(pieces: list[str], padding: int) -> None:
    if padding:
        pieces[-1] = pieces[-1][:-padding]


def _escape(data: bytes) -> tuple[str, int]:
    lead = data[0]
    if lead == LONG_NUMBER and len(data) > 1:
        digits = (data[1] >> 4) + FEWEST_DIGITS
        size = (data[1] & 0x0F) + FEWEST_BYTES
        text = str(int.from_bytes(data[2 : 2 + size], "big")).zfill(digits)
        if len(data) < 2 + size or len(text) > digits:
            raise ValueError(
                tr(
                    "{data} is no number of {digits} digits",
                    data=data[: 2 + size].hex().upper(),
                    digits=digits,
                )
            )
        return text, 2 + size
    if lead in CHARACTER_SIZES:
        size = CHARACTER_SIZES[lead]
        coded = data[1 : 1 + size]
        try:
            character = coded.decode("utf-8")
        except UnicodeDecodeError as error:
            raise ValueError(tr("{coded} is not UTF-8", coded=coded.hex().upper())) from error
        if len(character) == 1 and len(coded) == size:
            return character, 1 + size
    raise ValueError(tr("{data} is no escape of URN Code 40", data=data[:4].hex().upper()))
