"""What the simulated pads of all makers share: a field of tags and their settings."""

from collections.abc import Mapping
from typing import ClassVar

from procstation.devices import DeviceFault
from procstation_simulators.device import VirtualDevice
from procstation_simulators.rfid.field import Field
from procstation_simulators.rfid.tag import VirtualTag
from procstation_simulators.settings import Settings, listed


class PadSettings(Settings):
    """Settings of any pad.

    Attributes:
        tags: UIDs of blank tags that lie on it from the start, e.g. `E00401005B6C7D8E,E004…`.
        twice: The inventory lists each tag two times, as happens when tags miss their "quiet".
    """

    tags: str = ""
    twice: bool = False


class VirtualPad(VirtualDevice):
    """A pad with tags on it.

    Attributes:
        field: Lay tags on it and lift them off.
        tear_next: The next tag a person lays down leaves after that many bytes are written.
        shelf: The tags a person has played with, by UID, in the field or not.
        variants: Settings, beside those it has by itself, that real pads of its kind differ in and
            that a driver has to take without being told.
    """

    variants: ClassVar[tuple[Mapping[str, str], ...]] = ()

    def __init__(self, tags: str = "") -> None:
        """Lay blank tags of these UIDs on the pad.

        Raises:
            DeviceFault: One of them is no UID.
        """
        super().__init__()
        self.shelf: dict[bytes, VirtualTag] = {}
        self.tear_next: int | None = None
        try:
            self.field = Field([VirtualTag.blank(uid) for uid in listed(tags)])
        except ValueError as error:
            raise DeviceFault(
                f"The tags {tags!r} cannot be laid on the pad: {error}",
                "Write UIDs of 16 hexadecimal digits with commas between them.",
            ) from error

    def pass_time(self, seconds: float) -> None:
        super().pass_time(seconds)
        self.field.pass_time(seconds)

    def take_busy_s(self) -> float:
        return self.field.take_busy_s()

    def _lose_power(self) -> None:
        super()._lose_power()
        self.field.powered = True
        self.field.reset()
        self.field.take_busy_s()
