"""The least Textual program, to compare with: it says one word. `start_up.py` starts it."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class BareProgram(App[None]):
    """One text."""

    def compose(self) -> ComposeResult:
        yield Static("bare")


if __name__ == "__main__":
    BareProgram().run()
