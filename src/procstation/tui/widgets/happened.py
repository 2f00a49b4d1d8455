"""What happened, newest first: a window over the last lines, drawn line by line."""

from rich.segment import Segment
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from procstation.linking import BenchState, Level, Line

SIGNS = {Level.GOOD: "✓", Level.INFO: " ", Level.ASK: "?", Level.BAD: "✗"}
CLASSES = {Level.GOOD: "good", Level.INFO: "info", Level.ASK: "ask", Level.BAD: "bad"}
TIME = slice(11, 19)
"""The hours, minutes and seconds in an ISO 8601 time."""


class HappenedPanel(ScrollView, can_focus=False):
    """A list on the Line API: a long one costs no more to draw than a short one."""

    BORDER_TITLE = "what happened"
    COMPONENT_CLASSES = {f"happened--{name}" for name in CLASSES.values()}

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._lines: tuple[Line, ...] = ()

    def show(self, state: BenchState) -> None:
        """Draw the lines of the state, when they changed."""
        if state.lines is self._lines:
            return
        self._lines = state.lines
        self.virtual_size = Size(self.size.width, len(self._lines))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        index = len(self._lines) - 1 - (y + self.scroll_offset.y)
        width = self.size.width
        if index < 0:
            return Strip.blank(width, self.rich_style)
        line = self._lines[index]
        style = self.get_component_rich_style(f"happened--{CLASSES[line.level]}")
        text = f"{line.at[TIME]} {SIGNS[line.level]} {line.source:<9} {line.text}"
        return Strip([Segment(text, style)]).adjust_cell_length(width, self.rich_style)
