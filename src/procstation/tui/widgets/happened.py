"""What happened, newest first: a window over the last lines, drawn line by line."""

from datetime import datetime
from functools import lru_cache

from rich.segment import Segment
from textual.geometry import Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from procstation.language import mark, tr_marked
from procstation.linking import BenchState, Level, Line
from procstation.linking.state import KEPT_LINES
from procstation.tui.widgets.cell_wrap import wrap

SIGNS = {Level.GOOD: "✓", Level.INFO: " ", Level.ASK: "?", Level.BAD: "✗"}
CLASSES = {Level.GOOD: "good", Level.INFO: "info", Level.ASK: "ask", Level.BAD: "bad"}

Row = tuple[Level, str]
"""A row of the list: a line, or a part of one that was too long."""

BLANK: Row = (Level.INFO, "")

SOURCE_WIDTH = 9
COLUMNS_FOR_SOURCE = 70
"""In less than so many columns the text comes before the device it came from."""


class HappenedPanel(ScrollView, can_focus=False):
    """A list on the Line API: a long one costs no more to draw than a short one."""

    BORDER_TITLE = mark("what happened")
    COMPONENT_CLASSES = {f"happened--{name}" for name in CLASSES.values()}

    # Its place does not depend on how long the list is: the screen need not be laid out anew.
    virtual_size = Reactive(Size(0, 0))

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.border_title = tr_marked(self.BORDER_TITLE)
        self._lines: tuple[Line, ...] = ()
        self._rows: list[Row] = []
        self._strips: dict[tuple[Row, int], Strip] = {}

    def show(self, state: BenchState) -> None:
        """Draw the lines of the state, when they changed."""
        if state.lines is not self._lines:
            self._lines = state.lines
            self._lay_out()

    def on_resize(self) -> None:
        self._lay_out()

    def notify_style_update(self) -> None:
        self._strips.clear()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        index, width = y + self.scroll_offset.y, self.size.width
        row = self._rows[index] if index < len(self._rows) else BLANK
        # A new line moves all others down: what they look like is remembered, not worked out anew.
        strip = self._strips.get((row, width))
        if strip is None:
            level, text = row
            style = self.get_component_rich_style(f"happened--{CLASSES[level]}")
            strip = Strip([Segment(text, style)]).adjust_cell_length(width, style)
            self._strips[row, width] = strip
        return strip

    def _lay_out(self) -> None:
        width = max(self.size.width, 20)
        with_source = width >= COLUMNS_FOR_SOURCE
        self._rows = [
            (line.level, row)
            for line in reversed(self._lines)
            for row in _rows(line, width, with_source)
        ]
        # A strip keeps all the pieces it was ever cut into: one for each row there is, and no more.
        rows = {(row, self.size.width) for row in (*self._rows, BLANK)}
        self._strips = {key: strip for key, strip in self._strips.items() if key in rows}
        self.virtual_size = Size(self.size.width, len(self._rows))
        self.refresh()


def local_time(at: str) -> str:
    """Return the clock on the wall for a time in the journal, which is in UTC."""
    return datetime.fromisoformat(at).astimezone().strftime("%H:%M:%S")


@lru_cache(2 * KEPT_LINES)
def _rows(line: Line, width: int, with_source: bool) -> list[str]:
    source = f"{line.source:<{SOURCE_WIDTH}} " if with_source else ""
    head = f"{local_time(line.at)} {SIGNS[line.level]} {source}"
    return wrap(line.text, width, head, " " * len(head))
