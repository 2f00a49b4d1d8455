"""What the simulated memory scanners share: codes they keep, a clock, a cable that may be pulled
while they send."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import ClassVar

from procstation_simulators.device import VirtualDevice
from procstation_simulators.memory.clock import ScannerClock
from procstation_simulators.settings import Settings, listed


class MemorySettings(Settings):
    """Settings of any memory scanner.

    Attributes:
        codes: Codes it keeps when it is made, with commas between them, two seconds apart.
        at: What its clock shows then, ISO 8601 without a zone.
        drift_s_a_day: How many seconds its clock gains in a day.
    """

    codes: str = ""
    at: str = "2024-03-05T14:07:09"
    drift_s_a_day: float = 0.0


class MemoryDevice(VirtualDevice):
    """A scanner in a cradle.

    Attributes:
        variants: Settings that real devices differ in and that a driver has to take untold.
        can_be_cleared: There is a command for it.
        tells_time: It tells the time when asked, and keeps the time of each code.
        unplug_after: The cable is pulled when that many more bytes have left it; None: it is not.
    """

    variants: ClassVar[tuple[Mapping[str, str], ...]] = ()
    can_be_cleared: ClassVar[bool] = True
    tells_time: ClassVar[bool] = True

    def __init__(self, settings: MemorySettings) -> None:
        super().__init__()
        self.clock = ScannerClock(settings.at, settings.drift_s_a_day)
        self.unplug_after: int | None = None
        self._pile = listed(settings.codes)

    def fill(self) -> None:
        """Read the codes it is made with."""
        for code in self._pile:
            self.scan(code)
            self.clock.shift(2)

    @abstractmethod
    def scan(self, text: str) -> None:
        """Read one barcode; it is kept, the cable in or out."""

    @property
    @abstractmethod
    def kept(self) -> list[str]:
        """The codes it keeps."""

    def transmit(self) -> bytes:
        said = super().transmit()
        if self.unplug_after is None:
            return said
        out, self.unplug_after = said[: self.unplug_after], self.unplug_after - len(said)
        if self.unplug_after <= 0:
            self.unplug_after = None
            self.faults.unplug()
        return out

    def pass_time(self, seconds: float) -> None:
        super().pass_time(seconds)
        self.clock.pass_time(seconds)
