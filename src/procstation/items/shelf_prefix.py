"""Words before a call number that name a shelf of its own: REF, JUV, OVERSIZE, CD-ROM, FIC."""

import re

_COLLECTIONS = """
AF AFIC ANF B BIO BIOG BIOGRAPHY E EASY ENF ER F FIC FICTION GN GRAPHIC HORROR J JB JE JF JFIC JNF
JUV JUVENILE JP JR MYS MYSTERY NF PB PIC PICTURE ROM ROMANCE SC SCI-FI SF SHORT STORY TEEN TWEEN WES
WESTERN Y YA YFIC YNF YOUTH
"""
COLLECTIONS = frozenset(_COLLECTIONS.split())
"""Words that in a Dewey library stand for a class number: what follows is the author."""

_SHELVES = """
ATLAS AUDIO BLU-RAY BOOK BOX CD CD-ROM CDROM DISC DISK DVD DVD-ROM EQUIP FILM FLAT FOLIO GAME
JOURNAL KIT LARGE LGPRINT LP MAP MFICHE MFILM MICROFICHE MICROFILM MP3 MP3-CD MSS OVERSIZE OVERSZ P
PAM PAMPHLET PER PERIODICAL PRINT QUARTO R RARE REF REFERENCE SCORE SER SERIES SPEC SPECIAL TAPE
TAPE-C THESIS VHS VIDEO VIDEO-C VIDEO-D
"""
SHELVES = COLLECTIONS | frozenset(_SHELVES.split())
"""Known words of all kinds, in capitals."""

_WORD = re.compile(r"\[?([A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*)[.:\]]?\s+")
_BRACKETS = str.maketrans("", "", "[].:")
MOST_WORDS = 3


def is_shelf_word(word: str) -> bool:
    """Say whether a word can stand before a call number of any scheme.

    No class of the Library of Congress has four letters or a hyphen, so such words can.
    """
    upper = word.upper()
    return upper in SHELVES or "-" in upper or (len(upper) > 3 and upper.isalpha())


def shelf_name(words: list[str]) -> str:
    """Return words as the name of one shelf: `[Fic]`, `FIC.` and `fic` are the same."""
    return " ".join(words).translate(_BRACKETS).upper()


def words_before(text: str, call_number: re.Pattern[str]) -> tuple[list[str], str] | None:
    """Take shelf words off the front until a call number begins.

    Args:
        call_number: Matches the beginning of a call number.

    Returns:
        The words as written, and the rest; None when no call number follows them.
    """
    words: list[str] = []
    rest = text.lstrip()
    while call_number.match(rest) is None:
        word = _WORD.match(rest)
        if word is None or len(words) == MOST_WORDS or not is_shelf_word(word[1]):
            return None
        words.append(word[0].rstrip())
        rest = rest[word.end() :]
    return words, rest
