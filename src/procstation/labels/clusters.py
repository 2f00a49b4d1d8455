"""What of a text is never torn apart: a letter with its marks, and what is joined to it.

The extended grapheme clusters of Unicode (UAX 29) as far as records have them: no emoji.
"""

import unicodedata
from collections.abc import Iterator

LINKERS = frozenset("\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d\u1039\u17d2")
"""What joins a consonant to the next: in Devanagari, Bengali, Gujarati, Odia, Telugu, Malayalam,
Burmese and Khmer."""


def clusters(text: str) -> Iterator[str]:
    """Yield a text in pieces, none of which can be broken; a blank is one of its own."""
    begin = 0
    for at in range(1, len(text)):
        if not _is_joined(text[at - 1], text[at]):
            yield text[begin:at]
            begin = at
    if text:
        yield text[begin:]


def _is_joined(before: str, character: str) -> bool:
    if before == " " or character == " ":
        return False
    if character.isascii() and before.isascii():
        return False
    category = unicodedata.category(character)
    if category[0] == "M" or category == "Cf" or before == "\u200d":
        return True
    if "\u1160" <= character <= "\u11ff":  # Vowels and finals of a Hangul syllable.
        return True
    return category[0] == "L" and before in LINKERS
