"""Check characters of the numbers a library meets.

Each function takes what stands before the check character (ASCII only) and returns that one
character.
"""

from collections.abc import Callable
from itertools import count
from operator import mul

from procstation.errors import InputRefused
from procstation.language import tr

MOD_43 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"
"""Characters of Code 39 in the order of their values 0 to 42 (ISO/IEC 16388)."""

CODABAR = "0123456789-$:/.+ABCD"
"""Characters of Codabar in the order of their values 0 to 19 (AIM BC3); the last four begin and
end a symbol."""

_LUHN_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def luhn(body: str) -> str:
    """Return the Luhn digit (ISO/IEC 7812-1): for a 14-digit library number, of the first 13.

    Raises:
        InputRefused: `body` is not all digits.
    """
    values = [int(digit) for digit in _digits(body, "Luhn")]
    total = sum(_LUHN_DOUBLED[value] for value in values[::-2]) + sum(values[-2::-2])
    return str(-total % 10)


def mod_43(body: str) -> str:
    """Return the modulo 43 character of Code 39.

    Raises:
        InputRefused: `body` has a character that plain Code 39 does not have.
    """
    return MOD_43[sum(_values(body, MOD_43, "Code 39")) % 43]


def codabar_mod_16(body: str) -> str:
    """Return the modulo 16 character of Codabar, which goes before the stop character.

    Args:
        body: With its start and stop character A to D, since they are counted.

    Raises:
        InputRefused: `body` has a character that Codabar does not have.
    """
    return CODABAR[-sum(_values(body, CODABAR, "Codabar")) % 16]


def ean13(body: str) -> str:
    """Return the last digit of an EAN-13, ISBN-13 or UPC-A written as 13 digits, of the first 12.

    Raises:
        InputRefused: `body` is not 12 digits.
    """
    digits = _digits(body, "EAN-13", 12).encode()
    zeros = ord("0") * (6 + 3 * 6)
    return str((zeros - sum(digits[::2]) - 3 * sum(digits[1::2])) % 10)


def isbn10(body: str) -> str:
    """Return the last character of an ISBN-10 (ISO 2108), 0 to 9 or X, of the first 9 digits.

    Raises:
        InputRefused: `body` is not 9 digits.
    """
    return _mod_11(_digits(body, "ISBN-10", 9))


def issn(body: str) -> str:
    """Return the last character of an ISSN (ISO 3297), 0 to 9 or X, of the first 7 digits.

    Raises:
        InputRefused: `body` is not 7 digits.
    """
    return _mod_11(_digits(body, "ISSN", 7))


CHECKS: dict[str, Callable[[str], str]] = {"luhn": luhn, "mod43": mod_43}
"""How the last character of a barcode is made, by the name the configuration gives it."""


def _mod_11(body: str) -> str:
    zeros = ord("0") * sum(range(2, len(body) + 2))
    weighted = sum(map(mul, count(2), reversed(body.encode()))) - zeros
    return "0123456789X"[-weighted % 11]


def _digits(body: str, scheme: str, length: int | None = None) -> str:
    if not (body.isascii() and body.isdigit()) or (length is not None and len(body) != length):
        wanted = f"{length} digits" if length is not None else "digits only"
        raise InputRefused(
            tr(
                "{body!r} cannot get a check character of {scheme}: it is not {wanted}.",
                body=body,
                scheme=scheme,
                wanted=wanted,
            ),
            tr("Give {wanted}, without the check character.", wanted=wanted),
        )
    return body


def _values(body: str, alphabet: str, scheme: str) -> list[int]:
    values = [alphabet.find(character) for character in body]
    if not values or min(values) < 0:
        raise InputRefused(
            tr(
                "{body!r} cannot get a check character of {scheme}: it is empty"
                " or has a character other than {alphabet!r}.",
                body=body,
                scheme=scheme,
                alphabet=alphabet,
            ),
            tr("Correct the number, or choose another check for its range."),
        )
    return values
