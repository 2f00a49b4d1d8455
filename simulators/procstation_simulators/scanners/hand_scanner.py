"""What the simulated scanners share: delivery, whole or in two halves, and a pile of codes."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import ClassVar

from procstation_simulators.device import VirtualDevice
from procstation_simulators.settings import Settings, listed


class ScannerSettings(Settings):
    """Settings of any scanner.

    Attributes:
        aim: It sends the AIM identifier ahead of the data. Off by default on every real one.
        codes: Codes it reads by itself, with commas between them.
        every_s: Seconds until the first of these, and from each to the next.
    """

    aim: bool = False
    codes: str = ""
    every_s: float = 2.0


class HandScanner(VirtualDevice):
    """A scanner in somebody's hand.

    Attributes:
        suffixes: What its setting `suffix` may be.
        variants: Other settings, beside those it has by itself, that a driver has to take without
            being told.
    """

    suffixes: ClassVar[tuple[str, ...]]
    variants: ClassVar[tuple[Mapping[str, str], ...]] = ()

    def __init__(self, settings: ScannerSettings) -> None:
        super().__init__()
        self._rest = b""
        self._rest_s = 0.0
        self._pile = listed(settings.codes)
        self._every_s = settings.every_s
        self._next_s = settings.every_s

    @abstractmethod
    def scan(self, text: str, aim: str = "", pause_s: float = 0.0) -> None:
        """Read one barcode.

        Args:
            text: Its data, as the scanner is set to hand it over.
            aim: Its AIM identifier, e.g. `]F0`; sent when the setting `aim` is on.
            pause_s: Deliver the first half now and the rest after that many seconds.
        """

    def send(self, data: bytes, pause_s: float = 0.0) -> None:
        """Deliver any bytes, as a scanner does that is set up wrongly or has a bad cable."""
        if self.faults.swallow_command():
            return
        if pause_s > 0:
            half = len(data) // 2
            self._rest, self._rest_s = data[half:], pause_s
            data = data[:half]
        self._say(data)

    def pass_time(self, seconds: float) -> None:
        super().pass_time(seconds)
        if self._rest:
            self._rest_s -= seconds
            if self._rest_s <= 0:
                rest, self._rest = self._rest, b""
                self._say(rest)
        self._next_s -= seconds
        while self._pile and self._next_s <= 0:
            self._next_s += self._every_s
            self.scan(self._pile.pop(0))

    def _lose_power(self) -> None:
        super()._lose_power()
        self._rest = b""
