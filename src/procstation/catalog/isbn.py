"""ISBN and ISSN out of what people and records write."""

import re

from procstation.items.check_digit import ean13, isbn10
from procstation.items.check_digit import issn as issn_check

_ISBN = re.compile(r"(97[89])?([0-9]{9})([0-9X])")
_ISSN = re.compile(r"([0-9]{7})([0-9X])")
_WRITTEN = re.compile(r"[\s\d\-\u2010-\u2015xX]*")
_DASHES = re.compile(r"[\s\-\u2010-\u2015\u2212]")


def isbn13(text: str) -> str | None:
    """Return the ISBN-13 of an ISBN-10 or -13, or None when the text is no valid ISBN."""
    found = _ISBN.fullmatch(text) or _ISBN.fullmatch(_DASHES.sub("", text).upper())
    if found is None:
        return None
    prefix, body, check = found.groups()
    if prefix is None:
        return "978" + body + ean13("978" + body) if isbn10(body) == check else None
    return found[0] if ean13(prefix + body) == check else None


def isbn_in_020(text: str) -> str:
    """Return the ISBN at the beginning of an 020 $a, "" when there is none.

    The binding or the price often follows it: `0679450041 (acid-free paper)`. A number that does
    not check is kept as written, without hyphens: it may be printed so in the book.
    """
    number = _WRITTEN.match(text)
    written = number[0].strip().upper() if number else ""
    if not written.isalnum():
        written = _DASHES.sub("", written)
    return isbn13(written) or (written if len(written) >= 9 else "")


def normal_issn(text: str) -> str | None:
    """Return an ISSN as NNNN-NNNN, or None when the text is no valid ISSN."""
    found = _ISSN.fullmatch(_DASHES.sub("", text).upper())
    if found is None or issn_check(found[1]) != found[2]:
        return None
    return f"{found[0][:4]}-{found[0][4:]}"
