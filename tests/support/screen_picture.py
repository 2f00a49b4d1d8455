"""A screen as text that a person can read and a diff can show: its cells, and how they look.

A picture has the text as it stands in the terminal; below it a letter for the look of each
character, a dot for the one that most have; and what each letter means. Another theme changes the
meanings alone.
"""

import difflib
from collections import Counter
from pathlib import Path
from string import ascii_letters, digits
from typing import Any

from rich.style import Style
from textual.app import App
from textual.strip import Strip

DRAW = "--draw-pictures"
PLAIN = "."
GROUND = "on "
LETTERS = ascii_letters + digits
MARKS = ("bold", "dim", "italic", "underline", "reverse", "strike")


def picture(app: App[Any]) -> str:
    """Return what the application shows now, dialogs over what lies under them."""
    width, height = app.size
    strips = app.screen._compositor.render_strips()[:height]
    rows = [_cells(strip, width) for strip in strips]
    written = Counter(look for row in rows for cell, look in row if cell != " ")
    plain = written.most_common(1)[0][0] if written else f"nothing {GROUND}nothing"
    # A blank shows its ground and nothing else.
    letters = {plain: PLAIN, f"blank {plain[plain.index(GROUND) :]}": PLAIN}
    for look in dict.fromkeys(look for row in rows for _, look in row):
        letters.setdefault(look, LETTERS[len(letters) - 2])
    texts = ["".join(cell for cell, _ in row).rstrip() for row in rows]
    looks = [
        "".join(letters[look] for look in _joined([look for _, look in row])).rstrip(PLAIN)
        for row in rows
    ]
    legend = [f"{letter}  {look}" for look, letter in letters.items()]
    return "\n".join([f"{width} x {height}", "", *texts, "", *looks, "", *legend]) + "\n"


def require_same(path: Path, drawn: str, *, draw: bool) -> None:
    """Compare a picture with the one that was kept, or keep it.

    Raises:
        AssertionError: They differ; with the lines that do.
    """
    if draw:
        path.write_text(drawn, encoding="utf-8")
        return
    kept = path.read_text(encoding="utf-8") if path.exists() else ""
    if kept != drawn:
        lines = difflib.unified_diff(
            kept.splitlines(), drawn.splitlines(), f"kept {path.name}", "drawn now", "", "", 1, ""
        )
        told = "\n".join(lines)
        raise AssertionError(
            f"{told}\nIf that is as it should be: python -m pytest {DRAW} {path.parent.parent}"
        )


def _cells(strip: Strip, width: int) -> list[tuple[str, str]]:
    """Return each character and how it looks; one that is two cells wide stands there once."""
    return [
        (character, _look(character, segment.style or Style()))
        for segment in strip.crop(0, width)
        if not segment.control
        for character in segment.text
    ]


def _joined(looks: list[str]) -> list[str]:
    """Have a single blank look as what stands before and behind it."""
    around = zip(looks[:1] + looks, looks, looks[1:] + looks[-1:], strict=False)
    return [
        before if look.startswith("blank") and before == behind else look
        for before, look, behind in around
    ]


def _look(character: str, style: Style) -> str:
    """Return a style in words. Links and the like are none of a reader's business."""
    marks = [name for name in MARKS if getattr(style, name)]
    colour = style.color.name if style.color else "the terminal's own"
    ground = GROUND + (style.bgcolor.name if style.bgcolor else "the terminal's own")
    if character == " " and not style.reverse and not style.underline:
        return f"blank {ground}"
    return " ".join([*marks, colour, ground])
