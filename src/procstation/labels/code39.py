"""Code 39 (ISO/IEC 16388). A check character, if there is one, is the last of the text."""

from itertools import groupby

CHARACTERS = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%")

NARROW = 1
"""python-barcode writes a wide element as three modules, a narrow one as one."""


def code39_elements(text: str) -> tuple[int, ...]:
    """Return the elements of a symbol: bar, space, bar, …; 1 narrow, 2 wide.

    The patterns are python-barcode's; its encoder is not used, since it turns letters into
    capitals on its own.

    Args:
        text: Without the start and stop `*`; every character is one of `CHARACTERS`.
    """
    from barcode.charsets import code39  # noqa: PLC0415 - loaded with the first symbol

    patterns = (code39.EDGE, *(code39.MAP[character][1] for character in text), code39.EDGE)
    modules = code39.MIDDLE.join(patterns)
    return tuple(1 if len(list(run)) == NARROW else 2 for _, run in groupby(modules))
