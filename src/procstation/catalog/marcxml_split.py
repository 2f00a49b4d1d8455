"""Cut an XML file at its `record` elements, so that one broken record does not cost the others.

A record may stand alone, in a collection, under any prefix, or nested in the `record` elements of
an SRU or OAI-PMH answer: what counts is the innermost.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from procstation.catalog.marc_split import CHUNK, MAX_RECORD
from procstation.catalog.xml_text import encoding_of
from procstation.errors import InputRefused
from procstation.language import tr

_TAG = re.compile(rb"<(?:/?)(?:[\w.-]+:)?record(?=[\s/>])[^>]*>")
_START = re.compile(rb"<([A-Za-z_][\w.:-]*)")
_CONTENT = re.compile(rb"<(?:[\w.-]+:)?(?:leader|controlfield|datafield)[\s>]")


class Fragment(NamedTuple):
    """One record element.

    Attributes:
        number: Of the record in its file, from 1.
        offset: Of its start tag in the file.
        encoding: What the file says it is in.
        ended: Whether its end tag is there. Where the file ends between records, though the
            element around them is not closed, a last fragment without data says so.
    """

    number: int
    offset: int
    data: bytes
    encoding: str
    ended: bool = True


def split_xml(file: BinaryIO) -> Iterator[Fragment]:
    """Yield the records of a file in turn; holds one record and one chunk in memory.

    Raises:
        InputRefused: The document declares entities, or is in an encoding that is not known.
    """
    encoding = encoding_of(file)
    number = 0
    begin: int | None = None
    data = text = b""
    broken_off = False
    root: re.Match[bytes] | None = None
    for offset, text, tag in _between_tags(file):
        ends = tag.startswith(b"</")
        root = root or _START.search(text + tag)
        if begin is None:
            _refuse_entities(text, file.name)
        else:
            data += text
            # An outer `record` holds other things before the record within it.
            if ends or _CONTENT.search(data):
                number += 1
                broken_off = not tag
                yield Fragment(number, begin, data + tag if ends else data, encoding, ends)
            begin = None
        if tag and not ends and not tag.endswith(b"/>"):
            begin, data = offset + len(text), tag
    # What was cut off between two records looks whole otherwise.
    if number and root is not None and not broken_off and not _closed(root[1], text):
        yield Fragment(number + 1, file.tell(), b"", encoding, ended=False)


def _closed(root: bytes, text: bytes) -> bool:
    """Whether an outermost element, unless it is a record, ends in the text behind all records."""
    is_record = root.rpartition(b":")[2] == b"record"
    return is_record or re.search(rb"</" + re.escape(root) + rb"\s*>", text) is not None


def _between_tags(file: BinaryIO) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield offset, text and the `record` tag behind it; b"" at the end, or after MAX_RECORD."""
    buffer = b""
    base = 0
    while chunk := file.read(CHUNK):
        buffer += chunk
        done = 0
        for tag in _TAG.finditer(buffer):
            yield base + done, buffer[done : tag.start()], tag[0]
            done = tag.end()
        base += done
        buffer = buffer[done:]
        if len(buffer) > MAX_RECORD:
            yield base, buffer, b""
            base += len(buffer)
            buffer = b""
    yield base, buffer, b""


def _refuse_entities(text: bytes, name: str) -> None:
    if b"<!ENTITY" in text:
        raise InputRefused(
            tr(
                "{name} declares entities of its own, which can be made to fill the memory.",
                name=name,
            ),
            tr("Export it again without a document type declaration."),
        )
