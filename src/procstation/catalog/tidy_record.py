"""Records whose text needs no cleaning: most of them, read in the quickest way.

A tidy record is plainly good (see `marc_slices`), its wanted text is printable and composed (or
can be composed as a whole); then cleaning a value is no more than taking out double blanks.
"""

from collections.abc import Iterator
from typing import NamedTuple
from unicodedata import is_normalized, normalize

from procstation.catalog.marc_slices import cut_record, has_strange_code


class TidyRecord(NamedTuple):
    """See the module.

    Attributes:
        texts: As in `Cut`.
    """

    leader: str
    texts: dict[str, list[str]]


def tidy_record(data: bytes, wanted: frozenset[str]) -> TidyRecord | None:
    """Cut a record that is tidy; None for any other. See `cut_record`."""
    cut = cut_record(data, wanted)
    if cut is None:
        return None
    texts = cut.texts
    whole = "".join([text for one in texts.values() for text in one])
    if not whole.replace("\x1f", "").isprintable():
        return None
    if not cut.is_ascii and not is_normalized("NFC", whole):
        texts = {tag: [normalize("NFC", text) for text in one] for tag, one in texts.items()}
        # A mark at the begin of a value may have become one with the code.
        if any(has_strange_code(text) for one in texts.values() for text in one):
            return None
    return TidyRecord(cut.leader, texts)


def squeezed(text: str) -> str:
    """What `clean` makes of a value of a tidy record."""
    while "  " in text:
        text = text.replace("  ", " ")
    return text.strip()


def first(text: str, code: str) -> str:
    """The first value of a subfield that is not blank."""
    mark = "\x1f" + code
    value = text.partition(mark)[2].partition("\x1f")[0].strip()
    if not value and text.count(mark) > 1:
        return next(iter(every(text, code)), "")
    return value


def every(text: str, codes: str) -> list[str]:
    """The values of some subfields that are not blank, in the order of the field."""
    return [
        value
        for part in text.split("\x1f")[1:]
        if part and part[0] in codes and (value := part[1:].strip())
    ]


def subfields(text: str) -> Iterator[tuple[str, str]]:
    """Code and value of all subfields."""
    return ((part[0], part[1:]) for part in text.split("\x1f")[1:] if part)
