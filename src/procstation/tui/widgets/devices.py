"""The line on top: which station, which profile, and how its devices are."""

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content

from procstation.devices import Presence
from procstation.keys import key
from procstation.station import DeviceStatus
from procstation.tui.widgets.panel import Panel

SIGNS = {Presence.READY: ("●", "$success"), Presence.LOST: ("○", "bold $error")}
TROUBLE = ("!", "bold $error")


class DeviceSigns(Panel):
    """As wide as what it shows."""

    def room_for(self, content: Content) -> int:
        return content.cell_length


class DevicesBar(Horizontal):
    """Shows each device with a sign and, when something is wrong with it, with a word. What does
    not fit is cut on the left: how the devices are comes first."""

    def compose(self) -> ComposeResult:
        yield Panel(id="station-name")
        yield DeviceSigns(id="device-signs")

    def show(self, station: str, profile: str, devices: Iterable[DeviceStatus]) -> None:
        """Draw the line."""
        where = " · ".join(part for part in (station, profile) if part)
        name = Content.assemble((" procstation ", "bold reverse"), f" {where}")
        self.query_one("#station-name", Panel).draw(name)
        parts = []
        for device in devices:
            sign, style = SIGNS.get(device.presence, TROUBLE)
            if device.is_in_trouble:
                sign, style = TROUBLE
            words = f" {device.name} {device.word}".rstrip()
            if device.kind == "system" and device.needs_you:
                # There it is seen to.
                words += f" {key('go.outbox')}"
            parts.append(Content.assemble((f" {sign}", style), words))
        self.query_one(DeviceSigns).draw(Content("").join(parts))
