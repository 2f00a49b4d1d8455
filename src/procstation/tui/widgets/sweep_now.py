"""What came of the last read, large enough to be seen out of the corner of an eye."""

from textual.content import Content

from procstation.errors import StationError
from procstation.language import mark, tr, tr_marked
from procstation.sweeping.live_shelf import LiveShelf
from procstation.sweeping.live_state import LiveOutcome, LiveState
from procstation.sweeping.live_view import SIGNS, headline, signal_line
from procstation.tui.big_letters import big
from procstation.tui.widgets.panel import Panel

STYLES = {
    LiveOutcome.RIGHT: "right",
    LiveOutcome.AGAIN: "quiet",
    LiveOutcome.OUTSIDE: "quiet",
    LiveOutcome.PLACE: "quiet",
    LiveOutcome.NOTED: "quiet",
    LiveOutcome.FOUND: "right",
    LiveOutcome.NEARER: "right",
    LiveOutcome.ORDER: "order",
    LiveOutcome.ONCE_MORE: "order",
    LiveOutcome.LOCATION: "pull",
    LiveOutcome.STATUS: "pull",
    LiveOutcome.HOLD: "pull",
    LiveOutcome.UNKNOWN: "pull",
    LiveOutcome.REFUSED: "pull",
}
"""The class that colours the panel. The word says the same."""

WIDE, TALL = 120, 18
"""From so many cells and lines on the letters are twice as large."""

ROOMY = 12
"""From so many lines on the call number is written large too."""


class SweepNow(Panel):
    """Shows one outcome and one thing to do."""

    BORDER_TITLE = mark("now")

    def on_mount(self) -> None:
        self.border_title = tr_marked(self.BORDER_TITLE)

    def show(self, state: LiveState, shelf: LiveShelf, trouble: StationError | None) -> None:
        """Draw it; trouble comes before everything."""
        said = state.now
        style = STYLES[said.outcome] if said is not None else "quiet"
        for name in ("right", "quiet", "order", "pull"):
            self.set_class(name == style and trouble is None, name)
        self.set_class(trouble is not None, "trouble")
        if trouble is not None:
            parts = [(tr("TROUBLE"), "bold"), (f"\n\n{trouble.what} {trouble.do_next}", "bold")]
            self.draw(Content.assemble(*parts))
            return
        width = max(20, self.size.width - 2)
        scale = 2 if self.size.width >= WIDE and self.size.height >= TALL else 1
        lines: list[Content] = []
        if said is None:
            lines += _letters(tr("READY"), width, scale)
        elif state.finding is not None and said.outcome is not LiveOutcome.FOUND:
            lines += _letters(tr("FIND"), width, scale)
            lines += [Content(""), Content(signal_line(state, width - 24))]
        else:
            lines += _letters(said.outcome.word, width, scale)
        if said is not None and said.barcode and state.finding is None:
            name = " ".join(one for one in (said.call_number, said.title) if one) or said.barcode
            if said.call_number and self.size.height >= ROOMY:
                lines += [Content(""), *_letters(said.call_number, width, scale)]
            lines += [Content(""), Content(f"{SIGNS[said.outcome]} {name}")]
        lines += [Content(""), Content.assemble(("▸ ", "bold"), (headline(state, shelf), "bold"))]
        if said is not None and said.outcome is LiveOutcome.ORDER and state.finding is None:
            lines.append(Content(f"  {said.before}  ◂ {tr('here')} ▸  {said.after}"))
        self.draw(Content("\n").join(lines))


def _letters(text: str, width: int, scale: int) -> list[Content]:
    return [Content.styled(line, "bold") for line in big(text, width, scale)]
