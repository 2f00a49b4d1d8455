"""`configuration.md`: everything a station can be told."""

from from_code.settings import declared
from procstation.config import (
    AlmaServiceSection,
    BarcodesSection,
    BarDotsSection,
    CopycatSection,
    DeviceSection,
    DisplaySection,
    JournalSection,
    JudgingSection,
    LabelsSection,
    OutboxSection,
    PersonSection,
    RadioSection,
    RangeSection,
    ShelfOrderSection,
    SoundSection,
    StationSection,
    StoreSection,
    SweepsSection,
    SystemSection,
    TagRuleSection,
    TagsSection,
    TargetSection,
)
from procstation.devices import KINDS, driver_names, load_driver
from procstation.ils import connector_names, load_connector
from procstation.keys import PLACES
from procstation.linking import ChangeSection, JobProfile

HEAD = """\
# Configuration

A station is told what it is by one file, `procstation.toml`, in its home folder: the folder given
by `--home DIR` or `PROCSTATION_HOME`, else the platform's own place for a program's data. Without
the file a station works with the defaults below and without devices. A wrong key is refused with
the table it stands in and the nearest right one; `procstation doctor` says what is wrong and what
to do.

This page is written by `python docs/reference.py` from the code, and a test keeps it so.

```toml
[station]
name = "bench-1"

[devices.scanner]
kind = "scanner"
driver = "serial_scanner"
port = "/dev/serial/by-id/usb-scanner"     # or COM3, socket://HOST:PORT, …

[devices.pad]
kind = "rfid"
driver = "feig"
port = "socket://192.0.2.17:10001"

[devices.spines]
kind = "printer"
driver = "zpl"
port = "socket://192.0.2.18:9100"
stock = "roll-25x38"
templates = ["spine"]

[[barcodes.ranges]]
name = "books"
prefix = "31234"
first = 100001
last = 199999

[tags]
owner = "US-DEMO"
```
"""

SECTIONS: tuple[tuple[str, str, type], ...] = (
    ("[station]", "", StationSection),
    ("[store]", "", StoreSection),
    (
        "[devices.NAME]",
        "One table for each device; the name is what the screen and the journal call it.",
        DeviceSection,
    ),
    ("[barcodes]", "", BarcodesSection),
    (
        "[[barcodes.ranges]]",
        "One for each range of numbers this library uses. The first one with `first` and `last` is"
        " what new items get their barcodes from. Without any, 14 digits beginning with 3 are an"
        " item and with 2 a patron.",
        RangeSection,
    ),
    (
        "[[barcodes.bar_dots]]",
        "One for each resolution from which another number of dots holds. Without any: 2 dots from"
        " 203 dpi on, 4 from 600 dpi on.",
        BarDotsSection,
    ),
    ("[tags]", "", TagsSection),
    (
        "[[tags.treat_as]]",
        "One for each kind of tag of this library that does not say itself of which model it is. A"
        " checksum that is right outweighs it.",
        TagRuleSection,
    ),
    ("[labels]", "", LabelsSection),
    (
        "[sweeps]",
        "The words that library systems are known to use need not be given.",
        SweepsSection,
    ),
    (
        "[sweeps.judging]",
        "When an item that nobody heard is missing. Rates are shares, 0 to 1.",
        JudgingSection,
    ),
    ("[sweeps.radio]", "What is taken of the reports of UHF readers.", RadioSection),
    (
        "[shelf_order]",
        "How this library files, where others differ. A rule is the name of a file in `shelf_rules`"
        " or of one that comes along; see [call numbers](callnumbers.md#shelf-order).",
        ShelfOrderSection,
    ),
    (
        "[systems.NAME]",
        "One table for each library system; the name is what messages and the outbox call it. What"
        " differs by its kind goes into `[systems.NAME.options]`; see"
        " [connectors](#connectors-and-their-options).",
        SystemSection,
    ),
    (
        "[journal]",
        "When a file of the journal is closed and the next begun; `journal archive` moves closed"
        " ones away.",
        JournalSection,
    ),
    (
        "[[people]]",
        "Who works here, for the trace: by a badge, and supervisors by a PIN. Those added with"
        " `people add` are in a file of their own, `people.toml`.",
        PersonSection,
    ),
    ("[outbox]", "How what the library system must know gets there.", OutboxSection),
    (
        "[copycat]",
        "Records that the catalogue has not, from catalogues elsewhere; see"
        " [copy cataloguing](copycat.md).",
        CopycatSection,
    ),
    (
        "[[copycat.targets]]",
        "One for each catalogue that is asked, in this order. Name a preset, or say all yourself.",
        TargetSection,
    ),
    (
        "[alma_service]",
        "The pad for Alma's own pages; see [the pad in Alma](systems/alma-rfid.md).",
        AlmaServiceSection,
    ),
    ("[display]", "What a person sees.", DisplaySection),
    ("[sound]", "What a person hears; see [sound](sound.md).", SoundSection),
)

