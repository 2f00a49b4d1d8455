"""Text as it is filed: capitals, plain digits, and the order people expect of any list."""

import re
import unicodedata

from procstation.items.shelf_parts import NUMBER, TEXT, whole

_WORDS_AND_NUMBERS = re.compile(r"[0-9]+|[^\W\d_]+")


def filed(text: str) -> str:
    """Return text in capitals; full-width letters and the digits of any script become plain."""
    if not text.isascii():
        plain = unicodedata.normalize("NFKC", text)
        text = "".join(str(unicodedata.decimal(sign, sign)) for sign in plain)
    return text.upper()


def natural_key(text: str) -> str:
    """Return the key of natural order: words as words, numbers as whole numbers, signs ignored."""
    return "".join(
        NUMBER + whole(run) if run.isdigit() else TEXT + run
        for run in _WORDS_AND_NUMBERS.findall(filed(text))
    )
