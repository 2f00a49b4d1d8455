"""The character set of older UNIMARC records: ISO 5426, extended Latin, as the right half.

An accent stands before its letter. Blanks stand for positions the standard leaves empty.
"""

import unicodedata

_COMBINING = dict(
    zip(
        (*range(0xC0, 0xDC), 0xDD, 0xDE),
        "\u0309\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u0308\u030a\u0315\u0312\u030b"
        "\u031b\u030c\u0327\u031c\u0326\u0328\u0325\u032e\u0323\u0324\u0332\u0333\u0329\u032d"
        "\ufe20\ufe21",
        strict=True,
    )
)
_SPACING = {
    0x88: "\x98", 0x89: "\x9c",
    0xA1: "¡", 0xA2: "„", 0xA3: "£", 0xA4: "$", 0xA5: "¥", 0xA6: "†", 0xA7: "§", 0xA8: "′",
    0xA9: "‘", 0xAA: "“", 0xAB: "«", 0xAC: "♭", 0xAD: "©", 0xAE: "℗", 0xAF: "®", 0xB0: "ʻ",
    0xB1: "ʼ", 0xB2: "‚", 0xB6: "‡", 0xB7: "·", 0xB8: "″", 0xB9: "’", 0xBA: "”", 0xBB: "»",
    0xBC: "♯", 0xBD: "ʹ", 0xBE: "ʺ", 0xBF: "¿", 0xE1: "Æ", 0xE2: "Đ", 0xE6: "Ĳ", 0xE8: "Ł",
    0xE9: "Ø", 0xEA: "Œ", 0xEC: "Þ", 0xF1: "æ", 0xF2: "đ", 0xF3: "ð", 0xF5: "ı", 0xF6: "ĳ",
    0xF8: "ł", 0xF9: "ø", 0xFA: "œ", 0xFB: "ß", 0xFC: "þ",
}  # fmt: skip
"""0x88 and 0x89 are the marks around what is not sorted (ISO 6630)."""

_CAPITALS = frozenset((0xE1, 0xE2, 0xE6, 0xE8, 0xE9, 0xEA, 0xEC))


def decode_iso5426(data: bytes) -> str:
    """Return the text, accents behind their letters and composed where Unicode can."""
    if data.isascii():
        return data.decode("ascii")
    text: list[str] = []
    accents: list[str] = []
    for byte in data:
        if byte in _COMBINING:
            accents.append(_COMBINING[byte])
            continue
        text.append(chr(byte) if byte < 0x80 else _SPACING.get(byte, " "))
        text += accents
        accents.clear()
    return unicodedata.normalize("NFC", "".join(text))


def reads_as_iso5426(data: bytes, *, said: bool) -> bool:
    """Whether bytes above 127 make more sense as ISO 5426 than as Windows-1252.

    For it speaks an accent before a letter that takes it; against it what would be an accent
    before anything else, an undefined position, or a capital in the midst of a word.

    Args:
        said: The record says so itself, which counts where the bytes say nothing.
    """
    speaks = 0
    for at, byte in enumerate(data):
        if byte in _COMBINING:
            after = data[at + 1 : at + 2]
            accented = after.decode("latin-1") + _COMBINING[byte]
            stands = after.isalpha() and len(unicodedata.normalize("NFC", accented)) == 1
            speaks += 1 if stands else -1
        elif byte in _CAPITALS:
            speaks -= data[at - 1 : at].islower()
        elif byte > 0x7F and byte not in _SPACING:
            speaks -= 1
    return speaks > 0 or (said and speaks == 0)
