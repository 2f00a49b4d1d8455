"""Which keys a keyboard-wedge scanner presses for a character, by the layout it is set to.

Key codes are those of Linux' input-event-codes.h. Dead keys are left out: a scanner that needs
one of their characters types it by Alt and keypad.
"""

from dataclasses import dataclass

LEFT_CTRL = 29
LEFT_SHIFT = 42
LEFT_ALT = 56
RIGHT_ALT = 100
ENTER = 28
TAB = 15
KEYPAD = (82, 79, 80, 81, 75, 76, 77, 71, 72, 73)
"""Keys of the digits 0 to 9 on the keypad."""

NOTHING = "\0"


@dataclass(frozen=True, slots=True)
class Stroke:
    """Keys pressed one after another, and the key held meanwhile, if any."""

    keys: tuple[int, ...]
    held: int | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    """Keys side by side, from `first` on; the characters without and with shift."""

    first: int
    plain: str
    shifted: str


_ROWS = {
    "us": (
        _Row(2, "1234567890-=", "!@#$%^&*()_+"),
        _Row(16, "qwertyuiop[]", "QWERTYUIOP{}"),
        _Row(30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
        _Row(43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    ),
    "de": (
        _Row(2, "1234567890ß\0", '!"§$%&/()=?\0'),
        _Row(16, "qwertzuiopü+", "QWERTZUIOPÜ*"),
        _Row(30, "asdfghjklöä\0", "ASDFGHJKLÖÄ°"),
        _Row(43, "#yxcvbnm,.-", "'YXCVBNM;:_"),
        _Row(86, "<", ">"),
    ),
    "fr": (
        _Row(2, "&é\"'(-è_çà)=", "1234567890°+"),
        _Row(16, "azertyuiop\0$", "AZERTYUIOP\0£"),
        _Row(30, "qsdfghjklmù²", "QSDFGHJKLM%\0"),
        _Row(43, "*wxcvbn,;:!", "µWXCVBN?./§"),
        _Row(86, "<", ">"),
    ),
}
_ALTGR = {
    "us": {},
    "de": {8: "{", 9: "[", 10: "]", 11: "}", 12: "\\", 16: "@", 27: "~", 86: "|"},
    "fr": {4: "#", 5: "{", 6: "[", 7: "|", 9: "\\", 10: "^", 11: "@", 12: "]", 13: "}"},
}


def _strokes(layout: str) -> dict[str, Stroke]:
    strokes = {character: Stroke((key,), RIGHT_ALT) for key, character in _ALTGR[layout].items()}
    for row in _ROWS[layout]:
        for key, character in enumerate(row.shifted, row.first):
            strokes[character] = Stroke((key,), LEFT_SHIFT)
    for row in _ROWS[layout]:
        for key, character in enumerate(row.plain, row.first):
            strokes[character] = Stroke((key,))
    strokes.pop(NOTHING, None)
    return strokes | {" ": Stroke((57,)), "\t": Stroke((TAB,)), "\r": Stroke((ENTER,))}


STROKES = {layout: _strokes(layout) for layout in _ROWS}
"""For each layout, the stroke of each character it has."""
