"""What a person can do to any simulated device: pull its cable, make its line bad."""

from collections.abc import Sequence

from procstation.devices import Play
from procstation_simulators.device import VirtualDevice


def number(arguments: Sequence[str], usual: int) -> int:
    """Return the first argument as a number, or the usual one when there is none.

    Raises:
        ValueError: It is no number of 0 or more.
    """
    if not arguments:
        return usual
    if not arguments[0].isdigit():
        raise ValueError(f"{arguments[0]!r} is no number.")
    return int(arguments[0])


def _unplug(device: VirtualDevice, _: Sequence[str]) -> str:
    device.faults.unplug()
    return "unplugged"


def _plug(device: VirtualDevice, _: Sequence[str]) -> str:
    device.faults.plug()
    return "plugged in"


def _deaf(device: VirtualDevice, arguments: Sequence[str]) -> str:
    device.faults.dont_answer = number(arguments, 1)
    return f"will not answer {device.faults.dont_answer} times"


def _cut(device: VirtualDevice, arguments: Sequence[str]) -> str:
    device.faults.cut_reply = number(arguments, 3)
    return f"the next reply ends after {device.faults.cut_reply} bytes"


def _noise(device: VirtualDevice, _: Sequence[str]) -> str:
    device.faults.noise_before = b"\x55\xaa\x02"
    return "noise comes ahead of the next reply"


COMMON = (
    Play("unplug", "pull the cable", _unplug),
    Play("plug", "put the cable back", _plug),
    Play("deaf [COUNT]", "ignore the next commands", _deaf),
    Play("cut [BYTES]", "cut the next reply short", _cut),
    Play("noise", "put noise on the line", _noise),
)
"""For every device."""
