"""The type of usage (element 5): main class in the high nibble, subclass in the low one."""

from procstation.language import mark, tr_marked

_MAIN = {
    0x0: mark("acquisition"),
    0x1: mark("for circulation"),
    0x2: mark("not for circulation"),
    0x3: mark("local use"),
    0x4: mark("local use"),
    0x6: mark("no information"),
    0x7: mark("discarded"),
    0x8: mark("patron card"),
    0x9: mark("library equipment"),
}

_SUB = {
    0x01: mark("for automated processing"),
    0x02: mark("for manual processing"),
    0x11: mark("automatic sorting"),
    0x12: mark("not for automatic sorting"),
    0x13: mark("no off-line check-out"),
    0x14: mark("no off-line return"),
    0x15: mark("neither off-line check-out nor return"),
    0x71: mark("for sale"),
    0x72: mark("sold"),
    0x73: mark("for disposal"),
    0x91: "PC",
    0x92: mark("video projector"),
    0x93: mark("overhead projector"),
    0x94: mark("whiteboard"),
}


def usage_meaning(usage: int) -> str | None:
    """Return what a type of usage says; None when it is kept for the future."""
    main = _MAIN.get(usage >> 4)
    if main is None:
        return None
    sub = _SUB.get(usage)
    return tr_marked(main) if sub is None else f"{tr_marked(main)}, {tr_marked(sub)}"
