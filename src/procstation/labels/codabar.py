"""Codabar (EN 798, AIM BC3), also NW-7: the usual symbology of 14-digit library numbers."""

from itertools import chain

from procstation.language import tr

# Four bars and three spaces from the first bar on; 1 narrow, 2 wide.
PATTERNS = {
    "0": (1, 1, 1, 1, 1, 2, 2),
    "1": (1, 1, 1, 1, 2, 2, 1),
    "2": (1, 1, 1, 2, 1, 1, 2),
    "3": (2, 2, 1, 1, 1, 1, 1),
    "4": (1, 1, 2, 1, 1, 2, 1),
    "5": (2, 1, 1, 1, 1, 2, 1),
    "6": (1, 2, 1, 1, 1, 1, 2),
    "7": (1, 2, 1, 1, 2, 1, 1),
    "8": (1, 2, 2, 1, 1, 1, 1),
    "9": (2, 1, 1, 2, 1, 1, 1),
    "-": (1, 1, 1, 2, 2, 1, 1),
    "$": (1, 1, 2, 2, 1, 1, 1),
    ":": (2, 1, 1, 1, 2, 1, 2),
    "/": (2, 1, 2, 1, 1, 1, 2),
    ".": (2, 1, 2, 1, 2, 1, 1),
    "+": (1, 1, 2, 1, 2, 1, 2),
    "A": (1, 1, 2, 2, 1, 2, 1),
    "B": (1, 2, 1, 2, 1, 1, 2),
    "C": (1, 1, 1, 2, 1, 2, 2),
    "D": (1, 1, 1, 2, 2, 2, 1),
}

STARTS = "ABCD"
_WITH_GAP = {character: (*pattern, 1) for character, pattern in PATTERNS.items()}

CHARACTERS = frozenset(PATTERNS) - frozenset(STARTS)

LEAST_CHARACTERS = 2
"""Between start and stop: readers take a single one for noise."""


def why_no_codabar(text: str) -> str | None:
    """Return why a text of these characters cannot be had, or None."""
    if len(text) < LEAST_CHARACTERS:
        return tr(
            "readers take no Codabar of less than {least_characters} characters; it is {text!r}",
            least_characters=LEAST_CHARACTERS,
            text=text,
        )
    return None


def codabar_elements(text: str) -> tuple[int, ...]:
    """Return the elements of a symbol: bar, space, bar, …; 1 narrow, 2 wide.

    Args:
        text: With its start and stop; every character is one of `PATTERNS`.
    """
    return tuple(chain.from_iterable(map(_WITH_GAP.__getitem__, text)))[:-1]
