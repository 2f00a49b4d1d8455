"""The encoding of an XML file, and what XML does not allow in a text."""

import codecs
import html.entities
import re
from typing import BinaryIO

from procstation.errors import InputRefused
from procstation.language import tr

_LOOKED_AT = 1 << 10
_BEFORE_XML = codecs.BOM_UTF8 + b"\r\n\t \0\x1a"
_ENCODING = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)[\"']")
_ILLEGAL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_REFERENCE = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(\w{1,32}));|&")
_XML_NAMES = ("amp", "lt", "gt", "quot", "apos")


def start_of(file: BinaryIO) -> int:
    """The offset of the first tag; programs leave blank lines before it, which XML does not allow.

    Leaves the file there.
    """
    beginning = file.read(_LOOKED_AT)
    start = len(beginning) - len(beginning.lstrip(_BEFORE_XML))
    return file.seek(start)


def encoding_of(file: BinaryIO) -> str:
    """The encoding a file declares, UTF-8 without a declaration; leaves the file at its beginning.

    Raises:
        InputRefused: It is in UTF-16, or in an encoding that is not known.
    """
    beginning = file.read(_LOOKED_AT)
    file.seek(0)
    if beginning.startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)):
        raise InputRefused(
            tr("{name} is XML in UTF-16.", name=file.name), tr("Export it again as UTF-8.")
        )
    declared = _ENCODING.search(beginning)
    encoding = declared[1].decode("ascii") if declared else "utf-8"
    try:
        codecs.lookup(encoding)
    except LookupError as error:
        raise InputRefused(
            tr(
                "{name} says it is in {encoding!r}, which is not known.",
                name=file.name,
                encoding=encoding,
            ),
            tr("Export it again as UTF-8."),
        ) from error
    return encoding


def decoded(data: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    """The text of a record, with a note where it is not in the encoding that is declared."""
    try:
        return data.decode(encoding), ()
    except UnicodeDecodeError:
        note = tr("the text is not {encoding}; it was read as Windows-1252", encoding=encoding)
        return data.decode("cp1252", "replace"), (note,)


def mended(text: str) -> str:
    """Take out what XML does not allow: control characters, unknown names, bare ampersands."""
    return _REFERENCE.sub(_legal, _ILLEGAL.sub("", text))


def _legal(reference: re.Match[str]) -> str:
    decimal, hexadecimal, name = reference.groups()
    if decimal or hexadecimal:
        code = int(decimal) if decimal else int(hexadecimal, 16)
        if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
            return ""
        return "" if _ILLEGAL.fullmatch(chr(code)) else reference[0]
    if name in _XML_NAMES:
        return reference[0]
    return html.entities.html5.get(f"{name};", "&amp;" + reference[0][1:])
