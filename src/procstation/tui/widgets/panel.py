"""A part of a screen that is drawn anew only when it shows something else."""

from textual.content import Content
from textual.widgets import Static


class Panel(Static):
    """Compares before it draws: drawing all of a screen takes longer than one frame, and most of
    what a screen shows stays the same from one change to the next."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._drawn: Content | None = None
        self._titles = ("", "")

    def draw(self, content: Content, title: str = "", subtitle: str = "") -> None:
        """Show this, with these words in the border."""
        if (title, subtitle) != self._titles:
            self._titles = (title, subtitle)
            self.border_title, self.border_subtitle = title, subtitle
        before = self._drawn
        if before is None or not content.is_same(before):
            self._drawn = content
            grows = before is None or self.room_for(content) != self.room_for(before)
            self.update(content, layout=grows)

    def room_for(self, content: Content) -> int:
        """Return what the size of the widget goes by; when it changes, all is laid out anew."""
        del content
        return 0
