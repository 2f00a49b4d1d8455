"""The steps of the item in work, each with a sign and words."""

from textual.content import Content
from textual.widgets import Static

from procstation.linking import BenchState, StepState
from procstation.linking.view import step_lines

STYLES = {
    StepState.WAITING: "dim",
    StepState.ASKING: "bold $accent",
    StepState.WORKING: "$accent",
    StepState.DONE: "$success",
    StepState.SKIPPED: "$warning",
    StepState.FAILED: "bold $error",
}


class StepsPanel(Static):
    """Shows how far each step is."""

    BORDER_TITLE = "steps"

    def show(self, state: BenchState) -> None:
        """Draw the steps of the item in work, or of the profile when there is none."""
        if state.now is None:
            names = state.profile.steps if state.profile is not None else ()
            self.update(Content("\n").join(Content.styled(f"· {name}", "dim") for name in names))
            return
        rows = [
            Content.assemble((f"{line.sign} {line.name:<8}", STYLES[line.state]), f" {line.text}")
            for line in step_lines(state.now)
        ]
        self.update(Content("\n").join(rows))
