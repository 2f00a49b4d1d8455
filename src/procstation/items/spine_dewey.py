"""Parts of Dewey Decimal call numbers, and of the fiction and biography beside them."""

import re
from typing import Literal

from procstation.items.shelf_dewey import prefix_of
from procstation.items.spine_parts import Part, PartKind, Parts
from procstation.items.spine_rest import rest_parts
from procstation.language import tr

Marks = Literal["remove", "break", "keep"]

_NUMBER = re.compile(r"[0-9]{1,3}(?![0-9])[0-9./'’′]*")
_CLASS_WITH_CUTS = re.compile(r"(?<![^\s(])[0-9]{3}(?=[./'’′])(?:[./'’′]*[0-9])*[/'’′]*")
"""A number with at least one sign in it. `1987/1988` has four digits first and is none."""

_CUTS = re.compile(r"[/'’′]+")


def dewey_parts(text: str, marks: Marks) -> Parts | None:
    """Take apart: prefix words, number, cutter or author, date, volume, copy.

    Args:
        marks: What becomes of slashes and primes in the number, which say where it may be
            shortened (MARC 21, 082 $a): left out, a place to break, or kept.

    Returns:
        None when there is neither a number nor a prefix that stands for one.
    """
    remarks: list[str] = []
    words: list[str] = []
    rest = text
    if _NUMBER.match(text) is None:
        prefix = prefix_of(text.upper())
        if prefix is None:
            return None
        words, rest = text[: prefix.end()].split(), text[prefix.end() :]
        remarks.append(tr("{shelf} is a shelf of its own and goes on top", shelf=" ".join(words)))
    parts = [Part(PartKind.PREFIX, word) for word in words]
    number = _NUMBER.match(rest)
    if number is not None:
        parts += _number_parts(number[0], marks)
        rest = rest[number.end() :]
    if marks != "keep":
        rest = _CLASS_WITH_CUTS.sub(lambda other: _CUTS.sub("", other[0]), rest)
        if any(_CUTS.search(one[0]) for one in _CLASS_WITH_CUTS.finditer(text)):
            remarks.append(
                tr(
                    "the signs that say where the number may be shortened were left out, and the"
                    " number broken there"
                )
                if marks == "break"
                else tr("the signs that say where the number may be shortened were left out")
            )
    return Parts((*parts, *rest_parts(rest, cutters=False)), tuple(remarks))


def _number_parts(number: str, marks: Marks) -> list[Part]:
    if marks == "keep" or _CLASS_WITH_CUTS.fullmatch(number) is None:
        return [Part(PartKind.NUMBER, number)]
    pieces = [piece for piece in _CUTS.split(number) if piece]
    if marks == "remove":
        return [Part(PartKind.NUMBER, "".join(pieces))]
    return [Part(PartKind.NUMBER, piece, "" if at else " ") for at, piece in enumerate(pieces)]
