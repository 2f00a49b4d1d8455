"""The last line of a question: which keys answer it; each can be clicked."""

from textual.content import Content

from procstation.keys import key, keys_of
from procstation.language import tr
from procstation.tui.widgets.pressed import Pressed, pressing

BETWEEN = " · "


class DialogKeys(Pressed):
    """Shows what keys do, the way back last.

    Args:
        parts: Of each a key as Textual names it, and a clause that names it for a person.
    """

    def __init__(self, *parts: tuple[str, str]) -> None:
        back = keys_of("dialog.back")[0], tr("{key} back", key=key("dialog.back"))
        words = (pressing(Content(words), name) for name, words in (*parts, back))
        super().__init__(Content(BETWEEN).join(words), classes="keys")
