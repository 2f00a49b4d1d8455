"""Quarter turns: of text on a label, and of labels on a roll."""

from typing import Literal

Turn = Literal[0, 90, 180, 270]
"""Degrees clockwise: what reads to the right reads downwards at 90, upwards at 270."""

_FULL: tuple[Turn, ...] = (0, 90, 180, 270)


def is_sideways(turn: Turn) -> bool:
    """Say whether width and height change places."""
    return turn in (90, 270)


def both(one: Turn, other: Turn) -> Turn:
    """Return what two turns come to."""
    return _FULL[(one + other) // 90 % 4]
