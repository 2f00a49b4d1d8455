"""Letters of three or more lines, to be read from a step away."""

from functools import cache

_GLYPHS = {
    "A": "25755", "B": "65656", "C": "34443", "D": "65556", "E": "74647", "F": "74644",
    "G": "34553", "H": "55755", "I": "72227", "J": "11152", "K": "55655", "L": "44447",
    "M": "57755", "N": "65555", "O": "25552", "P": "65644", "Q": "25563", "R": "65655",
    "S": "34216", "T": "72222", "U": "55557", "V": "55552", "W": "55775", "X": "55255",
    "Y": "55222", "Z": "71247", "0": "25552", "1": "26227", "2": "61247", "3": "61216",
    "4": "55711", "5": "74616", "6": "34652", "7": "71222", "8": "25252", "9": "25316",
    ".": "00002", "-": "00700", "/": "11244", "?": "61202", "!": "22202", ":": "02020",
    "&": "25257", "+": "02720", "=": "07070", "(": "12221", ")": "42224", ",": "00024",
}  # fmt: skip
"""Each glyph is three dots wide and five high: the dots of a line as bits, the left first."""

WIDTH, HEIGHT = 3, 5
_HALVES = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}


def big(text: str, width: int, scale: int = 1) -> list[str]:
    """Return the lines of a text in big letters, cut to a width in cells.

    Args:
        scale: How many cells a dot is wide, and half lines high.
    """
    most = max(0, (width + scale) // ((WIDTH + 1) * scale))
    drawn = [_drawn(one, scale) for one in text.upper()[:most]]
    return [" ".join(lines) for lines in zip(*drawn, strict=True)] if drawn else []


def can_be_big(text: str) -> bool:
    """Whether there is a glyph for each of its letters."""
    return all(one in _GLYPHS or one == " " for one in text.upper())


@cache
def _drawn(letter: str, scale: int) -> tuple[str, ...]:
    rows = _GLYPHS.get(letter, "0" * HEIGHT)
    dots = [
        [int(row) >> (WIDTH - 1 - x) & 1 for x in range(WIDTH) for _ in range(scale)]
        for row in rows
        for _ in range(scale)
    ]
    if len(dots) % 2:
        dots.append([0] * len(dots[0]))
    return tuple(
        "".join(_HALVES[pair] for pair in zip(upper, lower, strict=True)) + " " * (scale - 1)
        for upper, lower in zip(dots[::2], dots[1::2], strict=True)
    )
