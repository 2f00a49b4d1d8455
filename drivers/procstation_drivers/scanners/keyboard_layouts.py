"""Keyboard layouts as data: what a key says, by Linux key code (linux/input-event-codes.h).

The layout is the one the scanner was programmed for, not the desktop's. A combining character
stands for a dead key: it waits for the key that follows.
"""

from dataclasses import dataclass
from typing import Literal

LayoutName = Literal["us", "de", "fr"]

_ROWS = (range(2, 14), range(16, 28), (*range(30, 41), 43), (86, *range(44, 54)), (41,))
"""The digit row, the three letter rows, and the key below Escape, each from left to right.

Key 43 is counted to the middle row, where ISO keyboards have it; 86 is the key beside left Shift.
"""

GRAVE, ACUTE, CIRCUMFLEX, TILDE, DIAERESIS = "\u0300", "\u0301", "\u0302", "\u0303", "\u0308"

SPACING = {GRAVE: "`", ACUTE: "´", CIRCUMFLEX: "^", TILDE: "~", DIAERESIS: "¨"}
"""What a dead key says when the space bar follows, or nothing that can carry the accent."""

ON_EVERY_LAYOUT = {
    15: "\t",
    28: "\r",
    57: " ",
    # The keypad; scanners that use it take Num Lock to be on.
    55: "*",
    71: "7",
    72: "8",
    73: "9",
    74: "-",
    75: "4",
    76: "5",
    77: "6",
    78: "+",
    79: "1",
    80: "2",
    81: "3",
    82: "0",
    83: ".",
    96: "\r",
    98: "/",
}


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout: characters by key code, alone, with Shift, and with AltGr.

    Attributes:
        oem_codepage: What Windows takes Alt codes from when they do not begin with 0.
    """

    plain: dict[int, str]
    shift: dict[int, str]
    altgr: dict[int, str]
    oem_codepage: str


def _keys(*rows: str) -> dict[int, str]:
    """Lay characters on the rows; a space is a key that says nothing."""
    keys = {
        code: character
        for codes, characters in zip(_ROWS, rows, strict=True)
        for code, character in zip(codes, characters, strict=True)
        if character != " "
    }
    return keys | ON_EVERY_LAYOUT


LAYOUTS: dict[LayoutName, Layout] = {
    "us": Layout(
        plain=_keys("1234567890-=", "qwertyuiop[]", "asdfghjkl;'\\", "<zxcvbnm,./", "`"),
        shift=_keys("!@#$%^&*()_+", "QWERTYUIOP{}", 'ASDFGHJKL:"|', ">ZXCVBNM<>?", "~"),
        altgr={},
        oem_codepage="cp437",
    ),
    "de": Layout(
        plain=_keys(
            f"1234567890ß{ACUTE}", "qwertzuiopü+", "asdfghjklöä#", "<yxcvbnm,.-", CIRCUMFLEX
        ),
        shift=_keys(f'!"§$%&/()=?{GRAVE}', "QWERTZUIOPÜ*", "ASDFGHJKLÖÄ'", ">YXCVBNM;:_", "°"),
        altgr=_keys(" ²³   {[]}\\ ", "@ €        ~", " " * 12, "|      µ   ", " "),
        oem_codepage="cp850",
    ),
    "fr": Layout(
        plain=_keys(
            "&é\"'(-è_çà)=", f"azertyuiop{CIRCUMFLEX}$", "qsdfghjklmù*", "<wxcvbn,;:!", "²"
        ),
        shift=_keys("1234567890°+", f"AZERTYUIOP{DIAERESIS}£", "QSDFGHJKLM%µ", ">WXCVBN?./§", " "),
        altgr=_keys(f" {TILDE}#{{[|{GRAVE}\\^@]}}", "  €        ¤", " " * 12, " " * 11, " "),
        oem_codepage="cp850",
    ),
}
