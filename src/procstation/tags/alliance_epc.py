"""The EPC of the Chinese university libraries' UHF alliance. It is only read.

Byte 0: bit 7 lent, bits 5 and 4 reserved, low nibble sorting bin. Byte 1: top two bits the coding
of the identifier, low six the version less one. Bytes 2 and 3: which elements the user bank holds.
Then the identifier: for 96 and for 128 bits packed into little-endian words after the alliance's
appendix A, else UTF-8. Layout after dp2.
"""

import string

from procstation.language import mark, tr
from procstation.tags.content import Model, TagContent
from procstation.tags.epc_bank import EpcBank
from procstation.tags.record import ITEM

HEAD_SIZE = 4
LENT, RESERVED, SORTING = 0x80, 0x70, 0x0F
VERSION = 0x3F
CODING_96, CODING_128, CODING_UTF8 = range(3)

ELEMENTS = (3, 4, 5, 6, 11, 12, 14, 15, 16, 24, 26, 27, 28, 29, 30, 31)
"""Elements of the user bank, from the lowest bit of bytes 2 and 3 up."""

LONGEST = 14
FEWEST_PACKED = {CODING_96: 8, CODING_128: 12}
"""Characters from which on an identifier is packed; shorter ones are plain."""
PACKED_SIZE = {CODING_96: 8, CODING_128: 12}
"""Bytes of a packed identifier."""

PACKED_CHARACTERS = frozenset(string.ascii_uppercase + string.digits)


def interpret(bank: EpcBank) -> TagContent | None:
    """Read an EPC of this format; None when anything in it contradicts the format. Never raises.

    There is neither a mark nor a checksum, so only the first version, the only one met, is read.
    """
    epc = bank.uii
    if bank.is_iso is not False or len(epc) <= HEAD_SIZE or epc[0] & RESERVED or epc[1] & VERSION:
        return None
    content = int.from_bytes(epc[2:HEAD_SIZE], "big")
    if content and not bank.has_user_memory:
        return None
    try:
        item = read_identifier(epc[1] >> 6, epc[HEAD_SIZE:])
    except ValueError:
        return None
    listed = [str(number) for bit, number in enumerate(ELEMENTS) if content >> bit & 1]
    extras: dict[str, str] = {}
    if epc[0] & SORTING:
        extras[mark("sorting bin")] = str(epc[0] & SORTING)
    if listed:
        extras[mark("user bank")] = tr("elements {listed}", listed=", ".join(listed))
    return TagContent(
        Model.UHF_ALLIANCE,
        tr(
            "The EPC has the layout of the Chinese university libraries'"
            " alliance, and its identifier is coded as they do."
        ),
        item=item if bank.crc_ok is not False else None,
        elements={ITEM: item},
        extras=extras,
        crc_ok=bank.crc_ok,
        secured=not epc[0] & LENT,
        epc=bank,
    )


def read_identifier(coding: int, data: bytes) -> str:
    """Return the identifier of bytes in one of the codings.

    Raises:
        ValueError: The bytes are no identifier in that coding.
    """
    if coding == CODING_UTF8:
        text, rest = data.rstrip(b"\0").decode("utf-8"), b""
    elif coding not in FEWEST_PACKED:
        raise ValueError(tr("the coding {coding} is not defined", coding=coding))
    elif (length := data[0] & 0x0F) < FEWEST_PACKED[coding]:
        # The upper nibble belongs to packed identifiers.
        text, rest = data[1 : 1 + length].decode("ascii"), data[1 + length :]
        if data[0] != length or len(text) < length:
            raise ValueError(tr("the length is impossible"))
    else:
        packed, rest = data[: PACKED_SIZE[coding]], data[PACKED_SIZE[coding] :]
        if len(packed) < PACKED_SIZE[coding] or length > LONGEST:
            raise ValueError(tr("the length is impossible"))
        text = (_unpack_96 if coding == CODING_96 else _unpack_128)(packed, length)
        if not PACKED_CHARACTERS.issuperset(text[:-1]):
            raise ValueError(tr("{text!r} has characters that cannot be packed", text=text))
    if not text or len(text) > LONGEST or not text.isprintable() or any(rest):
        raise ValueError(tr("{text!r} is no identifier", text=text))
    return text


def _unpack_96(packed: bytes, length: int) -> str:
    """Length 4 bits, last character 8, first three 6 each, then a digit of 4 and a number."""
    value = int.from_bytes(packed, "little") >> 4
    last = chr(value & 0xFF)
    first = _sixes(value >> 8, 3)
    low, high = value >> 26 & 3, value >> 28 & 3
    digits = f"{value >> 30:0{length - 5}}"
    # The two halves of the fourth character lie in two words.
    fourth = high << 2 | low
    if fourth > 9 or len(digits) != length - 5:
        raise ValueError(
            tr("{packed} has no digits where they belong", packed=packed.hex().upper())
        )
    return f"{first}{fourth}{digits}{last}"


def _unpack_128(packed: bytes, length: int) -> str:
    """Length 4 bits, last character 8, then the eleventh on; five characters in each other word."""
    words = [int.from_bytes(packed[at : at + 4], "little") for at in (0, 4, 8)]
    if words[1] >> 30 or words[2] >> 30 or words[0] >> 12 + 6 * (length - 11):
        raise ValueError(
            tr("{packed} has bits that belong to no character", packed=packed.hex().upper())
        )
    last = chr(words[0] >> 4 & 0xFF)
    return _sixes(words[2], 5) + _sixes(words[1], 5) + _sixes(words[0] >> 12, length - 11) + last


def _sixes(value: int, count: int) -> str:
    return "".join(chr(0x30 + (value >> 6 * place & 0x3F)) for place in range(count - 1, -1, -1))
