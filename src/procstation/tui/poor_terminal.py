"""Terminals that show less: without colour, without the signs, without anything but ASCII."""

import unicodedata
from functools import lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

SIGNS = str.maketrans(
    {
        **dict.fromkeys("─━═╌┄┈▔▁", "-"),
        **dict.fromkeys("│┃║╎┆┊▏▕▎▍▌▐", "|"),
        **dict.fromkeys("┌┐└┘├┤┬┴┼╭╮╰╯╔╗╚╝╠╣╦╩╬┏┓┗┛┣┫┳┻╋", "+"),
        **dict.fromkeys("█▓▀▂▃▄▅▆▇■▪", "#"),
        **dict.fromkeys("░▒", ":"),
        "✓": "+", "✗": "x", "▸": ">", "◂": "<", "·": ".", "…": "~", "–": "-", "—": "-",
        "●": "*", "○": "o", "≠": "#", "↺": "@", "↑": "^", "↓": "v", "←": "<", "→": ">",
        "›": ">", "“": '"', "”": '"', "„": '"', "’": "'", "‘": "'", "«": '"', "»": '"',
        "⏎": "<", "▶": ">", "▼": "v", "▲": "^", "☐": "o", "☑": "x", "◆": "*",
    }
)  # fmt: skip
"""One cell for one cell, so that nothing moves."""


class AsciiSigns(LineFilter):
    """Draws signs and borders in ASCII.

    Args:
        letters: Whether letters beyond ASCII are written without their marks too, since the
            terminal takes nothing else.
    """

    def __init__(self, *, letters: bool) -> None:
        super().__init__()
        self._letters = letters

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        del background
        return [
            segment if segment.text.isascii() else Segment(self.text(segment.text), *segment[1:])
            for segment in segments
        ]

    def text(self, text: str) -> str:
        """Return a text as the terminal can show it, as wide as before."""
        text = text.translate(SIGNS)
        return text if text.isascii() or not self._letters else "".join(map(_ascii, text))


@lru_cache(4096)
def _ascii(character: str) -> str:
    if character.isascii():
        return character
    room = cell_len(character)
    bare = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    return (bare or "?" * room)[:room].ljust(room)
