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
from procstation.language import tr, trn


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
            return _ASK[kind](device, load_driver(kind, name).called)
    except DeviceLost as error:
        return Checkup(Health.LOST, error.what, error.do_next)
    except StationError as error:
        return Checkup(Health.FAULT, error.what, error.do_next)
    except Exception as error:  # noqa: BLE001
        # Whatever a driver from elsewhere raises, the other devices are still to be looked at.
        return Checkup(
            Health.FAULT,
            tr(
                "The driver {name!r} failed: {kind}: {error}.",
                name=name,
                kind=type(error).__name__,
                error=error,
            ),
            tr("Report this to whoever made the driver."),
        )


def _ask_scanner(_: BarcodeScanner, title: str) -> Checkup:
    return Checkup(Health.READY, tr("{title}: its line is open", title=title))


def _ask_pad(pad: RfidPad, title: str) -> Checkup:
    # Counted, not named: one of them may be a patron's card.
    count = len(pad.inventory())
    if not count:
        return Checkup(Health.READY, tr("{title}: no tag on it", title=title))
    found = trn("{title}: 1 tag on it", "{title}: {count} tags on it", count, title=title)
    return Checkup(Health.READY, found)


def _ask_printer(printer: LabelPrinter, title: str) -> Checkup:
    state = printer.state()
    if state.ready:
        return Checkup(Health.READY, f"{title}: {state.detail or tr('ready')}")
    problems = (
        state.detail or ", ".join(one.word for one in state.problems) or tr("it does not say why")
    )
    return Checkup(
        Health.NOT_READY,
        f"{title}: {problems}",
        tr("Set the printer right, then check it again."),
    )


def _ask_memory(scanner: MemoryScanner, title: str) -> Checkup:
    state = scanner.state()
    about = {"title": title, "serial": state.serial}
    found = (
        tr("{title}: serial number {serial}, its clock says {at}", **about, at=state.at)
        if state.at
        else tr("{title}: serial number {serial}", **about)
    )
    if state.battery_low:
        return Checkup(
            Health.NOT_READY,
            tr("{found}; its battery is low", found=found),
            tr("Give it a new battery."),
        )
    return Checkup(Health.READY, found)


def _ask_uhf(reader: UhfReader, title: str) -> Checkup:
    heard = len(reader.poll(UHF_WAIT_S))
    found = (
        tr("{title}: it reads, {heard} reports in a moment", title=title, heard=heard)
        if heard
        else tr("{title}: it reads, no reports in a moment", title=title)
    )
    return Checkup(Health.READY, found)


_ASK: dict[Kind, Callable[[Any, str], Checkup]] = {
    "scanner": _ask_scanner,
    "rfid": _ask_pad,
    "printer": _ask_printer,
    "memory": _ask_memory,
    "uhf": _ask_uhf,
}
