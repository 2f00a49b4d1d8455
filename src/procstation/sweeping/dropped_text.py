"""The lines of a file that a scanner or a program dropped, whatever its encoding and line ends."""

import re
from dataclasses import dataclass

END_OF_FILE = "\x1a"
"""What CP/M and DOS programs put behind the last line."""
LOOKED_AT = 4096
"""Bytes that tell UTF-16 without its mark."""
_LINE_END = re.compile("\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Text:
    """A file as lines.

    Attributes:
        lines: Without their ends; the first is line 1.
        is_whole: The last line has its end. Without, it may be half a line.
    """

    lines: list[str]
    is_whole: bool


def text_of(data: bytes) -> Text:
    """Take a file apart at CR, LF and CR LF, and at nothing else: GS belongs to a barcode."""
    text = _decoded(data)
    is_whole = text.endswith(("\n", "\r", END_OF_FILE))
    text = text.rstrip(END_OF_FILE)
    lines = _LINE_END.split(text) if "\r" in text else text.split("\n")
    if lines[-1] == "":
        lines.pop()
    return Text(lines, is_whole)


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    beginning = data[:LOOKED_AT]
    if beginning.count(0) * 3 > len(beginning):
        zeros_behind = beginning[1::2].count(0) >= beginning[::2].count(0)
        return data.decode("utf-16-le" if zeros_behind else "utf-16-be", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
