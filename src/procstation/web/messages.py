"""What a page sends: keys and the size of its terminal. Anything else is refused."""

from dataclasses import dataclass
from typing import Any

import msgspec

from procstation.devices.wedge import TERMINATORS

MOST_BYTES = 64 * 1024
"""Of one message; a page of pasted numbers is a tenth of it."""
LEAST_CELLS, MOST_CELLS = 10, 500
"""Columns and rows of a terminal; what lies outside is taken for the nearest."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What was typed, or scanned, or what the mouse did, as a terminal writes it."""

    text: str

    @property
    def is_typed(self) -> bool:
        """Whether it is a single key with a character: the only thing that could be taken for a
        part of a scan."""
        return len(self.text) == 1 and (self.text.isprintable() or self.text in TERMINATORS)


@dataclass(frozen=True, slots=True)
class Resized:
    """The terminal has that many columns and rows now."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Pinged:
    text: str


@dataclass(frozen=True, slots=True)
class Focused:
    """The page has the keyboard, or has lost it."""

    has: bool


def read_message(data: str) -> Keys | Resized | Pinged | Focused | None:
    """Return what a message says; None when it makes no sense."""
    try:
        envelope = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError):
        return None
    match envelope:
        case ["stdin", str(text)]:
            return Keys(text)
        case ["resize", {"width": int(width), "height": int(height)}]:
            return Resized(cells(width), cells(height))
        case ["ping", str(text)]:
            return Pinged(text)
        case ["focus" | "blur" as kind]:
            return Focused(kind == "focus")
    return None


def cells(value: Any, otherwise: int = LEAST_CELLS) -> int:
    """Return a number of columns or rows within bounds.

    Args:
        otherwise: What to return for what is no number.
    """
    try:
        return max(LEAST_CELLS, min(int(value), MOST_CELLS))
    except (TypeError, ValueError):
        return otherwise
