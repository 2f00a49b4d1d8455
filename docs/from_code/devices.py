"""One page for each driver: what the code says of it, between marks in a page written by hand."""

from collections.abc import Iterator
from pathlib import Path

from from_code.marked import Parts, renewed
from from_code.settings import declared, explained, table
from procstation.devices import (
    KINDS,
    Driver,
    Kind,
    driver_names,
    load_driver,
    load_simulator,
    simulator_names,
)

FOLDER = Path("devices")

KIND_WORDS: dict[Kind, str] = {
    "scanner": "Barcode scanners",
    "rfid": "RFID pads",
    "printer": "Label printers",
    "memory": "Memory scanners",
    "uhf": "UHF readers",
}

OF_WHAT = {
    "scanner": "a barcode scanner",
    "rfid": "an RFID pad",
    "printer": "a label printer",
    "memory": "a scanner with a memory",
    "uhf": "a UHF reader",
}

PARITY = {"N": "no", "E": "even", "O": "odd"}

PLAIN_PORTS: dict[str, str] = {
    "evdev_wedge": "/dev/input/by-id/usb-scanner-event-kbd",
    "ipp": "ipp://192.0.2.18/ipp/print",
    "llrp": "socket://192.0.2.19:5084",
    "pcsc": "pcsc://ACR1552",
    "pdf": "labels",
    "windows": "ZDesigner",
}
"""Where a serial port is not what is usual."""

SERIAL_PORT = "/dev/serial/by-id/usb-adapter"

SKELETON = """\
# {title}

## Wiring

## Prove it

## Not tried on hardware, and known limits

<!-- begin facts -->
<!-- end facts -->
"""


def ours() -> Iterator[tuple[Kind, str, Driver]]:
    """Yield the drivers that come along, by kind and name; others may be installed here."""
    for kind in KINDS:
        for name in driver_names(kind):
            driver = load_driver(kind, name)
            if driver.options.__module__.startswith("procstation_drivers."):
                yield kind, name, driver


def pages(docs: Path) -> dict[Path, str]:
    """Return each page as it shall be. What is not between marks stays as it is."""
    found = {}
    for kind, name, driver in ours():
        path = docs / FOLDER / f"{name}.md"
        text = path.read_text("utf-8") if path.exists() else SKELETON.format(title=driver.title)
        found[path] = renewed(text, _parts(kind, name, driver), path)
    index = docs / FOLDER / "index.md"
    found[index] = renewed(index.read_text("utf-8"), {"list": _list(docs)}, index)
    return found


def _list(docs: Path) -> str:
    lines = []
    for kind in KINDS:
        lines += [f"## {KIND_WORDS[kind]}", ""]
        rows = []
        for one, name, driver in ours():
            if one == kind:
                simulated = "yes" if name in simulator_names(kind) else "no"
                rows.append((f"[{driver.title}]({name}.md)", f"`{name}`", _line(driver), simulated))
        lines.append(table(("device", "driver", "line", "simulated"), rows))
    return "\n".join(lines)


def _parts(kind: Kind, name: str, driver: Driver) -> Parts:
    return {"facts": _facts(kind, name, driver)}


def _facts(kind: Kind, name: str, driver: Driver) -> str:
    lines = [
        "## In the configuration",
        "",
        f"`{name}` drives {OF_WHAT[kind]}. {_line(driver).capitalize()}.",
        "",
        "```toml",
        f"[devices.{_called(kind)}]",
        f'kind = "{kind}"',
        f'driver = "{name}"',
        f'port = "{PLAIN_PORTS.get(name, SERIAL_PORT)}"',
        "```",
        "",
    ]
    settings = declared(driver.options)
    if settings.count("\n") > 2:
        lines += [f"Settings, in `[devices.{_called(kind)}.options]`:", "", settings]
    else:
        lines += ["It has no settings of its own.", ""]
    if name not in simulator_names(kind):
        return "\n".join(lines)
    simulator = load_simulator(kind, name)
    lines += [
        "## The simulated one",
        "",
        f'`port = "sim://{name}"` connects the unchanged driver to it; `procstation simulate'
        f" {name}` puts it on a port of its own. Settings follow a `?`, with `&` between them:",
        "",
        explained(type(simulator.build({}).settings)),  # type: ignore[attr-defined]
        "What a person can do to it:",
        "",
        table(("play", "does"), ((f"`{one.usage}`", one.does) for one in simulator.plays)),
        "Faults that tests set by hand are with [all simulators](../reference/simulators.md).",
        "",
    ]
    return "\n".join(lines)


def _called(kind: Kind) -> str:
    return {"rfid": "pad", "memory": "memory", "uhf": "wand"}.get(kind, kind)


def _line(driver: Driver) -> str:
    if driver.serial is None:
        return "it opens its port itself"
    serial = driver.serial
    said = (
        f"serial line of {serial.baudrate} baud, {serial.bytesize} bits, {PARITY[serial.parity]}"
        f" parity, {serial.stopbits:g} stop bit"
    )
    if driver.schemes:
        said += ", or " + ", ".join(f"`{scheme}://`" for scheme in driver.schemes)
    return said
