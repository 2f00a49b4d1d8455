"""The steps of the item in work, each with a sign and words."""

from textual.content import Content

from procstation.language import tr
from procstation.linking import BenchState, StepState
from procstation.linking.view import step_lines
from procstation.tui.widgets.cell_wrap import wrap
from procstation.tui.widgets.panel import Panel

INDENT = 10
"""Columns for the sign and the name of a step."""

LEAST_ROWS = 6
"""The panel never has less, by `bench.tcss`; up to so many steps it need not be laid out anew."""

STYLES = {
    StepState.WAITING: "$text-muted",
    StepState.ASKING: "bold $accent",
    StepState.WORKING: "$accent",
    StepState.DONE: "$success",
    StepState.SKIPPED: "$warning",
    StepState.FAILED: "bold $error",
}


class StepsPanel(Panel):
    """Shows how far each step is."""

    def show(self, state: BenchState) -> None:
        """Draw the steps of the item in work, or of the profile when there is none."""
        if state.now is None:
            names = state.profile.steps if state.profile is not None else ()
            waiting = [Content.styled(f"· {name.word}", "$text-muted") for name in names]
            self.draw(Content("\n").join(waiting), tr("steps"))
            return
        width = max(self.size.width, INDENT + 8)
        rows = []
        for line in step_lines(state.now):
            # A longer name takes its room from the first row only.
            head = f"{line.sign} {line.name:<{INDENT - 3}} "
            first, *more = wrap(line.text, width, head, " " * INDENT)
            rows.append(Content.assemble((head, STYLES[line.state]), first[len(head) :]))
            rows += [Content(text) for text in more]
        self.draw(Content("\n").join(rows), tr("steps"))

    def room_for(self, content: Content) -> int:
        return max(content.plain.count("\n") + 1, LEAST_ROWS)
