"""The last line of a question: which keys answer it; each can be clicked."""

from textual import events
from textual.content import Content
from textual.widgets import Static

from procstation.keys import key, keys_of
from procstation.language import tr

BETWEEN = " · "


class DialogKeys(Static):
    """Shows what keys do, the way back last.

    Args:
        parts: Of each a key as Textual names it, and a clause that names it for a person.
    """

    ALLOW_SELECT = False

    def __init__(self, *parts: tuple[str, str]) -> None:
        back = keys_of("dialog.back")[0], tr("{key} back", key=key("dialog.back"))
        self._parts = (*parts, back)
        words = BETWEEN.join(words for _, words in self._parts)
        super().__init__(Content(words), classes="keys")

    def on_click(self, event: events.Click) -> None:
        """Press the key that stands under the mouse."""
        column = 0
        for name, words in self._parts:
            width = Content(words).cell_length
            if column <= event.x < column + width and not event.y:
                self.app.simulate_key(name)
                return
            column += width + len(BETWEEN)
