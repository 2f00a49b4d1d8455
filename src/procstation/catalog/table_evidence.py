"""What the values of a column say it holds, whatever it is called."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from procstation.catalog.isbn import isbn13, isbn_in_020, normal_issn
from procstation.catalog.scheme_names import scheme_named
from procstation.catalog.text import normal_barcode
from procstation.items import BarcodeKind, Scheme, classify, guess_scheme
from procstation.language import mark, percent, tr, tr_marked

SURE, LIKELY, POSSIBLE = 50, 30, 10
"""How much the values count; SURE is enough where a heading says nothing."""

_YEAR = re.compile(r"\[?c?(1[4-9]|20)\d\d\]?\.?")
_NAME = re.compile(r"[^\W\d]+[\w' .-]*, [^\W\d][\w' .-]*")
_TIME = re.compile(r"[\d:./-]+")
"""A date, a time or a plain number, though it may look like a number of a classification."""
_NUMBER = re.compile(r"[A-Za-z]{0,3}\d{5,14}")


class Evidence(NamedTuple):
    """A field that values speak for, how much, and why in words."""

    field: str
    score: int
    why: str


def evidence_of(values: Sequence[str]) -> list[Evidence]:
    """Say what values may be.

    Args:
        values: Those of a column that are not blank, some hundred at most.
    """
    if not values:
        return []
    found = [*_barcodes(values), *_call_numbers(values), *_titles(values)]
    for field, fits, needed, score, what in _SHAPES:
        share = _share(values, fits)
        if share >= needed:
            found.append(Evidence(field, score, f"{percent(share)} {tr_marked(what)}"))
    return found


def _share(values: Sequence[str], fits: Callable[[str], object]) -> float:
    return sum(bool(fits(value)) for value in values) / len(values)


_SHAPES: tuple[tuple[str, Callable[[str], object], float, int, str], ...] = (
    (
        "isbn",
        lambda text: isbn13(isbn_in_020(text.lstrip("'"))),
        0.7,
        SURE,
        mark("are valid ISBNs"),
    ),
    ("issn", normal_issn, 0.7, SURE, mark("are valid ISSNs")),
    ("date", _YEAR.fullmatch, 0.8, LIKELY, mark("are years")),
    ("author", _NAME.match, 0.6, POSSIBLE, mark("look like names")),
    (
        "scheme",
        lambda text: text.isalpha() and scheme_named(text),
        0.7,
        LIKELY,
        mark("are schemes"),
    ),
)


def _barcodes(values: Sequence[str]) -> list[Evidence]:
    readings = [classify(normal_barcode(value)) for value in values]
    items = sum(one.kind is BarcodeKind.ITEM and one.valid for one in readings) / len(values)
    if items >= 0.6:
        why = tr("{share} are item barcodes with a right check digit", share=percent(items))
        return [Evidence("barcode", SURE, why)]
    numbers = _share(values, lambda text: _NUMBER.fullmatch(normal_barcode(text)))
    standard = sum(one.kind in {BarcodeKind.ISBN, BarcodeKind.ISSN} for one in readings)
    repeated = len(values) - len(set(values))
    if numbers >= 0.9 and repeated * 20 <= len(values) and standard * 2 < len(values):
        score = LIKELY if _share(values, lambda text: len(text) >= 8) > 0.9 else POSSIBLE
        return [
            Evidence(
                "barcode",
                score,
                tr("{share} are long numbers, hardly one twice", share=percent(numbers)),
            )
        ]
    return []


def _call_numbers(values: Sequence[str]) -> list[Evidence]:
    longer = [text for text in values if len(text) > 4 and not _TIME.fullmatch(text)]
    schemes = [guess_scheme(text)[0] for text in longer if len(text) < 60]
    known = [scheme for scheme in schemes if scheme is not Scheme.OTHER]
    if len(known) < 0.6 * len(values):
        return []
    commonest = max(set(known), key=known.count)
    share = known.count(commonest) / len(values)
    return [
        Evidence(
            "call_number",
            SURE,
            tr("{share} look like {scheme}", share=percent(share), scheme=commonest.value),
        )
    ]


def _titles(values: Sequence[str]) -> list[Evidence]:
    words = sum(len(text.split()) for text in values) / len(values)
    letters = _share(values, lambda text: sum(map(str.isalpha, text)) * 2 > len(text))
    if words >= 3 and letters > 0.8:
        return [Evidence("title", POSSIBLE, tr("{words:.0f} words each", words=words))]
    return []
