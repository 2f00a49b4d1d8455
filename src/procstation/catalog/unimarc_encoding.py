"""Which characters a UNIMARC record is in: field 100 $a says it, and the bytes prove it.

UNIMARC has no leader/09. Positions 26-27 of 100 $a name the set: 50 is Unicode, 01 to 03 are ISO
646 and its extensions; the Russian form adds 79, 89 and 99 for code pages.
"""

import re
from collections.abc import Iterable

from procstation.catalog.iso5426 import decode_iso5426, reads_as_iso5426
from procstation.catalog.marc_encoding import Encoding, choose_encoding

_CODED = re.compile(rb"[^\x1f]*\x1fa(\d{8}[a-m|# ].{17})(..)", re.DOTALL)
_ESCAPE = re.compile(rb"\x1b[ -/]*[0-~]")
_UNICODE = "50"
_CODE_PAGES = {"79": "cp866", "89": "cp1251", "99": "koi8-r"}


def unimarc_encoding(fields: Iterable[tuple[str, bytes]], body: bytes) -> Encoding | None:
    """Decide how to read a record; None when it is not UNIMARC.

    Args:
        fields: Tag and bytes of each.
        body: All of them.
    """
    by_tag = dict(fields)
    coded = _CODED.match(by_tag.get("100", b""))
    if "245" in by_tag or (coded is None and "200" not in by_tag):
        return None
    says = coded[2].decode("latin-1").strip() if coded is not None else ""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return _eight_bit(says, body)
    if body.isascii():
        escapes = "escape sequences to other character sets were left out"
        return Encoding("ascii", _without_escapes, escapes if b"\x1b" in body else "")
    said_so = says in {_UNICODE, ""}
    note = "" if said_so else f"field 100 names character set {says}, the text is UTF-8"
    return Encoding("utf-8", lambda data: data.decode("utf-8"), note)


def _eight_bit(says: str, body: bytes) -> Encoding:
    page = _CODE_PAGES.get(says)
    if page is not None:
        return Encoding(page, lambda data: data.decode(page, "replace"))
    said = {_UNICODE: "says Unicode", "": "names no character set"}
    note = f"field 100 {said.get(says, f'names character set {says}')}"
    other = choose_encoding("a" if says == _UNICODE else " ", body)
    if other.name in {"utf-8", "cp1251"}:
        named = {"utf-8": "UTF-8 with faults", "cp1251": "Windows-1251"}[other.name]
        return other._replace(note=f"{note}, the text is {named}")
    said_so = says != _UNICODE
    if reads_as_iso5426(body, said=said_so):
        escapes = "; escape sequences to other character sets were left out"
        text = "" if said_so else f"{note}, the text is ISO 5426"
        return Encoding("iso-5426", _iso5426, (text + escapes * (b"\x1b" in body)).lstrip("; "))
    return Encoding("cp1252", _cp1252, f"{note}, the text is Latin-1")


def _without_escapes(data: bytes) -> str:
    return _ESCAPE.sub(b"", data).decode("ascii")


def _iso5426(data: bytes) -> str:
    return decode_iso5426(_ESCAPE.sub(b"", data))


def _cp1252(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")
