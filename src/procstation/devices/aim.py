"""AIM symbology identifiers (ISO/IEC 15424): what a scanner says the symbol was."""

import re

_IDENTIFIER = re.compile(r"\][A-Za-z][0-9A-Za-z]")

_BY_LETTER = {
    "A": "code39",
    "C": "code128",
    "F": "codabar",
    "G": "code93",
    "H": "code11",
    "I": "itf",
    "L": "pdf417",
    "M": "msi",
    "Q": "qr",
    "R": "code2of5",
    "S": "code2of5",
    "d": "datamatrix",
    "e": "databar",
    "z": "aztec",
}

_BY_IDENTIFIER = {
    "]C1": "gs1-128",
    "]E0": "ean13",
    "]E1": "ean-addon2",
    "]E2": "ean-addon5",
    # Main symbol and add-on in one message: still an EAN-13, with two or five digits more.
    "]E3": "ean13",
    "]E4": "ean8",
    "]L3": "micropdf417",
    "]L4": "micropdf417",
    "]L5": "micropdf417",
}


def split_aim(text: str) -> tuple[str, str]:
    """Return the identifier at the start of a message ("" when there is none) and the rest."""
    match = _IDENTIFIER.match(text)
    return (match[0], text[match.end() :]) if match else ("", text)


def symbology_of(aim: str) -> str | None:
    """Return the symbology an identifier names, or None.

    None also for `]X0`, where makers put whatever has no letter of its own, and for `]Z…`, which
    is no barcode at all. A UPC-A symbol comes under `]E0`, as 13 digits with a leading 0.
    """
    return _BY_IDENTIFIER.get(aim) or _BY_LETTER.get(aim[1:2])
