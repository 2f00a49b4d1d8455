"""What was said for the cart, how fast it goes, how much is left, how the tags of the roll do."""

from textual.content import Content

from procstation.language import tr
from procstation.linking import BenchState
from procstation.linking.view import cart_lines, pace_lines
from procstation.tui.widgets.panel import Panel


class PacePanel(Panel):
    """Takes no room while there is nothing to say."""

    def show(self, state: BenchState) -> None:
        """Draw the lines there are."""
        lines = [*cart_lines(state), *pace_lines(state)]
        self.display = bool(lines)
        self.draw(Content("\n").join(Content(line) for line in lines), tr("pace"))

    def room_for(self, content: Content) -> int:
        return content.plain.count("\n") + 1
