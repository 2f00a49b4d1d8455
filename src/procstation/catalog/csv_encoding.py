"""Which characters a text file is in, by proof: what all of its bytes allow."""

import codecs
import re
from pathlib import Path
from typing import NamedTuple

from procstation.catalog.file_beginning import open_file
from procstation.errors import ConfigError, InputRefused
from procstation.language import tr

_CHUNK = 1 << 20
_CYRILLIC_RUN = re.compile(rb"[\xa8\xb8\xc0-\xff]{3,}")
_ESCAPED = re.compile("[\udc80-\udcff]")
"""What Python makes of a byte that is no UTF-8."""
_HIGH = re.compile(rb"[\x80-\xff]")
_NOT_IN_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class TextEncoding(NamedTuple):
    """How to read a text file.

    Attributes:
        codec: Its name in Python; UTF-8 may have single bytes that are none.
        mark: Length of the byte order mark in front, in bytes.
    """

    codec: str
    mark: int = 0


def encoding_of(path: Path, said: str = "") -> TextEncoding:
    """Look at all bytes of a file.

    Args:
        said: What a person said; only checked for being an encoding.

    Raises:
        ConfigError: There is no encoding of that name.
        InputRefused: The file cannot be opened.
    """
    with open_file(path) as file:
        beginning = file.read(4)
        for mark, codec in _MARKS:
            if beginning.startswith(mark):
                return TextEncoding(codec, len(mark))
        if said:
            return TextEncoding(_known(said))
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        wrong = right = high = cyrillic = outside = 0
        while chunk := file.read(_CHUNK):
            text = decoder.decode(chunk)
            if chunk.isascii():
                continue
            errors = len(_ESCAPED.findall(text))
            wrong += errors
            right += len(text) - len(text.encode("ascii", "ignore")) - errors
            high += len(_HIGH.findall(chunk))
            cyrillic += sum(map(len, _CYRILLIC_RUN.findall(chunk)))
            outside += len(_NOT_IN_CP1252.findall(chunk))
    if right >= wrong:
        return TextEncoding("utf-8")
    if cyrillic * 10 >= high * 6:
        return TextEncoding("cp1251")
    return TextEncoding("latin-1" if outside else "cp1252")


def mended(text: str) -> str:
    """Read the bytes of a row that are no UTF-8 as Windows-1252."""
    return _ESCAPED.sub(
        lambda byte: bytes([ord(byte[0]) - 0xDC00]).decode("cp1252", "replace"), text
    )


def _known(name: str) -> str:
    try:
        codec = codecs.lookup(name)
    except LookupError as error:
        raise ConfigError(
            tr("There is no encoding {name!r}.", name=name),
            tr("Name utf-8, cp1252, cp1251 or another."),
        ) from error
    if codec.name == "utf-16":
        raise InputRefused(
            tr("UTF-16 without a byte order mark."), tr("Name utf-16-le or utf-16-be.")
        )
    return codec.name
