"""What every simulated device has: a line to the host, a cable that can be pulled, faults."""

from abc import ABC, abstractmethod

from procstation_simulators.faults import Faults


class VirtualDevice(ABC):
    """The device's end of the line. Bytes in, bytes out; no thread and no clock of its own.

    Attributes:
        faults: What goes wrong next; see `Faults`.
        plugged: The cable is in. `faults.unplug()` and `faults.plug()` move it.
    """

    def __init__(self) -> None:
        self.plugged = True
        self.faults = Faults(cable=self._cable)
        self._said = bytearray()
        self._held = b""
        self._held_s = 0.0

    @abstractmethod
    def receive(self, data: bytes) -> None:
        """Take bytes from the host, in whatever pieces they come."""

    def transmit(self) -> bytes:
        """Hand over, once, what the device has to say so far."""
        said = bytes(self._said)
        self._said.clear()
        return said

    def pass_time(self, seconds: float) -> None:
        """That much time goes by: a reply held back may be due."""
        if self._held:
            self._held_s -= seconds
            if self._held_s <= 0:
                self._release()

    def take_busy_s(self) -> float:
        """Return, once, the seconds the device was busy."""
        return 0.0

    def _say(self, reply: bytes) -> None:
        """Put a reply on the line, with the faults that were asked for."""
        self._release()
        spoilt = self.faults.spoil(reply)
        late_s = self.faults.take_late_s()
        if late_s > 0:
            self._held, self._held_s = spoilt, late_s
        else:
            self._said += spoilt

    def _release(self) -> None:
        self._said += self._held
        self._held = b""

    def _cable(self, plugged: bool) -> None:
        self.plugged = plugged
        if not plugged:
            self._lose_power()

    def _lose_power(self) -> None:
        """The cable was pulled: forget what a device without power forgets."""
        self._said.clear()
        self._held = b""
