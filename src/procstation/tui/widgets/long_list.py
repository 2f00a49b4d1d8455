"""A list that is drawn as far as it is looked at."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from rich.text import Text
from textual import on
from textual.widgets import DataTable

PIECE = 40
"""Rows drawn beyond what is looked at."""

AHEAD = 15
"""So near to the end of what is drawn, more is."""

Row = Sequence[Text]
"""A cell for each column."""


class LongList(DataTable[Text]):
    """Rows take longer to draw than to read: of hundreds, those that nobody looks at wait.

    Args:
        id: Of the widget.
    """

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id, cursor_type="row", zebra_stripes=True)
        self._undrawn: Iterator[Row] = iter(())

    def fill(self, rows: Iterable[Row], marked: int = 0) -> None:
        """Show other rows from now on, with the mark on one of them."""
        self.clear()
        self._undrawn = iter(rows)
        self._draw_to(marked + self.app.size.height + PIECE)
        self.move_cursor(row=marked, animate=False)

    def action_scroll_bottom(self) -> None:
        self._draw_to(None)
        super().action_scroll_bottom()

    @on(DataTable.RowHighlighted)
    def _marked(self, event: DataTable.RowHighlighted) -> None:
        self._looked_at(event.cursor_row)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._looked_at(int(new_value) + self.size.height)

    def _looked_at(self, row: int) -> None:
        """See to it that there are rows to go on to."""
        if row + AHEAD >= self.row_count:
            self._draw_to(row + PIECE)

    def _draw_to(self, row: int | None) -> None:
        """Draw as far as a row; all for None."""
        more = None if row is None else max(row - self.row_count, 0)
        for cells in islice(self._undrawn, more):
            self.add_row(*cells)
