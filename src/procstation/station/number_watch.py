"""Numbers for the bench, and words before they run out."""

from collections.abc import Callable

from procstation.catalog.number_desk import NumberDesk
from procstation.devices import Presence
from procstation.language import mark, tr
from procstation.linking import AnyInput, DeviceChanged
from procstation.station.device_status import DeviceStatus

NUMBERS = "numbers"
"""The source of the warning, and what it is called among the devices."""


class NumberWatch:
    """Takes numbers, and says when few are left.

    Args:
        warn_left: With fewer it is said: at the first, and each time half of them are gone.
    """

    def __init__(self, desk: NumberDesk, warn_left: int) -> None:
        self._desk = desk
        self._said_at = self._warn_left = warn_left
        self._left: int | None = None
        self._post: Callable[[AnyInput, str], None] = lambda _, __: None

    def report_to(self, post: Callable[[AnyInput, str], None]) -> None:
        """Say where the warning goes."""
        self._post = post

    def take(self) -> str:
        """Return the next number of the station's block. Raises as `NumberDesk.take`."""
        taken = self._desk.take()
        self._left = taken.left
        if taken.left >= self._warn_left:
            self._said_at = self._warn_left
        elif taken.left < self._said_at:
            self._said_at = taken.left // 2
            self._post(
                DeviceChanged(NUMBERS, mark("run out soon"), self._detail(taken.left)), NUMBERS
            )
        return taken.barcode

    def status(self) -> tuple[DeviceStatus, ...]:
        """Return how many are left, as a device is shown; nothing while there are enough."""
        if self._left is None or self._left >= self._warn_left:
            return ()
        return (
            DeviceStatus(
                NUMBERS,
                "numbers",
                Presence.READY,
                tr("{left} left", left=self._left),
                self._detail(self._left),
                needs_you=True,
            ),
        )

    def _detail(self, left: int) -> str:
        return tr(
            "{left} are left: add a range to the configuration before they are gone", left=left
        )
