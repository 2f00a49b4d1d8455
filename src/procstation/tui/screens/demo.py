"""The bench of the demo, and one key for each thing a hand would do."""

from textual.app import ComposeResult
from textual.content import Content

from procstation.demo import ACTS, Cart
from procstation.errors import InputRefused
from procstation.keys import key, keys_of
from procstation.language import mark, tr_marked
from procstation.station import Station
from procstation.tui.bindings import bound
from procstation.tui.screens.bench import BenchScreen
from procstation.tui.widgets.keys_bar import KeysBar
from procstation.tui.widgets.pressed import Pressed, pressing

COLUMNS = 5


class HandsBar(Pressed):
    """What the person's hands can do, with the key for it."""

    BORDER_TITLE = mark("your hands: one key each, on simulated devices")

    def on_mount(self) -> None:
        self.border_title = tr_marked(self.BORDER_TITLE)
        self.show("")

    def show(self, done: str) -> None:
        """Draw the keys, and what was done last."""
        self.border_subtitle = done
        rows = [ACTS[start : start + COLUMNS] for start in range(0, len(ACTS), COLUMNS)]
        # Each column as wide as it must be: with one width for all they do not fit 80.
        widths = [
            max(len(tr_marked(act.label)) for act in column) for column in zip(*rows, strict=True)
        ]
        self.update(
            Content("\n").join(
                Content(" ").join(
                    pressing(
                        Content.assemble(
                            (f" {key(f'demo.{act.word}')} ", "bold reverse"),
                            f" {tr_marked(act.label):<{width}}",
                        ),
                        keys_of(f"demo.{act.word}")[0],
                    )
                    for act, width in zip(row, widths, strict=True)
                )
                for row in rows
            )
        )


class DemoScreen(BenchScreen):
    """The bench with a pair of hands."""

    PLACE = "demo"
    BINDINGS = [bound(f"demo.{act.word}", f"hand('{act.word}')", show=False) for act in ACTS]

    def __init__(self, station: Station, cart: Cart) -> None:
        super().__init__(station)
        self._cart = cart

    def compose(self) -> ComposeResult:
        for widget in super().compose():
            if isinstance(widget, KeysBar):
                yield HandsBar(id="hands")
            yield widget

    def action_hand(self, word: str) -> None:
        try:
            done = self._cart.do(word)
        except InputRefused as refused:
            done = f"{refused.what} {refused.do_next}"
        self.query_one(HandsBar).show(done)
