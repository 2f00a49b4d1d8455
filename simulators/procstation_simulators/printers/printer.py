"""What every simulated printer has: a roll, a head, a pause key, and what came out of it."""

from collections.abc import Mapping
from typing import ClassVar

from procstation.devices import Problem
from procstation_simulators.device import VirtualDevice
from procstation_simulators.settings import Settings

LABEL_S = 0.5
"""Time one label takes to come out."""


class PrinterSettings(Settings):
    """Settings of any simulated printer.

    Attributes:
        labels_left: Labels on the roll.
        lies: It takes every job, says it is ready, and prints nothing.
    """

    labels_left: int = 1000
    lies: bool = False


class VirtualPrinter(VirtualDevice):
    """One printer.

    Attributes:
        printed: What came out, label by label, in the order it did.
        labels_left: Labels on the roll; at 0 the media is out.
        head_open, ribbon_out, paused: What keeps it from printing.
        variants: Settings that real printers differ in and that a driver has to take untold.
        troubles: What it can say is wrong, by the attribute above that brings it about.
        together: Two of them that it can tell at once.
        confirms: It can tell that a job came out, so that a driver may say so.
        is_framed: What it says travels in frames of a network; noise on the line is no concern.
        label_dots: Width and height of the label it takes; None when it takes any.
    """

    variants: ClassVar[tuple[Mapping[str, str], ...]] = ()
    troubles: ClassVar[Mapping[str, Problem]]
    together: ClassVar[tuple[str, str]] = ("labels_left", "head_open")
    confirms: ClassVar[bool] = True
    is_framed: ClassVar[bool] = False
    label_dots: ClassVar[tuple[int, int] | None] = None

    def __init__(self, labels_left: int) -> None:
        super().__init__()
        self.printed: list[bytes] = []
        self.labels_left = labels_left
        self.head_open = False
        self.ribbon_out = False
        self.paused = False

    def _raised(self) -> list[Problem]:
        """What is wrong now, of what it can say."""
        return list(
            dict.fromkeys(
                problem
                for name, problem in self.troubles.items()
                if (self.labels_left <= 0 if name == "labels_left" else getattr(self, name))
            )
        )
