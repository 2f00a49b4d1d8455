"""From keys pressed and released to characters, as the host of a keyboard wedge would see them."""

import unicodedata

from procstation_drivers.scanners.keyboard_layouts import LAYOUTS, SPACING, Layout

RELEASE, PRESS = 0, 1

CTRL = frozenset({29, 97})
SHIFT = frozenset({42, 54})
ALT, ALTGR = 56, 100
MODIFIERS = CTRL | SHIFT | {ALT, ALTGR}
CAPS_LOCK = 58

KEYPAD_DIGITS = dict(zip((82, 79, 80, 81, 75, 76, 77, 71, 72, 73), "0123456789", strict=True))

MAX_ALT_DIGITS = 5
"""Digits. Alt codes have three or four; more is a key that is stuck."""


class Keyboard:
    """The state of one keyboard: what is held down, and what waits for the next key.

    Args:
        layout: What the keys say.
    """

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._down: set[int] = set()
        self._caps_lock = False
        self._dead = ""
        self._alt_digits = ""

    @property
    def pending(self) -> bool:
        """Whether a dead key or an Alt code was begun."""
        return bool(self._dead or self._alt_digits)

    def key(self, code: int, value: int) -> str:
        """Take one key event and return the characters it completes, most often none or one.

        Args:
            code: Linux key code.
            value: 1 pressed, 0 released; anything else (2, auto-repeat) is ignored.
        """
        if code in MODIFIERS:
            return self._modifier(code, value)
        if value != PRESS:
            return ""
        if code == CAPS_LOCK:
            self._caps_lock = not self._caps_lock
            return ""
        if ALT in self._down and code in KEYPAD_DIGITS:
            self._alt_digits = (self._alt_digits + KEYPAD_DIGITS[code])[:MAX_ALT_DIGITS]
            return ""
        return self._accented(self._character(code))

    def settle(self) -> str:
        """Nothing more comes: let go of every key, and return what a dead key still owes."""
        self._down.clear()
        self._alt_digits = ""
        dead, self._dead = self._dead, ""
        return SPACING.get(dead, "")

    def _modifier(self, code: int, value: int) -> str:
        if value == PRESS:
            self._down.add(code)
        elif value == RELEASE:
            self._down.discard(code)
            if code == ALT:
                return self._alt_code()
        return ""

    def _alt_code(self) -> str:
        digits, self._alt_digits = self._alt_digits, ""
        if not digits:
            return ""
        # Windows: with a leading zero the ANSI code page, without it the old one of DOS.
        codepage = "cp1252" if digits.startswith("0") else self._layout.oem_codepage
        return bytes([int(digits) % 256]).decode(codepage, "ignore")

    def _character(self, code: int) -> str:
        ctrl = bool(self._down & CTRL)
        # Windows takes Ctrl + Alt for AltGr, and some scanners send that.
        if ALTGR in self._down or (ctrl and ALT in self._down):
            return self._layout.altgr.get(code, "")
        shifted = bool(self._down & SHIFT)
        character = _say(self._layout, code, shifted)
        if ctrl:
            # GS is Ctrl and the key that says ] on the scanner's layout, or else on a US one.
            return _control(character) or _control(_say(LAYOUTS["us"], code, shifted))
        return character.swapcase() if self._caps_lock and _is_letter(character) else character

    def _accented(self, character: str) -> str:
        dead, self._dead = self._dead, ""
        if character in SPACING:
            self._dead = character
            return SPACING.get(dead, "")
        if not dead:
            return character
        if not character:
            self._dead = dead
            return ""
        if character == " ":
            return SPACING[dead]
        composed = unicodedata.normalize("NFC", character + dead)
        return composed if len(composed) == 1 else SPACING[dead] + character


def _say(layout: Layout, code: int, shifted: bool) -> str:
    return (layout.shift if shifted else layout.plain).get(code, "")


def _control(character: str) -> str:
    upper = character.upper()
    return chr(ord(upper) - 0x40) if len(upper) == 1 and "@" < upper <= "_" else ""


def _is_letter(character: str) -> bool:
    return character.isalpha() and len(character.swapcase()) == 1
