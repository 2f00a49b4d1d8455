"""The line on top: which station, which profile, and how its devices are."""

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from procstation.devices import Presence
from procstation.station import DeviceStatus

SIGNS = {Presence.READY: ("●", "$success"), Presence.LOST: ("○", "bold $error")}
TROUBLE = ("!", "bold $error")


class DevicesBar(Horizontal):
    """Shows each device with a sign and, when something is wrong with it, with a word. What does
    not fit is cut on the left: how the devices are comes first."""

    def compose(self) -> ComposeResult:
        yield Static(id="station-name")
        yield Static(id="device-signs")

    def show(self, station: str, profile: str, devices: Iterable[DeviceStatus]) -> None:
        """Draw the line."""
        where = " · ".join(part for part in (station, profile) if part)
        name = Content.assemble((" procstation ", "bold reverse"), f" {where}")
        self.query_one("#station-name", Static).update(name)
        parts = []
        for device in devices:
            sign, style = SIGNS.get(device.presence, TROUBLE)
            if device.presence is Presence.READY and device.kind == "printer" and device.word:
                sign, style = TROUBLE
            words = f" {device.name} {device.word}".rstrip()
            parts.append(Content.assemble((f" {sign}", style), words))
        self.query_one("#device-signs", Static).update(Content("").join(parts))
