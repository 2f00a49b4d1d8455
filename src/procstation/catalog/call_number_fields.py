"""The call number fields of a bibliographic record, and how each is read.

The tags of MARC 21 and of UNIMARC (6xx) do not overlap, so that one table holds both.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from procstation.catalog.marc_record import MarcRecord
from procstation.catalog.text import clean
from procstation.items import CallNumber, Scheme, guess_scheme

Subfields = Iterable[tuple[str, str]]

_LCC = re.compile(r"[A-Z]{1,3}\s*\d")
_DEWEY = re.compile(r"(?:[A-Z]{1,4}\s+)?\[?\d{3}(?!\d)|\[?(?:E|Fic|B)\b", re.IGNORECASE)
_NLM = re.compile(r"(?:W[A-Z]?|Q[S-Z])\s*\d|[A-Z]{1,3}\s*\d")
_CUT_MARKS = re.compile(r"[/′’'ʹ]")
"""Where a long Dewey number may be cut; not part of the number that is printed."""


class CallNumberField(NamedTuple):
    """How a field is read.

    Attributes:
        scheme: None where the field does not say.
        looks_like: What a value of the scheme begins with; others are notes such as "In process".
        codes: Its subfields; $a may be repeated, and all but the first are other classes.
        every_a: Each $a is a part of the number (099).
    """

    scheme: Scheme | None
    looks_like: re.Pattern[str] | None = None
    codes: str = "ab"
    every_a: bool = False


FIELDS = {
    "050": CallNumberField(Scheme.LCC, _LCC),
    "055": CallNumberField(Scheme.LCC, _LCC),
    "060": CallNumberField(Scheme.NLM, _NLM),
    "070": CallNumberField(Scheme.LCC, _LCC),
    "080": CallNumberField(Scheme.UDC, codes="abx"),
    "082": CallNumberField(Scheme.DEWEY, _DEWEY),
    "084": CallNumberField(None),
    "086": CallNumberField(Scheme.SUDOC, codes="a"),
    "090": CallNumberField(Scheme.LCC, _LCC),
    "092": CallNumberField(Scheme.DEWEY, _DEWEY, codes="eab"),
    "096": CallNumberField(Scheme.NLM, _NLM),
    "098": CallNumberField(None),
    "099": CallNumberField(None, every_a=True),
    "675": CallNumberField(Scheme.UDC, codes="a"),
    "676": CallNumberField(Scheme.DEWEY, _DEWEY, codes="a"),
    "680": CallNumberField(Scheme.LCC, _LCC),
    "686": CallNumberField(Scheme.OTHER),
}


def call_number_of(record: MarcRecord, order: Iterable[str]) -> CallNumber | None:
    """The call number a record suggests: the first of its fields, in an order of tags.

    A value that does not look like its scheme is passed over as long as there is another.
    """
    return suggested(
        (field.tag, field.indicators, field.subfields) for tag in order for field in record.all(tag)
    )


def suggested(fields: Iterable[tuple[str, str, Subfields]]) -> CallNumber | None:
    """The same out of the tags, the indicators and the subfields of call number fields."""
    second_best: CallNumber | None = None
    for tag, indicators, subfields in fields:
        text = _text_of(subfields, FIELDS[tag])
        if not text:
            continue
        scheme, fits = _scheme_of(tag, indicators, text)
        if fits:
            return CallNumber(text, scheme, tag)
        second_best = second_best or CallNumber(text, guess_scheme(text)[0], tag)
    return second_best


def _text_of(subfields: Subfields, how: CallNumberField) -> str:
    parts: list[str] = []
    seen_a = False
    for code, value in subfields:
        if code not in how.codes or not value.strip():
            continue
        if code == "a":
            if seen_a and not how.every_a:
                break
            seen_a = True
        parts.append(value)
    text = clean(" ".join(parts)) if seen_a else ""
    return _CUT_MARKS.sub("", text) if how.scheme is Scheme.DEWEY else text


def _scheme_of(tag: str, indicators: str, text: str) -> tuple[Scheme, bool]:
    how = FIELDS[tag]
    if tag == "086" and indicators[0] not in "0 ":
        return Scheme.OTHER, True
    if how.scheme is None:
        return guess_scheme(text)[0], True
    return how.scheme, how.looks_like is None or how.looks_like.match(text) is not None
