"""Which characters a UNIMARC record is in: field 100 $a says it, and the bytes prove it.

UNIMARC has no leader/09. Positions 26-27 of 100 $a name the set: 50 is Unicode, 01 to 03 are ISO
646 and its extensions; the Russian form adds 79, 89 and 99 for code pages.
"""

import re
from collections.abc import Iterable

from procstation.catalog.iso5426 import decode_iso5426, reads_as_iso5426
from procstation.catalog.marc_encoding import Encoding, choose_encoding
from procstation.language import tr

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
        escapes = tr("escape sequences to other character sets were left out")
        return Encoding("ascii", _without_escapes, escapes if b"\x1b" in body else "")
    said_so = says in {_UNICODE, ""}
    note = (
        "" if said_so else tr("field 100 names character set {says}, the text is UTF-8", says=says)
    )
    return Encoding("utf-8", lambda data: data.decode("utf-8"), note)


def _eight_bit(says: str, body: bytes) -> Encoding:
    page = _CODE_PAGES.get(says)
    if page is not None:
        return Encoding(page, lambda data: data.decode(page, "replace"))
    note = _said_by_100(says)
    other = choose_encoding("a" if says == _UNICODE else " ", body)
    if other.name in {"utf-8", "cp1251"}:
        named = {"utf-8": tr("UTF-8 with faults"), "cp1251": "Windows-1251"}[other.name]
        return other._replace(note=tr("{note}, the text is {encoding}", note=note, encoding=named))
    said_so = says != _UNICODE
    if reads_as_iso5426(body, said=said_so):
        notes = [] if said_so else [tr("{note}, the text is ISO 5426", note=note)]
        if b"\x1b" in body:
            notes.append(tr("escape sequences to other character sets were left out"))
        return Encoding("iso-5426", _iso5426, "; ".join(notes))
    return Encoding("cp1252", _cp1252, tr("{note}, the text is Latin-1", note=note))


def _said_by_100(says: str) -> str:
    if says == _UNICODE:
        return tr("field 100 says Unicode")
    if not says:
        return tr("field 100 names no character set")
    return tr("field 100 names character set {says}", says=says)


def _without_escapes(data: bytes) -> str:
    return _ESCAPE.sub(b"", data).decode("ascii")


def _iso5426(data: bytes) -> str:
    return decode_iso5426(_ESCAPE.sub(b"", data))


def _cp1252(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")