KEYS = """\
## [keys]

The keys of acts: `"bench.skip" = "ctrl+s"`. Several keys of one act stand with commas between them,
and the first is the one that is shown. A key is one character, `f1` to `f12`, `escape`, `space`,
`delete`, …, each with `ctrl+` or `alt+` before it where the terminal passes that on. An act that
does not exist, and two acts of one screen on one key, are refused.

| act | by default | does |
|---|---|---|
"""

PORTS = """\
## Ports

- `COM3`, `/dev/ttyUSB0`, `/dev/serial/by-id/…`: a serial line, or a USB device that shows as one. A
  path by id stays the same when cables are changed about.
- `socket://HOST:PORT`: a raw TCP connection, to readers and printers on the network and to serial
  servers.
- `rfc2217://HOST:PORT`: a serial server that sets its line as told.
- `pcsc://NAME`: for the `pcsc` driver, a reader of the system's PC/SC service, by a part of its
  name or by its number (`pcsc://0`).
- `/dev/input/by-id/…-event-kbd`: for the `evdev_wedge` driver, the scanner's own keyboard device.
- `/dev/usb/lp0`: on Linux, a printer on USB, written to and read.
- `file:///path`: written to and never read; with `answers = false` for the `zpl` driver. For the
  `pdf` driver it is a folder.
- `sim://NAME?KEY=VALUE`: the simulated device NAME, with the unchanged driver on it.
"""

FOLDERS = """\
## A station's own folders

In the home folder, beside `procstation.toml`. A file there replaces the one of the same name that
comes with the program.

| folder | holds |
|---|---|
| `profiles/` | job profiles: the steps an item goes through; see below |
| `label_templates/` | label templates, stock and `stamps.toml`; see [labels](labels.md) |
| `shelf_rules/` | a library's own shelf order; see [call numbers](callnumbers.md#shelf-order) |
"""

PROFILES = (
    "## Job profiles",
    "`profiles/NAME.toml`: one way of working at the bench. The steps begin with `record` and end"
    " with `release`.",
    JobProfile,
)

CHANGE = (
    "### `[change]`",
    "What a job does to an item beside its other steps; see [jobs](jobs.md).",
    ChangeSection,
)


def page() -> str:
    """Return the whole page."""
    parts = [HEAD]
    parts += [_section(f"## {title}", said, section) for title, said, section in SECTIONS]
    parts += [
        _keys(),
        PORTS,
        _drivers(),
        _connectors(),
        FOLDERS,
        _section(*PROFILES),
        _section(*CHANGE),
    ]
    return "\n".join(parts)


def _keys() -> str:
    rows = []
    for place in PLACES.values():
        for act in place.acts:
            does = act.does or act.label
            said = f"{place.title}: {does}"
            rows.append(f"| `{place.name}.{act.name}` | `{act.keys}` | {said} |")
    return KEYS + "\n".join(rows) + "\n"


def _drivers() -> str:
    parts = ["## Drivers and their options\n"]
    for kind in KINDS:
        for name in driver_names(kind):
            driver = load_driver(kind, name)
            if not driver.options.__module__.startswith("procstation_drivers."):
                # Somebody else's, installed on this machine.
                continue
            title = f"### {kind}: `{name}`"
            said = f"{driver.title}. Options go into `[devices.NAME.options]`."
            parts.append(_section(title, said, driver.options))
    return "\n".join(parts)


def _connectors() -> str:
    parts = ["## Connectors and their options\n"]
    for name in connector_names():
        connector = load_connector(name)
        if not connector.options.__module__.startswith("procstation_connectors."):
            # Somebody else's, installed on this machine.
            continue
        said = (
            f"{connector.title}, at an address such as `{connector.address}`. Options go into"
            " `[systems.NAME.options]`."
        )
        parts.append(_section(f"### `{name}`", said, connector.options))
    return "\n".join(parts)


def _section(title: str, said: str, settings: type) -> str:
    parts = [title, said, declared(settings)] if said else [title, declared(settings)]
    return "\n\n".join(parts)
