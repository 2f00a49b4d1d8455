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


MOST_OF_LINE = 0.85
"""How much of it the devices may take."""


class DevicesBar(Horizontal):
    """Shows each device with a sign and, when something is wrong with it, with a word. What does
    not fit is cut on the left: how the devices are comes first. Where there is little room, those
    that need somebody stand first, and of the others only the signs."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._devices: tuple[DeviceStatus, ...] = ()

    def compose(self) -> ComposeResult:
        yield Panel(id="station-name")
        yield DeviceSigns(id="device-signs")

    def show(self, station: str, profile: str, devices: Iterable[DeviceStatus]) -> None:
        """Draw the line."""
        where = " · ".join(part for part in (station, profile) if part)
        name = Content.assemble((" procstation ", "bold reverse"), f" {where}")
        self.query_one("#station-name", Panel).draw(name)
        self._devices = tuple(devices)
        self._draw_devices()

    def on_resize(self) -> None:
        self._draw_devices()

    def _draw_devices(self) -> None:
        line = Content("").join(_words(one) for one in self._devices)
        room = self.size.width * MOST_OF_LINE
        if room and line.cell_length > room:
            well = [one for one in self._devices if _sign(one) == SIGNS[Presence.READY]]
            others = [one for one in self._devices if one not in well]
            line = Content("").join(
                [*map(_words, others), *(Content.assemble(" ", _sign(one)) for one in well)]
            )
        self.query_one(DeviceSigns).draw(line)


def _sign(device: DeviceStatus) -> tuple[str, str]:
    return TROUBLE if device.is_in_trouble else SIGNS.get(device.presence, TROUBLE)


def _words(device: DeviceStatus) -> Content:
    words = f" {device.name} {device.word}".rstrip()
    if device.kind == "system" and device.needs_you:
        # There it is seen to.
        words += f" {key('go.outbox')}"
    return Content.assemble(" ", _sign(device), words)
