"""EAN-13 (ISO/IEC 15420), which ISBN is written as, with an add-on of two or five digits."""

import re
from itertools import groupby

from procstation.items.check_digit import ean13, isbn10
from procstation.language import tr

CHARACTERS = frozenset("0123456789Xx- ")
"""Hyphens may stand in an ISBN; a blank parts an add-on from it; X may end an ISBN of ten."""

GAP_MODULES = 9
"""Between main symbol and add-on: 7 to 12 by the standard, and many readers join up to 9 only."""

_NUMBER = re.compile(r"(?P<main>[0-9-]+[Xx]?)(?: (?P<addon>[0-9]{2}|[0-9]{5}))?")
_BOOKLAND = "978"

_ADDON_START, _ADDON_MIDDLE = "1011", "01"
_ADDON_2_SETS = ("AA", "AB", "BA", "BB")
_ADDON_5_SETS = (
    "BBAAA",
    "BABAA",
    "BAABA",
    "BAAAB",
    "ABBAA",
    "AABBA",
    "AAABB",
    "ABABA",
    "ABAAB",
    "AABAB",
)
"""Number sets of an add-on's digits, by its number modulo 4, or by its weighted sum modulo 10."""


def why_no_ean(text: str) -> str | None:
    """Return why a text is no EAN-13 nor ISBN, or None."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        return tr(
            "{text!r} is not a number with, after a blank, an add-on of 2 or 5 digits", text=text
        )
    main = found["main"].replace("-", "").upper()
    if len(main) not in (10, 13):
        return tr(
            "EAN-13 takes 13 digits, or an ISBN of 10; {text!r} has {count}",
            text=text,
            count=len(main),
        )
    if not main[:-1].isdigit() or (len(main) == 13 and main[-1] == "X"):
        return tr("{text!r} has an X that is not the end of an ISBN of 10", text=text)
    right = isbn10(main[:-1]) if len(main) == 10 else ean13(main[:-1])
    if main[-1] != right:
        return tr(
            "{text!r} ends in {end}, its check character is {right}",
            text=text,
            end=main[-1],
            right=right,
        )
    return None


def ean_digits(text: str) -> tuple[str, str]:
    """Return the 13 digits of a text that `why_no_ean` let pass, and those of its add-on or ""."""
    number, _, addon = text.replace("-", "").partition(" ")
    if len(number) == 10:
        number = _BOOKLAND + number[:-1]
        number += ean13(number)
    return number, addon


def ean_elements(number: str, addon: str) -> tuple[int, ...]:
    """Return the elements of a symbol: bar, space, bar, …, in modules.

    The patterns of the main symbol are python-barcode's.

    Args:
        number: 13 digits.
        addon: 2 or 5 digits, or "".
    """
    from barcode.charsets import ean  # noqa: PLC0415 - loaded with the first symbol

    sets = ean.LEFT_PATTERN[int(number[0])] + "CCCCCC"
    digits = [ean.CODES[of][int(digit)] for of, digit in zip(sets, number[1:], strict=True)]
    modules = ean.EDGE + "".join(digits[:6]) + ean.MIDDLE + "".join(digits[6:]) + ean.EDGE
    if addon:
        digits = [
            ean.CODES[of][int(digit)] for of, digit in zip(_addon_sets(addon), addon, strict=True)
        ]
        modules += "0" * GAP_MODULES + _ADDON_START + _ADDON_MIDDLE.join(digits)
    return tuple(len(list(run)) for _, run in groupby(modules))


def _addon_sets(addon: str) -> str:
    if len(addon) == 2:
        return _ADDON_2_SETS[int(addon) % 4]
    odd, even = addon[::2], addon[1::2]
    return _ADDON_5_SETS[(3 * sum(map(int, odd)) + 9 * sum(map(int, even))) % 10]
