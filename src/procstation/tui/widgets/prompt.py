"""The next thing to do, in words; and the choices of an open question."""

from textual.content import Content

from procstation.errors import StationError
from procstation.keys import key, keys_of
from procstation.language import tr
from procstation.linking import BenchState
from procstation.linking.view import prompt
from procstation.tui.widgets.panel import Panel
from procstation.tui.widgets.pressed import Pressed, pressing


class Prompt(Pressed, Panel):
    """Always says what to do next."""

    def show(self, state: BenchState, trouble: StationError | None) -> None:
        """Draw the next thing to do; trouble with the journal comes before everything."""
        self.set_class(trouble is not None, "trouble")
        self.set_class(state.question is not None and trouble is None, "question")
        if trouble is not None:
            self.draw(
                Content.assemble(
                    (tr("✗ Nothing can be saved.") + " ", "bold"),
                    f"{trouble.what} {trouble.do_next}",
                )
            )
            return
        lines = [Content.assemble(("▸ ", "bold"), (prompt(state), "bold"))]
        if state.question is not None:
            for number, choice in enumerate(state.question.choices, start=1):
                act = f"bench.choice_{number}"
                line = Content.assemble((f"  {key(act)} ", "bold reverse"), f" {choice}")
                lines.append(pressing(line, keys_of(act)[0]))
        self.draw(Content("\n").join(lines))

    def room_for(self, content: Content) -> int:
        return content.get_height({}, self.size.width)
