"""How fast it goes, how much is left, and how the tags of the roll in work do."""

from textual.content import Content

from procstation.linking import BenchState
from procstation.linking.view import pace_lines
from procstation.tui.widgets.panel import Panel


class PacePanel(Panel):
    """Takes no room while there is nothing to say."""

    def show(self, state: BenchState) -> None:
        """Draw the lines there are."""
        lines = pace_lines(state)
        self.display = bool(lines)
        self.draw(Content("\n").join(Content(line) for line in lines), "pace")

    def room_for(self, content: Content) -> int:
        return content.plain.count("\n") + 1
