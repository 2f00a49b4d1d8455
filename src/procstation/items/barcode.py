"""What a scanned or typed code is: an item, a patron card, a standard number, a command.

A library's own ranges come first. Without one, the usual numbers are known by their form: 14 digits
beginning with 3 (item) or 2 (patron) and ending with a Luhn digit, ISBN, ISSN and EAN-13.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from procstation.items import check_digit
from procstation.items.barcode_range import BarcodeRange, Enforce
from procstation.language import tr

COMMAND_PREFIX = "%PS-"
"""What a command barcode begins with. Code 39 and Code 128 can carry it, Codabar cannot, so no
14-digit item or patron number is ever one."""

_COMMAND_AS_FULL_ASCII = "{S-"
"""The same prefix from a scanner set to full ASCII Code 39, which reads the pair `%P` as `{`."""

LONGEST = 64
"""Characters. A linear symbol of more does not fit a book; longer codes are matrix symbols."""

_CODABAR_WITH_ENDS = re.compile(r"[A-DTNE*]([0-9$:/.+-]+)[A-DTNE*]", re.IGNORECASE)
"""Start and stop have an older set of names, T N * E, beside A B C D."""

_CLSI_SPACED = re.compile(r"[0-9]+(?: +[0-9]+)+")
_STANDARD_NUMBER = re.compile(r"[0-9]{9}[0-9Xx]|[0-9]{7}[0-9Xx]")


class BarcodeKind(StrEnum):
    """What a code stands for."""

    ITEM = "item"
    PATRON = "patron"
    ISBN = "isbn"
    ISSN = "issn"
    COMMAND = "command"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class BarcodeReading:
    """What a code was found to be.

    Attributes:
        code: As it was given.
        scheme: `range:NAME`, `luhn14`, `mod43`, `isbn13`, `isbn10`, `ismn13`, `issn`, `upca`,
            `ean13`, `command`; None when it has no form we know.
        valid: It has a form we know, and its check character is right.
        expected_check: What its last character should be, where that can be said.
        reason: In words, for a person.
        normal: The form to store and look up: without spaces and start/stop characters; an ISBN
            as 13 digits, an ISSN as NNNN-NNNC, a command without its prefix. "" when unreadable.
        enforce: What a wrong check character means for work.
    """

    code: str
    kind: BarcodeKind
    scheme: str | None
    valid: bool
    expected_check: str | None
    reason: str
    normal: str
    enforce: Enforce = "warn"


def classify(
    code: str, ranges: Iterable[BarcodeRange] = (), symbology: str | None = None
) -> BarcodeReading:
    """Say what a code is. Never fails: what cannot be read is `unknown`, with the reason.

    Of several ranges that fit, the longest prefix decides, and a patron range before an item
    range, since the number of a patron must never be stored. A wrong check character in an item
    range that is enforced with `reject` makes the code unknown; a patron stays a patron.

    Args:
        symbology: `codabar` when the scanner said so: start and stop characters are taken off
            then, and only then, because a Code 39 `A123B` is a whole number.
    """
    normal, fault = _readable(code, symbology)
    if fault:
        return _unknown(code, fault, normal="")
    for prefix in (COMMAND_PREFIX, _COMMAND_AS_FULL_ASCII):
        if normal.startswith(prefix):
            return _command(code, normal.removeprefix(prefix))
    ranges = tuple(ranges)
    fitting = [known for known in ranges if known.fits(normal)]
    if fitting:
        best = max(fitting, key=lambda known: (len(known.prefix), known.holder == "patron"))
        return _in_range(code, normal, best)
    if normal.isdigit() and len(normal) == 14:
        return _fourteen_digits(code, normal, foreign=bool(ranges))
    return _ean(code, normal) or _standard_number(code, normal) or _without_form(code, normal)


def _readable(code: str, symbology: str | None) -> tuple[str, str]:
    """Return the code without what scanners add, and what makes it unreadable, or ""."""
    normal = code.strip(" \t\r\n")
    if not normal:
        return "", tr("it is empty")
    if len(normal) > LONGEST:
        return "", tr(
            "it has {count} characters; no barcode of a book has over {longest}",
            count=len(normal),
            longest=LONGEST,
        )
    strange = next(
        (letter for letter in normal if not (letter.isascii() and letter.isprintable())), ""
    )
    if strange:
        name = unicodedata.name(strange, tr("control character"))
        return "", tr(
            "it has a character no barcode of a book has: U+{ord:04X} ({name})",
            ord=ord(strange),
            name=name,
        )
    if symbology == "codabar" and (ends := _CODABAR_WITH_ENDS.fullmatch(normal)):
        normal = ends[1]
    # CLSI terminals wanted the parts of a number apart, and some scanners still put spaces there.
    if _CLSI_SPACED.fullmatch(normal):
        normal = normal.replace(" ", "")
    return normal, ""


def _command(code: str, word: str) -> BarcodeReading:
    if not word:
        return _unknown(code, tr("a command barcode without a command"), normal="")
    return BarcodeReading(
        code,
        BarcodeKind.COMMAND,
        "command",
        True,
        None,
        tr("a command to the station"),
        word.upper(),
    )


def _in_range(code: str, normal: str, found: BarcodeRange) -> BarcodeReading:
    expected = found.expected_check(normal)
    valid = expected is None or expected == normal[-1]
    kind = BarcodeKind(found.holder)
    if not valid and found.enforce == "reject" and kind is BarcodeKind.ITEM:
        kind = BarcodeKind.UNKNOWN
    told = (
        tr("a number of range {name!r} (item)", name=found.name)
        if found.holder == "item"
        else tr("a number of range {name!r} (patron)", name=found.name)
    )
    if not valid:
        told = tr(
            "{told}, but its last character should be {expected}", told=told, expected=expected
        )
    return BarcodeReading(
        code, kind, f"range:{found.name}", valid, expected, told, normal, found.enforce
    )


def _fourteen_digits(code: str, normal: str, *, foreign: bool) -> BarcodeReading:
    expected = check_digit.luhn(normal[:-1])
    valid = expected == normal[-1]
    scheme: str | None = "luhn14"
    if normal[0] == "2":
        kind, told = BarcodeKind.PATRON, tr("a 14-digit patron number")
    elif normal[0] == "3" and foreign:
        kind, told = BarcodeKind.UNKNOWN, tr("a 14-digit item number outside this library's ranges")
    elif normal[0] == "3":
        kind, told = BarcodeKind.ITEM, tr("a 14-digit item number")
    else:
        kind, told = (
            BarcodeKind.UNKNOWN,
            tr("14 digits that begin neither with 3 (item) nor 2 (patron)"),
        )
        scheme = scheme if valid else None
    if not valid:
        told = tr("{told}, but its last digit should be {expected}", told=told, expected=expected)
    return BarcodeReading(code, kind, scheme, valid, expected, told, normal)


def _ean(code: str, normal: str) -> BarcodeReading | None:
    """Read an EAN-13 or UPC-A, its 2- or 5-digit add-on dropped; None when it is neither."""
    if not normal.isdigit() or len(normal) not in (13, 15, 18):
        return None
    number = normal[:13]
    expected = check_digit.ean13(number[:-1])
    valid = expected == number[-1]
    if number.startswith(("978", "979")):
        scheme, told = (
            ("ismn13", tr("an ISMN")) if number.startswith("9790") else ("isbn13", tr("an ISBN"))
        )
        told = told if valid else _but_its_check_digit(told, expected)
        return BarcodeReading(code, BarcodeKind.ISBN, scheme, valid, expected, told, number)
    if number.startswith("977"):
        body = number[3:10]
        told = tr("an ISSN in an EAN-13")
        told = told if valid else _but_its_check_digit(told, expected)
        lookup = f"{body[:4]}-{body[4:]}{check_digit.issn(body)}"
        return BarcodeReading(code, BarcodeKind.ISSN, "issn", valid, expected, told, lookup)
    if not valid or len(normal) != 13:
        return None
    scheme, told = ("upca", tr("a UPC-A")) if number[0] == "0" else ("ean13", tr("an EAN-13"))
    told = tr("{number} of the trade: no number of an item or a title", number=told)
    return BarcodeReading(code, BarcodeKind.UNKNOWN, scheme, True, expected, told, number)


def _but_its_check_digit(told: str, expected: str) -> str:
    return tr("{told}, but its check digit should be {expected}", told=told, expected=expected)


def _standard_number(code: str, normal: str) -> BarcodeReading | None:
    """Read an ISBN or ISSN as printed, with or without hyphens; None when it cannot be one."""
    bare = normal.replace("-", "").replace(" ", "")
    hyphens = bare != normal
    if hyphens and len(bare) == 13 and bare.isdigit() and bare.startswith(("978", "979")):
        return _ean(code, bare)
    if not _STANDARD_NUMBER.fullmatch(bare) or (hyphens and not _printed_as_number(normal)):
        return None
    body = bare[:-1]
    if len(bare) == 10:
        kind, scheme, told = BarcodeKind.ISBN, "isbn10", tr("an ISBN of 10 characters")
        expected = check_digit.isbn10(body)
        lookup = "978" + body + check_digit.ean13("978" + body)
    else:
        kind, scheme, told = BarcodeKind.ISSN, "issn", tr("an ISSN")
        expected = check_digit.issn(body)
        lookup = f"{body[:4]}-{body[4:]}{expected}"
    if expected == bare[-1].upper():
        return BarcodeReading(code, kind, scheme, True, expected, told, lookup)
    if hyphens or not bare.isdigit():
        told = tr(
            "{told}, but its last character should be {expected}", told=told, expected=expected
        )
        return BarcodeReading(code, kind, scheme, False, expected, told, normal)
    told = tr(
        "{count} digits: as {told} it should end in {expected}; if items are"
        " numbered so, their range has to be configured",
        count=len(bare),
        told=told,
        expected=expected,
    )
    return BarcodeReading(code, BarcodeKind.UNKNOWN, scheme, False, expected, told, normal)


def _printed_as_number(text: str) -> bool:
    """Say whether the hyphens stand where an ISSN (one, in the middle) or ISBN (three) has them."""
    parts = re.split("[- ]", text)
    return all(parts) and ([len(part) for part in parts] == [4, 4] or len(parts) == 4)


def _without_form(code: str, normal: str) -> BarcodeReading:
    body, last = normal[:-1], normal[-1]
    code39 = bool(body) and not normal.isdigit() and set(normal) <= set(check_digit.MOD_43)
    if code39 and check_digit.mod_43(body) == last:
        told = tr(
            "its last character is a right modulo 43 check, which may be"
            " chance; no configured range fits"
        )
        return BarcodeReading(code, BarcodeKind.UNKNOWN, "mod43", True, last, told, normal)
    return _unknown(code, tr("no configured range fits, and it has no form we know"), normal)


def _unknown(code: str, reason: str, normal: str) -> BarcodeReading:
    return BarcodeReading(code, BarcodeKind.UNKNOWN, None, False, None, reason, normal)
