"""The books of a stack as a table: sign, number, verdict, title."""

from textual.content import Content

from procstation.language import tr
from procstation.linking import Stack
from procstation.linking.view import StackLine, stack_lines

NUMBER_WIDTH = 14
"""Columns of a barcode."""

TITLE_WIDTH = 16
"""Columns a title should have at least."""

VERDICT_WIDTH = 23
"""Columns of the longest verdict, which comes before the title where there is not room for both."""


def stack_table(stack: Stack, width: int, height: int) -> Content:
    """Return the table, those with trouble first; what does not fit is counted.

    Args:
        width, height: Columns and rows there are.
    """
    lines = stack_lines(stack)
    shown = lines if len(lines) <= height else lines[: max(height - 1, 1)]
    most = max(width - NUMBER_WIDTH - TITLE_WIDTH - 6, VERDICT_WIDTH)
    widest = min(max((len(line.text) for line in shown), default=0), most)
    # Without room for columns, a short verdict leaves its room to the title.
    in_columns = width - NUMBER_WIDTH - widest - 6 >= TITLE_WIDTH
    rows = [
        _row(line, widest if in_columns else min(len(line.text), most), width) for line in shown
    ]
    if len(shown) < len(lines):
        rows.append(
            Content.styled(tr("and {more} more", more=len(lines) - len(shown)), "$text-muted")
        )
    return Content("\n").join(rows)


def _row(line: StackLine, words: int, width: int) -> Content:
    style = "$success" if line.good else "bold $error"
    text = _cut(line.text, words)
    title = _cut(line.title, max(width - NUMBER_WIDTH - words - 6, 0))
    return Content.assemble(
        (f"{line.sign} ", style),
        (f"{line.number:<{NUMBER_WIDTH}}  ", "bold"),
        (f"{text:<{words}}  ", style),
        (title, "$text-muted"),
    )


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: max(width - 1, 0)] + "…"
