"""Interleaved 2 of 5 (ISO/IEC 16390), and ITF-14, a GTIN in it (GS1 General Specifications)."""

from procstation.language import tr

CHARACTERS = frozenset("0123456789")

LEAST_DIGITS = 6
"""Scanners take no shorter ones as they come: a scan across a part of a longer one would pass."""

GTIN_LENGTHS = (8, 12, 13, 14)
BEARER_MODULES = 2
"""Thickness of the bars along top and bottom, which a scan that leaves the symbol runs into."""


def why_no_itf(text: str) -> str | None:
    """Return why a text of digits cannot be had as it is, or None."""
    if len(text) % 2:
        return tr(
            "ITF holds digits in pairs; {text!r} has {count}, and with a 0 in"
            " front it would be another number",
            text=text,
            count=len(text),
        )
    if len(text) < LEAST_DIGITS:
        return tr(
            "scanners take no ITF of less than {least_digits} digits; {text!r} has {count}",
            least_digits=LEAST_DIGITS,
            text=text,
            count=len(text),
        )
    return None


def why_no_itf14(text: str) -> str | None:
    """Return why a text of digits is no GTIN, or None."""
    if len(text) not in GTIN_LENGTHS:
        return tr(
            "ITF-14 takes a GTIN of 8, 12, 13 or 14 digits; {text!r} has {count}",
            text=text,
            count=len(text),
        )
    right = _gtin_check(text[:-1])
    if text[-1] != right:
        return tr(
            "{text!r} ends in {end}, its check digit is {right}",
            text=text,
            end=text[-1],
            right=right,
        )
    return None


def itf_elements(digits: str) -> tuple[int, ...]:
    """Return the elements of a symbol: bar, space, bar, …; 1 narrow, 2 wide.

    The patterns are python-barcode's; its encoder is not used, since it puts a 0 in front of an odd
    number of digits on its own.

    Args:
        digits: An even number of them.
    """
    from barcode.charsets import itf  # noqa: PLC0415 - loaded with the first symbol

    elements = itf.START
    for bars, spaces in zip(digits[::2], digits[1::2], strict=True):
        for bar, space in zip(itf.CODES[int(bars)], itf.CODES[int(spaces)], strict=True):
            elements += bar + space
    elements += itf.STOP
    return tuple(2 if element.upper() == "W" else 1 for element in elements)


def _gtin_check(body: str) -> str:
    """Return the last digit of a GTIN: from the right, every other digit counts three times."""
    digits = [int(digit) for digit in reversed(body)]
    return str(-(3 * sum(digits[::2]) + sum(digits[1::2])) % 10)
