"""Links that end in a simulated device instead of a port.

`DirectLink` is for tests and measurements: its clock is virtual and it never waits.
`LiveLink` is for the demo, training and `simulate`: it waits as a port would, and other threads
may work on the device through the `Rack` meanwhile.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qsl, urlsplit

from procstation.devices.interfaces import (
    SerialSettings,
)
from procstation.devices.simulated import (
    CallableDevice,
    DtrDevice,
    SimulatedDevice,
    Simulator,
)
from procstation.errors import DeviceLost, InputRefused
from procstation.language import tr

MOMENT_S = 0.005
"""How finely a virtual wait is cut, so that a late answer arrives when it is due."""

TICK_S = 0.02
"""How often a device that is waited for is given the time that went by."""

NO_TIME_S = 1e-9


class DirectLink:
    """The host's end of a line to a simulated device, on a virtual clock.

    The clock advances by the time bytes take on the wire, by the time the device is busy, and by
    the silence waited for; so a test or a measurement sees real durations and takes none.

    Args:
        device: The other end.
        chunk: Deliver its replies in pieces of at most this many bytes; None for all at once.
        serial: The line, for the time a byte takes; None for an endlessly fast one.
    """

    def __init__(
        self,
        device: SimulatedDevice,
        chunk: int | None = None,
        serial: SerialSettings | None = None,
    ) -> None:
        self.name = "sim://direct"
        self.device = device
        self.bytes_moved = 0
        self._chunk = chunk
        self._byte_s = serial.seconds_per_byte if serial else 0.0
        self._now_s = 0.0
        self._arrived = bytearray()
        self.connect()

    def write(self, data: bytes) -> None:
        self._require_plugged()
        self._spend(len(data) * self._byte_s)
        self.bytes_moved += len(data)
        self.device.receive(data)
        self._collect()

    def read(self, timeout_s: float) -> bytes:
        self._require_plugged()
        self._collect()
        end_s = self._now_s + timeout_s
        while not self._arrived and end_s - self._now_s > NO_TIME_S:
            self._spend(min(MOMENT_S, end_s - self._now_s))
            self._collect()
        take = len(self._arrived) if self._chunk is None else min(self._chunk, len(self._arrived))
        data = bytes(self._arrived[:take])
        del self._arrived[:take]
        self._spend(len(data) * self._byte_s)
        self.bytes_moved += len(data)
        return data

    def set_dtr(self, on: bool) -> None:
        self._require_plugged()
        if isinstance(self.device, DtrDevice):
            self.device.set_dtr(on)

    def now_s(self) -> float:
        return self._now_s

    def close(self) -> None:
        if isinstance(self.device, CallableDevice):
            self.device.disconnect()

    def connect(self) -> None:
        """Connect anew, after `close`."""
        if isinstance(self.device, CallableDevice):
            self._arrived.clear()
            self.device.connect()

    def _spend(self, seconds: float) -> None:
        self._now_s += seconds
        self.device.pass_time(seconds)

    def _collect(self) -> None:
        self._arrived += self.device.transmit()
        self._now_s += self.device.take_busy_s()

    def _require_plugged(self) -> None:
        if not self.device.plugged:
            raise _unplugged(self.name)


class LiveLink:
    """The host's end of a line to a device in a `Rack`: waits in real time, like a port."""

    def __init__(self, name: str, device: SimulatedDevice, changed: threading.Condition) -> None:
        self.name = name
        self._device = device
        self._changed = changed
        self._last_s = time.monotonic()

    def write(self, data: bytes) -> None:
        with self._changed:
            self._require_plugged()
            self._catch_up()
            self._device.receive(data)

    def read(self, timeout_s: float) -> bytes:
        end = time.monotonic() + timeout_s
        with self._changed:
            while True:
                self._require_plugged()
                self._catch_up()
                data = self._device.transmit()
                left = end - time.monotonic()
                if data or left <= 0:
                    self._device.take_busy_s()
                    return data
                # Not the whole wait at once: a device may speak up by itself after some time.
                self._changed.wait(min(left, TICK_S))

    def set_dtr(self, on: bool) -> None:
        with self._changed:
            self._require_plugged()
            if isinstance(self._device, DtrDevice):
                self._catch_up()
                self._device.set_dtr(on)

    def now_s(self) -> float:
        return time.monotonic()

    def connect(self) -> None:
        """Tell the device, if it minds, that a client has come."""
        with self._changed:
            if isinstance(self._device, CallableDevice):
                self._catch_up()
                self._device.connect()

    def close(self) -> None:
        """The device stays in its rack, and learns, if it minds, that the client has gone."""
        with self._changed:
            if isinstance(self._device, CallableDevice):
                self._device.disconnect()

    def _catch_up(self) -> None:
        now = time.monotonic()
        self._device.pass_time(now - self._last_s)
        self._last_s = now

    def _require_plugged(self) -> None:
        if not self._device.plugged:
            raise _unplugged(self.name)


PATIENCE_S = 2.0
"""A station opens its devices on threads of their own: a hand may be quicker."""


class Rack:
    """The simulated devices of one process, each made once and kept by its URL.

    A device that is unplugged and plugged in again is the same device: its labels, its tags. Two
    of one sort have different URLs; a fragment (`sim://zpl#2`) is enough.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition(threading.RLock())
        self._devices: dict[str, SimulatedDevice] = {}
        self._simulators: dict[str, Simulator] = {}

    def link(self, url: str, simulator: Simulator) -> LiveLink:
        """Open a line to the device at a `sim://NAME?key=value` URL, making it the first time.

        Raises:
            DeviceLost: It is there and unplugged.
        """
        with self._changed:
            if url not in self._devices:
                query = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
                self._devices[url] = simulator.build(query)
                self._simulators[url] = simulator
                self._changed.notify_all()
            device = self._devices[url]
            if not device.plugged:
                raise _unplugged(_name_of(url))
            link = LiveLink(_name_of(url), device, self._changed)
            link.connect()
            return link

    def play(self, url: str, line: str) -> str:
        """Do to a device what a line says, e.g. `lay`, and return what came of it.

        Raises:
            InputRefused: No device was made at that URL, or the line makes no sense to it.
        """
        with self._changed:
            made = self._changed.wait_for(lambda: url in self._devices, PATIENCE_S)
        if not made:
            raise InputRefused(
                tr("No device is at {url} yet.", url=url), tr("Wait until the station opened it.")
            )
        with self.working_on(url) as device:
            return self._simulators[url].play(device, line)

    @contextmanager
    def working_on(self, url: str) -> Iterator[SimulatedDevice]:
        """Hold the device still while you lay a tag on it or pull its cable.

        Raises:
            KeyError: No device was made at that URL yet.
        """
        with self._changed:
            yield self._devices[url]
            self._changed.notify_all()


def _name_of(url: str) -> str:
    """What messages call a device: its settings are nothing to a person at the bench."""
    return urlsplit(url)._replace(query="").geturl()


def _unplugged(name: str) -> DeviceLost:
    return DeviceLost(tr("{name} is unplugged.", name=name), tr("Plug it in again."))
