"""Which characters the bytes of a record are, since leader/09 is often wrong.

MARC-8 is the Library of Congress' "MARC-8 Encoding Environment"; the tables are pymarc's.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from procstation.language import tr

ESC = b"\x1b"

_KNOWN_ESCAPE = re.compile(rb"\x1b(?:[(,)\-]!?[23BENQS4]|\$[,)\-]?1|[gbps])")
_EACC_RUN = re.compile(rb"(\x1b\$,?1)([^\x1b]*)")
_EACC_BLANK = b"\x21\x23\x20"
_CYRILLIC_RUN = re.compile(rb"[\xa8\xb8\xc0-\xff]{3,}")
_ANSEL_COMBINING = range(0xE0, 0xFF)
_ANSEL_UNUSED = frozenset(
    {0xAF, 0xBB, 0xBE, 0xBF, 0xFC, 0xFD, *range(0x80, 0xA1), *range(0xC9, 0xE0)}
) - {0x88, 0x89, 0x8D, 0x8E}
_LEFT_HALVES = {0xEB: 0xEC, 0xFA: 0xFB}
"""Ligature and double tilde: the mark over the next letter, and the one that must follow."""


class Encoding(NamedTuple):
    """How to read the text of one record.

    Attributes:
        decode: Bytes of one subfield to text.
        note: What differs from what the leader says, or "".
    """

    name: str
    decode: Callable[[bytes], str]
    note: str = ""


def choose_encoding(leader_09: str, body: bytes) -> Encoding:
    """Decide from the bytes of a whole record; the leader only breaks ties.

    Args:
        leader_09: "a" says UTF-8, anything else MARC-8.
        body: All fields of the record.
    """
    says_utf8 = leader_09 == "a"
    if body.isascii():
        if ESC not in body:
            return Encoding("ascii", _ascii)
        note = tr("the leader says UTF-8, the text is MARC-8") if says_utf8 else ""
        return Encoding("marc-8", marc8, note or _unknown_escapes(body))
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        del text
        note = "" if says_utf8 else tr("the leader says MARC-8, the text is UTF-8")
        return Encoding("utf-8", _utf8, note)
    if says_utf8:
        wrong, right = _utf8_faults(body)
        if right > wrong:
            note = tr("bytes that are no UTF-8, shown as �: {wrong}", wrong=wrong)
            return Encoding("utf-8", _utf8_replacing, note)
    return _eight_bit(body, says_utf8)


def _eight_bit(body: bytes, says_utf8: bool) -> Encoding:
    says = "UTF-8" if says_utf8 else "MARC-8"
    high = sum(byte > 0x7F for byte in body)
    cyrillic = sum(map(len, _CYRILLIC_RUN.findall(body)))
    if ESC not in body and cyrillic * 10 >= high * 6:
        note = tr("the leader says {says}, the text is Windows-1251", says=says)
        return Encoding("cp1251", _cp1251, note)
    if ESC in body or _reads_as_marc8(body):
        note = tr("the leader says {says}, the text is MARC-8", says=says) if says_utf8 else ""
        return Encoding("marc-8", marc8, note or _unknown_escapes(body))
    return Encoding("cp1252", _cp1252, tr("the leader says {says}, the text is Latin-1", says=says))


def marc8(data: bytes) -> str:
    """Decode one subfield of MARC-8; what the tables lack becomes a blank."""
    if data.isascii() and ESC not in data:
        return data.decode("ascii")
    from pymarc.marc8 import marc8_to_unicode  # noqa: PLC0415  (its tables take 40 ms to import)

    try:
        return str(marc8_to_unicode(_EACC_RUN.sub(_whole_eacc, data), hide_utf8_warnings=True))
    except UnicodeDecodeError:
        # An escape sequence was cut off: the rest is read without it.
        return marc8(data.replace(ESC, b" "))


def _whole_eacc(run: re.Match[bytes]) -> bytes:
    """Bring a run of three-byte characters into step: blanks in it are single bytes."""
    result = bytearray()
    rest = run[2]
    while rest:
        if rest[:1] == b" ":
            result += _EACC_BLANK
            rest = rest[1:]
        else:
            if len(rest) >= 3:
                result += rest[:3]
            rest = rest[3:]
    return run[1] + bytes(result)


def _unknown_escapes(body: bytes) -> str:
    unknown = body.count(ESC) - len(_KNOWN_ESCAPE.findall(body))
    return (
        tr("escape sequences that MARC-8 has not, read as blanks: {unknown}", unknown=unknown)
        if unknown
        else ""
    )


def _reads_as_marc8(body: bytes) -> bool:
    """Whether the bytes above 127 make more sense as MARC-8 than as Latin-1.

    In MARC-8 an accent stands before its letter, and nearly always the two are one character of
    Unicode; in Latin-1 the accented letter is one byte and what follows it is any letter.
    """
    good = bad = 0
    at = 0
    while at < len(body):
        byte = body[at]
        if byte in _ANSEL_COMBINING and byte not in _ANSEL_UNUSED:
            marks = at
            while at < len(body) and body[at] in _ANSEL_COMBINING:
                at += 1
            letter = body[at : at + 1]
            if not letter.isalpha():
                bad += 1
            elif body[marks] in _LEFT_HALVES:
                if body[at + 1 : at + 2] == bytes([_LEFT_HALVES[body[marks]]]):
                    good += 1
                    at += 2
                else:
                    bad += 1
            elif len(unicodedata.normalize("NFC", marc8(body[marks : at + 1]))) == 1:
                good += 1
            else:
                bad += 1
        elif byte in _ANSEL_UNUSED:
            bad += 1
        elif byte > 0x7F:
            good += 1
        at += 1
    return good >= bad


def _utf8_faults(body: bytes) -> tuple[int, int]:
    """How many bytes are no UTF-8, and how many characters above 127 are."""
    text = body.decode("utf-8", "surrogateescape")
    wrong = sum("\udc80" <= character <= "\udcff" for character in text)
    return wrong, sum(character > "\x7f" for character in text) - wrong


def _ascii(data: bytes) -> str:
    return data.decode("ascii")


def _utf8(data: bytes) -> str:
    return data.decode("utf-8")


def _utf8_replacing(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _cp1251(data: bytes) -> str:
    return data.decode("cp1251", "replace")


def _cp1252(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")
