"""What a simulated device is, to the link it answers on and to the person who plays with it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from procstation.errors import InputRefused, did_you_mean
from procstation.language import tr


class SimulatedDevice(Protocol):
    """A device made of software: bytes in, bytes out, no thread, no clock of its own."""

    plugged: bool
    """False: the cable is out, and the link raises DeviceLost."""

    def receive(self, data: bytes) -> None:
        """Take bytes from the host, in whatever pieces they come."""
        ...

    def transmit(self) -> bytes:
        """Hand over, once, what the device has to say so far."""
        ...

    def pass_time(self, seconds: float) -> None:
        """That much time goes by: silences end frames, laid-down tags warm up, labels come out."""
        ...

    def take_busy_s(self) -> float:
        """Return, once, the seconds the device was busy (air time, chip programming, printing)."""
        ...


@runtime_checkable
class CallableDevice(SimulatedDevice, Protocol):
    """A simulated device that minds who is connected to it, as one on a network may."""

    def connect(self) -> None:
        """A client connects; the one before, if there is one still, is gone."""
        ...

    def disconnect(self) -> None:
        """The client is gone."""
        ...


@runtime_checkable
class DtrDevice(SimulatedDevice, Protocol):
    """A simulated device that heeds the signal DTR."""

    def set_dtr(self, on: bool) -> None:
        """Take note of it."""
        ...


@dataclass(frozen=True, slots=True)
class Play:
    """Something a person can do to a simulated device, by a word and what follows it.

    Attributes:
        usage: The word and its arguments, e.g. `lay [UID [HEX]]`.
        does: What it does, for the list of them.
        act: Does it, and returns what came of it, in words; raises ValueError in words when an
            argument makes no sense.
    """

    usage: str
    does: str
    act: Callable[[Any, Sequence[str]], str]


def do_play(plays: Sequence[Play], played: object, line: str, title: str) -> str:
    """Do to something simulated what a line says, and return what came of it.

    Raises:
        InputRefused: There is no such word, or its arguments make no sense.
    """
    word, *arguments = line.split()
    known = {play.usage.split()[0]: play for play in plays}
    if word not in known:
        raise InputRefused(
            tr("{title} knows no {word!r}.", title=title, word=word), did_you_mean(word, known)
        )
    try:
        return known[word].act(played, arguments)
    except ValueError as error:
        raise InputRefused(
            f"{line}: {error}", tr("Use it so: {usage}.", usage=known[word].usage)
        ) from error


@dataclass(frozen=True, slots=True)
class Simulator:
    """How to make one simulated device, found by entry point `procstation.simulators.KIND`.

    Attributes:
        build: Takes the query of a `sim://NAME?key=value` URL.
        plays: What a person can do to it, in the demo, in training and at `simulate`.
    """

    title: str
    build: Callable[[Mapping[str, str]], SimulatedDevice]
    plays: Sequence[Play] = ()

    def play(self, device: SimulatedDevice, line: str) -> str:
        """Do what a line says, and return what came of it.

        Raises:
            InputRefused: There is no such word, or its arguments make no sense.
        """
        return do_play(self.plays, device, line, self.title)
