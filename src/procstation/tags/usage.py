"""The type of usage (element 5): main class in the high nibble, subclass in the low one."""

_MAIN = {
    0x0: "acquisition",
    0x1: "for circulation",
    0x2: "not for circulation",
    0x3: "local use",
    0x4: "local use",
    0x6: "no information",
    0x7: "discarded",
    0x8: "patron card",
    0x9: "library equipment",
}

_SUB = {
    0x01: "for automated processing",
    0x02: "for manual processing",
    0x11: "automatic sorting",
    0x12: "not for automatic sorting",
    0x13: "no off-line check-out",
    0x14: "no off-line return",
    0x15: "neither off-line check-out nor return",
    0x71: "for sale",
    0x72: "sold",
    0x73: "for disposal",
    0x91: "PC",
    0x92: "video projector",
    0x93: "overhead projector",
    0x94: "whiteboard",
}


def usage_meaning(usage: int) -> str | None:
    """Return what a type of usage says; None when it is kept for the future."""
    main = _MAIN.get(usage >> 4)
    if main is None:
        return None
    sub = _SUB.get(usage)
    return main if sub is None else f"{main}, {sub}"
