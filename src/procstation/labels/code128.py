"""Code 128 (ISO/IEC 15417): printable ASCII in set B, pairs of digits in set C."""

import re
from itertools import groupby

CHARACTERS = frozenset(chr(code) for code in range(32, 127))

START_B, START_C = 104, 105
TO_C, TO_B = 99, 100
FINAL_BAR = "11"
_DIGITS_FOR_C = re.compile(
    r"^(?:[0-9][0-9]){2,}|^[0-9][0-9]$|(?:[0-9][0-9]){3,}|(?:[0-9][0-9]){2,}$"
)
"""Runs that set C writes shorter: ISO/IEC 15417 annex E."""


def code128_elements(text: str) -> tuple[int, ...]:
    """Return the elements of a symbol: bar, space, bar, …, in modules of 1 to 4.

    The patterns are python-barcode's; its encoder is not used, since it loses a leading `99` of
    all-digit texts.

    Args:
        text: Every character is one of `CHARACTERS`.
    """
    from barcode.charsets import code128  # noqa: PLC0415 - loaded with the first symbol

    modules = "".join(code128.CODES[code] for code in code128_codes(text))
    modules += code128.STOP + FINAL_BAR
    return tuple(len(list(run)) for _, run in groupby(modules))


def code128_codes(text: str) -> list[int]:
    """Return the symbol characters of a text: start, data, check; without the stop."""
    codes: list[int] = []
    end = 0
    for run in _DIGITS_FOR_C.finditer(text):
        codes += _in_set_b(text[end : run.start()], first=not codes)
        codes.append(TO_C if codes else START_C)
        codes += [int(run[0][at : at + 2]) for at in range(0, len(run[0]), 2)]
        end = run.end()
    codes += _in_set_b(text[end:], first=not codes)
    check = codes[0] + sum(place * code for place, code in enumerate(codes))
    return [*codes, check % 103]


def _in_set_b(text: str, *, first: bool) -> list[int]:
    if not text:
        return []
    return [START_B if first else TO_B, *(ord(character) - 32 for character in text)]
