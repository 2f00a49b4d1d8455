"""The half-done items: listed, not forgotten."""

from textual.content import Content

from procstation.keys import key
from procstation.language import tr
from procstation.linking import BenchState
from procstation.linking.view import half_done_line
from procstation.tui.widgets.panel import Panel


class HalfDonePanel(Panel):
    """Shows the half-done items, newest first, and how many do not fit."""

    def show(self, state: BenchState) -> None:
        """Draw the list and the day's count."""
        items = state.aside[::-1]
        titles = (
            tr("half done ({count})", count=len(items)),
            tr("{released} released", released=state.released),
        )
        if not items:
            self.draw(Content.styled(tr("none"), "$text-muted"), *titles)
            return
        room = max(self.size.height, 1)
        shown = items if len(items) <= room else items[: room - 1]
        lines = [half_done_line(item) for item in shown]
        if len(shown) < len(items):
            lines.append(
                tr(
                    "and {more} more: press {resume}",
                    more=len(items) - len(shown),
                    resume=key("bench.half_done"),
                )
            )
        self.draw(Content("\n").join(Content(line) for line in lines), *titles)
