"""The line of keys: what can be done here, as far as there is room; each can be clicked."""

from typing import NamedTuple

from textual.content import Content
from textual.screen import Screen

from procstation.keys import shown
from procstation.language import tr_marked
from procstation.tui.widgets.panel import Panel
from procstation.tui.widgets.pressed import Pressed, pressing

LAST = ("dialog.back", "app.ask", "app.help", "app.palette")
"""What is always shown, behind the others: the way back, and the ways to all the rest."""


class Shown(NamedTuple):
    """A key of the line."""

    key: str
    sign: str
    label: str

    @property
    def width(self) -> int:
        return Content(f"{self.sign} {self.label}").cell_length


class KeysBar(Pressed, Panel):
    """Leaves out what does not fit, and never half a word."""

    DEFAULT_CSS = """
    KeysBar {
        dock: bottom;
        height: 1;
        background: $panel;
        color: $foreground;
        text-wrap: nowrap;
        pointer: pointer;
    }
    """

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._follow)

    def on_resize(self) -> None:
        self._draw()

    def _follow(self, screen: Screen[object]) -> None:
        if self.is_attached and screen is self.screen:
            self._draw()

    def _draw(self) -> None:
        keys, last = self._keys()
        room = self.size.width - sum(one.width + 1 for one in last)
        fitting: list[Shown] = []
        for one in keys:
            room -= one.width + 1
            if room < -1:
                break
            fitting.append(one)
        line = Content(" ").join(
            pressing(Content.assemble((one.sign, "bold $accent"), f" {one.label}"), one.key)
            for one in (*fitting, *last)
        )
        # Off the edge where that costs no key: a page or a window hides a part of it there.
        self.draw(line.pad_left(1) if line.cell_length < self.size.width else line)

    def _keys(self) -> tuple[list[Shown], list[Shown]]:
        """Return the keys that are shown as far as they fit, and those that always are."""
        keys: list[Shown] = []
        last: dict[str, Shown] = {}
        done: set[str] = set()
        for _, binding, enabled, _ in self.screen.active_bindings.values():
            act = binding.id or ""
            if not binding.show or not enabled or (binding.action in done and act not in LAST):
                continue
            done.add(binding.action)
            label = tr_marked(binding.description)
            sign = shown(binding.key).replace("Ctrl+", "^")
            one = Shown(binding.key, sign, label)
            if act in LAST or act.endswith(".back"):
                last[act if act in LAST else LAST[0]] = one
            else:
                keys.append(one)
        if LAST[1] in last:
            last.pop(LAST[2], None)
        return keys, [last[act] for act in LAST if act in last]
