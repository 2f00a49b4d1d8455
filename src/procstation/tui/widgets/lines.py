"""Lines of text that take as much room as they need: a prompt, all that is known of one entry."""

from textual.content import Content

from procstation.tui.widgets.panel import Panel


class Lines(Panel):
    """Only lines that take more room, or less, have the screen laid out anew: with each move in a
    list something else is said below it, in as many lines mostly."""

    def room_for(self, content: Content) -> int:
        width = self.content_size.width
        # In a window with little room it is not shown at all.
        return content.get_height(self.styles.get_rules(), width) if width else 0
