"""Devices of a bench that a sweep works with meanwhile, and leaves open."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from procstation.devices import DeviceRunner
from procstation.station.device_status import DeviceStatus


@dataclass(frozen=True, slots=True)
class Lent:
    """See the module.

    Attributes:
        runners: By name.
        statuses: Tells how the devices of the bench are, those that are not lent included.
    """

    runners: Mapping[str, DeviceRunner] = field(default_factory=dict)
    statuses: Callable[[], tuple[DeviceStatus, ...]] = tuple

    def devices(self) -> tuple[DeviceStatus, ...]:
        """Return how those that are lent are now."""
        return tuple(one for one in self.statuses() if one.name in self.runners)


NOTHING_LENT = Lent()
"""Of a sweep without a bench."""
