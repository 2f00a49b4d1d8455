"""What is searched for, in the forms that catalogues may have it in."""

import re
from dataclasses import dataclass
from typing import Literal

from procstation.catalog.isbn import isbn13, normal_issn
from procstation.catalog.text import clean
from procstation.errors import InputRefused
from procstation.items.check_digit import ean13, isbn10
from procstation.language import tr

By = Literal["isbn", "issn", "lccn", "title"]
BY: tuple[By, ...] = ("isbn", "issn", "lccn", "title")

_NO_DIGITS = re.compile(r"[\s\-\u2010-\u2015\u2212]")
_LIKE_ISBN = re.compile(r"97[89]\d{10}|\d{9}[\dX]")
_LIKE_ISSN = re.compile(r"\d{4}-\d{3}[\dX]")
_LCCN = re.compile(r"([a-z]{0,3})(\d{8}|\d{10})")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One search.

    Attributes:
        forms: What is searched for, one after the other until something is found: of an ISBN 13
            digits, then 10. One form for all else.
        author: Searched for together with a title; "" for any.
    """

    by: By
    forms: tuple[str, ...]
    author: str = ""

    @property
    def text(self) -> str:
        """As messages call it."""
        said = self.forms[0] if self.by == "title" else f"{self.by.upper()} {self.forms[0]}"
        return f"{said} / {self.author}" if self.author else said


def wanted(text: str, by: By | None = None, author: str = "") -> Wanted:
    """Return what a text asks for.

    Args:
        by: What it is; None to tell by its form: what looks like an ISBN or ISSN is one, all else
            is words of a title.

    Raises:
        InputRefused: It is blank, or no such number.
    """
    text, author = clean(text), clean(author)
    if not text:
        raise InputRefused(tr("There is nothing to search for."), tr("Give an ISBN or some words."))
    by = by or _kind_of(text)
    if author and by != "title":
        raise InputRefused(
            tr(
                "An author cannot be searched for together with {by} {text}.",
                by=by.upper(),
                text=text,
            ),
            tr("Leave the author out; the number says enough."),
        )
    if by == "isbn":
        return Wanted(by, _isbn_forms(text))
    if by == "issn":
        return Wanted(by, (_issn(text),))
    if by == "lccn":
        return Wanted(by, (normal_lccn(text),))
    return Wanted(by, (_words(text),), _words(author))


def _words(text: str) -> str:
    """Leave out what stands alone and is no word, such as the `/` of a record: some servers look
    for it and find nothing."""
    words = [word for word in text.split() if any(map(str.isalnum, word))]
    return " ".join(words) or text


def _kind_of(text: str) -> By:
    if _LIKE_ISSN.fullmatch(text.upper()):
        return "issn"
    return "isbn" if _LIKE_ISBN.fullmatch(_NO_DIGITS.sub("", text).upper()) else "title"


def _isbn_forms(text: str) -> tuple[str, ...]:
    number = isbn13(text)
    if number is None:
        raise InputRefused(
            tr(
                "{text!r} is no ISBN{right_digit}.",
                text=text,
                right_digit=_right_digit(_NO_DIGITS.sub("", text).upper()),
            ),
            tr("Look at the book and type it again, or name with --by what it is."),
        )
    body = number[3:12]
    return (number, body + isbn10(body)) if number.startswith("978") else (number,)


def _right_digit(number: str) -> str:
    if not _LIKE_ISBN.fullmatch(number):
        return ""
    body = number[:-1]
    right = ean13(body) if len(body) == 12 else isbn10(body)
    return tr(
        ": after {body} comes {right}, not {number}", body=body, right=right, number=number[-1]
    )


def _issn(text: str) -> str:
    number = normal_issn(text)
    if number is None:
        raise InputRefused(
            tr("{text!r} is no ISSN.", text=text),
            tr("It has eight digits, the last of which checks the others."),
        )
    return number


def normal_lccn(text: str) -> str:
    """Return a number of the Library of Congress as its catalogue normalises it.

    "The LCCN Namespace", info:lccn: blanks and what follows a slash are left out; digits behind a
    hyphen are filled up to six.

    Raises:
        InputRefused: It is none.
    """
    number = re.sub(r"\s", "", text).partition("/")[0].lower()
    begin, hyphen, serial = number.partition("-")
    found = _LCCN.fullmatch(begin + serial.zfill(6) if hyphen else number)
    if found is None:
        raise InputRefused(
            tr("{text!r} is no number of the Library of Congress.", text=text),
            tr("It looks like 2001-627090 or n78-890351."),
        )
    return found[0]
