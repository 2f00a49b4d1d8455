"""The line on top: which station, which profile, and how its devices are."""

from collections.abc import Iterable

from textual.content import Content
from textual.widgets import Static

from procstation.devices import Presence
from procstation.station import DeviceStatus

SIGNS = {Presence.READY: ("●", "$success"), Presence.LOST: ("○", "bold $error")}


class DevicesBar(Static):
    """Shows each device with a sign and, when something is wrong with it, with a word."""

    def show(self, station: str, profile: str, devices: Iterable[DeviceStatus]) -> None:
        parts = [Content.assemble((" procstation ", "bold reverse"), f" {station} · {profile}  ")]
        for device in devices:
            sign, style = SIGNS.get(device.presence, ("!", "bold $error"))
            word = device.word
            parts.append(
                Content.assemble((f" {sign} ", style), device.name, f" {word}" if word else "")
            )
        self.update(Content("").join(parts))
