"""`device`: the devices of this station, and what is attached to the machine."""

from collections.abc import Iterator, Sequence
from typing import Any

import click

from procstation.cli.answer import DONE, FAILED, answer, json_option
from procstation.cli.context import Context
from procstation.config import DeviceSection
from procstation.devices import KINDS, Rack, driver_names, load_driver
from procstation.devices.check import Checkup, Health, check_device
from procstation.errors import InputRefused, StationError, UsageError, did_you_mean
from procstation.language import mark, tr, tr_marked

NO_DEVICE = mark("No device is configured: write a table [devices.NAME] to procstation.toml.")


@click.group()
def device() -> None:
    """Scanners, RFID pads and printers."""


@device.command("list")
@json_option
@click.pass_obj
def list_devices(context: Context, as_json: bool) -> None:
    """List the configured devices, the serial ports attached, and the drivers there are.

    Nothing is opened: `attached` and `absent` are told by the port alone, and `configured` is a
    device that only `device check` can tell more of.
    """
    from procstation.devices.attached import (  # noqa: PLC0415
        Attachment,
        attached_ports,
        attachment,
        port_at,
    )

    ports = attached_ports()
    documents = []
    taken = set()
    for name, section in context.config.devices.items():
        at = port_at(section.port, ports)
        taken.add(at)
        detail = _title(section) + (f"; {at.title}" if at is not None and at.title else "")
        state = attachment(section.kind, section.port, ports)
        documents.append(_document(name, section, state.value, detail))
    documents += [
        {
            "name": port.port,
            "kind": "",
            "driver": "",
            "port": port.port,
            "state": Attachment.ATTACHED.value,
            "detail": "; ".join(part for part in (tr("not configured"), port.title) if part),
        }
        for port in ports
        if port not in taken
    ]
    answer(documents, as_json, lambda: _list_lines(documents))


@device.command()
@click.argument("name", required=False)
@json_option
@click.pass_obj
def check(context: Context, name: str | None, as_json: bool) -> int:
    """Open each configured device, or the one NAMEd, and ask it how it is.

    Nothing is written, printed or scanned. Ends with status 1 when one is not ready.
    """
    chosen = _chosen(context, name)
    require_no_station(context)
    checkups = [(one, section, _check(one, section)) for one, section in chosen.items()]
    documents = [
        _document(one, section, found.health.value, found.detail) | {"next": found.do_next}
        for one, section, found in checkups
    ]
    answer(documents, as_json, lambda: _check_lines(documents))
    ready = all(found.health is Health.READY for _, _, found in checkups)
    return DONE if ready else FAILED


def _chosen(context: Context, name: str | None) -> dict[str, DeviceSection]:
    devices = context.config.devices
    if name is None:
        return devices
    if name not in devices:
        raise UsageError(tr("No device is named {name!r}.", name=name), did_you_mean(name, devices))
    return {name: devices[name]}


def require_no_station(context: Context) -> None:
    """Raises InputRefused while a station has the devices open."""
    from procstation.station.health import station_runs  # noqa: PLC0415

    if station_runs(context.home):
        raise InputRefused(
            tr("A station is running in {home} and has its devices open.", home=context.home),
            tr("See them on its screen, or end it first."),
        )


def _check(name: str, section: DeviceSection) -> Checkup:
    where = f"devices.{name}.options"
    return check_device(section.kind, section.driver, section.port, section.options, Rack(), where)


def _title(section: DeviceSection) -> str:
    try:
        return load_driver(section.kind, section.driver).title
    except StationError as error:
        return f"{error.what} {error.do_next}"


def _document(name: str, section: DeviceSection, state: str, detail: str) -> dict[str, Any]:
    return {
        "name": name,
        "kind": section.kind,
        "driver": section.driver,
        "port": section.port,
        "state": state,
        "detail": detail,
    }


def _list_lines(documents: Sequence[dict[str, Any]]) -> Iterator[str]:
    if not any(document["kind"] for document in documents):
        yield tr_marked(NO_DEVICE)
    yield from _table(documents, ("name", "kind", "driver", "port", "state", "detail"))
    yield tr("Drivers there are:")
    for kind in KINDS:
        yield f"  {kind:<8} {', '.join(driver_names(kind)) or tr('none')}"


def _check_lines(documents: Sequence[dict[str, Any]]) -> Iterator[str]:
    if not documents:
        yield tr_marked(NO_DEVICE)
    rows = _table(documents, ("name", "state", "detail"))
    for document, row in zip(documents, rows, strict=True):
        yield row
        if document["next"]:
            yield f"  next: {document['next']}"


def _table(documents: Sequence[dict[str, Any]], columns: Sequence[str]) -> Iterator[str]:
    """The last column is as wide as it is."""
    *fixed, last = columns
    widths = [max((len(document[one]) for document in documents), default=0) for one in fixed]
    for document in documents:
        cells = [f"{document[one]:<{width}}" for one, width in zip(fixed, widths, strict=True)]
        yield "  ".join([*(cell for cell in cells if cell), document[last]])
