"""What is painted first, while the station opens behind it."""

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from procstation.language import tr


class OpeningScreen(Screen[None]):
    """Says that the station is opening. The bench takes its place."""

    def compose(self) -> ComposeResult:
        yield Static(
            Content.assemble((" procstation ", "bold reverse"), tr(" opening the station…"))
        )
