"""What a person can do with a simulated memory scanner."""

from collections.abc import Sequence
from datetime import datetime

from procstation.devices import Play
from procstation_simulators.memory.memory_device import MemoryDevice
from procstation_simulators.play import COMMON, number


def _scan(device: MemoryDevice, arguments: Sequence[str]) -> str:
    if not arguments:
        raise ValueError("there is nothing to scan.")
    text = " ".join(arguments)
    device.scan(text)
    return f"keeps {len(device.kept)} codes, the last {text}"


def _drift(device: MemoryDevice, arguments: Sequence[str]) -> str:
    try:
        device.clock.shift(float(arguments[0] if arguments else "90"))
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{arguments[0]!r} is no number of seconds.") from error
    return f"its clock shows {device.clock.at.isoformat()}"


def _clock(device: MemoryDevice, arguments: Sequence[str]) -> str:
    text = arguments[0] if arguments else "2000-01-01T00:00:00"
    try:
        device.clock.set(datetime.fromisoformat(text).replace(tzinfo=None))
    except ValueError as error:
        raise ValueError(f"{text!r} is no time; write it as 2024-03-05T14:07:09.") from error
    return f"its clock shows {device.clock.at.isoformat()}"


def _corrupt(device: MemoryDevice, arguments: Sequence[str]) -> str:
    device.faults.flip_bit = number(arguments, 100)
    return f"bit {device.faults.flip_bit} of the next reply is turned over"


def _pull(device: MemoryDevice, arguments: Sequence[str]) -> str:
    device.unplug_after = number(arguments, 30)
    return f"the cable is pulled when {device.unplug_after} more bytes have left it"


PLAYS = (
    Play("scan TEXT", "read a barcode and keep it", _scan),
    Play("drift [SECONDS]", "put its clock forward, or back with a minus", _drift),
    Play(
        "clock [TIME]", "set its clock, as 2024-03-05T14:07:09; without, as a new battery", _clock
    ),
    Play("corrupt [BIT]", "turn one bit of the next reply over", _corrupt),
    Play("pull [BYTES]", "pull the cable in the midst of sending", _pull),
    *COMMON,
)
"""For every memory scanner."""
