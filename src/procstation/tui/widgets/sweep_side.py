"""Beside the outcome: the last reads, how far bay and sweep are, and what is to be pulled."""

from textual.content import Content

from procstation.language import tr
from procstation.sweeping.live_shelf import LiveShelf
from procstation.sweeping.live_state import LiveState
from procstation.sweeping.live_view import SIGNS, bay_line, looked_for_lines, sweep_line
from procstation.tui.widgets.panel import Panel


class LastReads(Panel):
    """The last five reads, the newest on top."""

    def show(self, state: LiveState) -> None:
        """Draw them."""
        lines = [
            Content.assemble(
                (f"{SIGNS[said.outcome]} {said.outcome.word:<14} ", "bold"),
                f"{said.call_number or said.barcode}  {said.title or said.text}",
            )
            for said in reversed(state.said)
        ]
        self.draw(Content("\n").join(lines), tr("the last five"))


class Progress(Panel):
    """How far the bay and the sweep are, as bars with their numbers."""

    def show(self, state: LiveState, shelf: LiveShelf) -> None:
        """Draw them."""
        width = max(4, self.size.width)
        bay = state.bay.heard / len(state.bay.span) if state.bay.span else 0.0
        sweep = state.found / shelf.expected if shelf.expected else 0.0
        lines = [
            bay_line(state), _bar(bay, width), sweep_line(state, shelf), _bar(sweep, width)
        ]  # fmt: skip
        if state.ask_again:
            lines.append(tr("↺ once more: {bay}", bay=state.ask_again))
        self.draw(Content("\n".join(lines)), tr("how far"))


class ToDo(Panel):
    """What is to be pulled now; in find mode, what is looked for."""

    def show(self, state: LiveState, shelf: LiveShelf) -> None:
        """Draw as much as there is room for."""
        room = max(1, self.size.height)
        if state.finding is not None:
            lines = looked_for_lines(state, shelf, room)
            title = tr("look for ({count})", count=len(state.finding))
        else:
            pulls = state.pulls[::-1][:room]
            lines = [f"{one.call_number or one.barcode}: {one.why}" for one in pulls]
            title = tr("pull ({count})", count=len(state.pulls))
        self.draw(Content("\n".join(lines)), title)


def _bar(share: float, width: int) -> str:
    full = round(min(1.0, share) * width)
    return "█" * full + "░" * (width - full)
