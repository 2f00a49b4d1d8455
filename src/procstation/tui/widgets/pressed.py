"""Keys that stand on the screen: whoever clicks or taps one presses it."""

from textual import events
from textual.content import Content
from textual.style import Style
from textual.widgets import Static

_KEY = "key"


def pressing(content: Content, key: str) -> Content:
    """Return a content on which a click presses a key, given as Textual names it."""
    return content.stylize(Style.from_meta({_KEY: key}))


class Pressed(Static):
    """What shows such keys."""

    ALLOW_SELECT = False

    def on_click(self, event: events.Click) -> None:
        """Press the key that stands under the mouse."""
        key = event.style.meta.get(_KEY)
        if key:
            self.app.simulate_key(key)
