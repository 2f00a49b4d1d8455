"""What an identifier of a record of MODS or Dublin Core is: these say it in many ways, or not."""

import re
from enum import Enum
from typing import NamedTuple

from procstation.catalog.isbn import isbn13, isbn_in_020, normal_issn
from procstation.catalog.text import clean, normal_barcode
from procstation.items import BarcodeKind, classify


class IdentifierKind(Enum):
    """What an identifier is for."""

    ISBN = "isbn"
    ISSN = "issn"
    BARCODE = "barcode"
    CALL_NUMBER = "call number"
    OTHER = "other"


class Identifier(NamedTuple):
    """An identifier in its normal form; a barcode or a number that is none has the value ""."""

    kind: IdentifierKind
    value: str


_NAMES = (
    (IdentifierKind.ISBN, "isbn"),
    (IdentifierKind.ISSN, "issn"),
    (IdentifierKind.BARCODE, "bar[ -]?codes?|strichcode|code[ -]barres|c[oó]digo de barras"),
    (
        IdentifierKind.CALL_NUMBER,
        "call[ -]?(?:number|no\\.?)|shelf[ -]?(?:mark|locator|number)|signatur|cote|signatura",
    ),
)
_SAID = tuple((kind, re.compile(f"(?:{names})", re.IGNORECASE)) for kind, names in _NAMES)
_LABELLED = tuple(
    (kind, re.compile(rf"(?:urn:)?(?:{names})(?![a-z])[\s:#=-]*(?P<rest>.+)", re.IGNORECASE))
    for kind, names in _NAMES
)


def identifier(text: str, said: str = "") -> Identifier:
    """Tell what an identifier is: by its type, by the word before it, or by its check digit.

    Args:
        said: Its type as the record has it: `isbn`, `local barcode`, `dcterms:ISBN`, or "".
    """
    text = clean(text)
    for kind, name in _SAID:
        if name.search(said):
            return _normal(kind, text)
    for kind, label in _LABELLED:
        if labelled := label.fullmatch(text):
            return _normal(kind, labelled["rest"])
    return _by_check_digit(text)


def _normal(kind: IdentifierKind, text: str) -> Identifier:
    if kind is IdentifierKind.ISBN:
        # The label stands before the number as well: `ISBN 0-306-40615-2` of type isbn.
        return Identifier(kind, isbn_in_020(re.sub(r"^\D+", "", text)))
    if kind is IdentifierKind.ISSN:
        return Identifier(kind, normal_issn(re.sub(r"^\D+", "", text)) or "")
    for known, label in _LABELLED:
        if known is kind and (labelled := label.fullmatch(text)):
            text = labelled["rest"]
    return Identifier(kind, text)


def _by_check_digit(text: str) -> Identifier:
    """A number that says nothing of itself but is right: ISBN-13, ISSN, 14-digit item barcode."""
    number = isbn13(text)
    if number is not None and "978" <= text[:3] <= "979":
        return Identifier(IdentifierKind.ISBN, number)
    if len(text) == 9 and (issn := normal_issn(text)):
        return Identifier(IdentifierKind.ISSN, issn)
    code = normal_barcode(text)
    reading = classify(code)
    if reading.kind is BarcodeKind.ITEM and reading.valid and reading.scheme == "luhn14":
        return Identifier(IdentifierKind.BARCODE, code)
    return Identifier(IdentifierKind.OTHER, text)
