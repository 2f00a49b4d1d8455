"""Whether a device answers: opened, asked something harmless, closed again."""

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from procstation.devices.interfaces import (
    BarcodeScanner,
    Kind,
    LabelPrinter,
    MemoryScanner,
    RfidPad,
    UhfReader,
)
from procstation.devices.polling import UHF_WAIT_S
from procstation.devices.registry import load_driver, open_device
from procstation.devices.sim_link import Rack
from procstation.errors import DeviceLost, StationError


class Health(StrEnum):
    """How a device was found."""

    READY = "ready"
    NOT_READY = "not ready"
    """It answers, and says that it cannot work: a printer without labels."""
    LOST = "lost"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Checkup:
    """What a device answered.

    Attributes:
        detail: What was found, in words.
        do_next: What to do about it; "" when it is ready.
    """

    health: Health
    detail: str
    do_next: str = ""


def check_device(
    kind: Kind, name: str, port: str, options: Mapping[str, Any], rack: Rack, where: str = "options"
) -> Checkup:
    """Open a device, ask it something that changes nothing, and close it.

    A scanner is only opened, a pad is asked for the tags in its field, a UHF reader listened to
    for a moment, a printer and a memory scanner asked for their state.

    Args:
        name, port, options, rack, where: As for `open_device`.
    """
    try:
        with closing(open_device(kind, name, port, options, rack, where)) as device:
            return _ASK[kind](device, load_driver(kind, name).title)
    except DeviceLost as error:
        return Checkup(Health.LOST, error.what, error.do_next)
    except StationError as error:
        return Checkup(Health.FAULT, error.what, error.do_next)
    except Exception as error:  # noqa: BLE001
        # Whatever a driver from elsewhere raises, the other devices are still to be looked at.
        return Checkup(
            Health.FAULT,
            f"The driver {name!r} failed: {type(error).__name__}: {error}.",
            "Report this to whoever made the driver.",
        )


def _ask_scanner(_: BarcodeScanner, title: str) -> Checkup:
    return Checkup(Health.READY, f"{title}: its line is open")


def _ask_pad(pad: RfidPad, title: str) -> Checkup:
    # Counted, not named: one of them may be a patron's card.
    count = len(pad.inventory())
    tags = {0: "no tag", 1: "1 tag"}.get(count, f"{count} tags")
    return Checkup(Health.READY, f"{title}: {tags} on it")


def _ask_printer(printer: LabelPrinter, title: str) -> Checkup:
    state = printer.state()
    if state.ready:
        return Checkup(Health.READY, f"{title}: {state.detail or 'ready'}")
    problems = state.detail or ", ".join(state.problems) or "it does not say why"
    return Checkup(
        Health.NOT_READY,
        f"{title}: {problems}",
        "Set the printer right, then check it again.",
    )


def _ask_memory(scanner: MemoryScanner, title: str) -> Checkup:
    state = scanner.state()
    clock = f", its clock says {state.at}" if state.at else ""
    found = f"{title}: serial number {state.serial}{clock}"
    if state.battery_low:
        return Checkup(Health.NOT_READY, f"{found}; its battery is low", "Give it a new battery.")
    return Checkup(Health.READY, found)


def _ask_uhf(reader: UhfReader, title: str) -> Checkup:
    heard = len(reader.poll(UHF_WAIT_S))
    return Checkup(Health.READY, f"{title}: it reads, {heard or 'no'} reports in a moment")


_ASK: dict[Kind, Callable[[Any, str], Checkup]] = {
    "scanner": _ask_scanner,
    "rfid": _ask_pad,
    "printer": _ask_printer,
    "memory": _ask_memory,
    "uhf": _ask_uhf,
}
