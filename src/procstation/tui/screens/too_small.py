"""What is said in a window in which nothing could be read."""

from textual import events
from textual.app import ComposeResult
from textual.geometry import Size
from textual.screen import Screen
from textual.widgets import Static

from procstation.language import tr

LEAST_SIZE = Size(40, 10)
"""Columns and rows in which every screen shows at least what is to be done next."""


def is_too_small(size: Size) -> bool:
    """Whether a window has less than the screens need."""
    return size.width < LEAST_SIZE.width or size.height < LEAST_SIZE.height


class TooSmallScreen(Screen[None]):
    """Goes by itself when there is room. What is scanned meanwhile is taken."""

    def compose(self) -> ComposeResult:
        yield Static(
            tr(
                "▸ The window is too small: at least {columns} × {rows}, please.",
                columns=LEAST_SIZE.width,
                rows=LEAST_SIZE.height,
            )
        )

    def on_resize(self, event: events.Resize) -> None:
        if not is_too_small(event.size) and self.is_current:
            self.dismiss()
