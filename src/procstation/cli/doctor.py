"""`doctor`: what is wrong with this station, and what to do."""

import shutil
import sys
import textwrap
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import click

from procstation.cli.answer import DONE, FAILED, answer, json_option, verdict
from procstation.cli.context import Context
from procstation.errors import ConfigError
from procstation.language import mark, tr, tr_marked

if TYPE_CHECKING:
    from procstation.station.health import Finding

LEAST_COLUMNS = 60
LEAST_TEXT = 20
"""Characters for what is said of a check, however narrow the terminal."""

GROUPS = {
    mark("This machine"): (
        "python",
        "home",
        "disk",
        "clock",
        "terminal",
        "language",
        "serial ports",
        "keyring",
        "browser",
        "sound",
    ),
    mark("Configuration"): (
        "configuration",
        "labels",
        "printed labels",
        "shelf order",
        "barcodes",
        "numbers",
        "tags",
    ),
    mark("Records"): ("store", "journal", "undo images"),
    mark("Library systems"): ("system ",),
    mark("Devices"): ("station", "driver of ", "stock of ", "device ", "security by "),
}
"""How findings are told to people: of each group, what the names of its checks begin with."""

FURTHER = mark("Further")


@click.command()
@click.option("--no-devices", is_flag=True, help="Do not open the devices.")
@json_option
@click.pass_obj
def doctor(context: Context, no_devices: bool, as_json: bool) -> int:
    """Look at all a station needs, and say what is wrong and what to do.

    Ends with status 1 when something is wrong.
    """
    findings = list(_findings(context, no_devices))
    documents = [
        {"check": one.check, "ok": one.ok, "detail": one.detail, "next": one.next}
        for one in findings
    ]
    answer(documents, as_json, lambda: _lines(findings))
    return DONE if all(one.ok for one in findings) else FAILED


def _findings(context: Context, no_devices: bool) -> Iterator["Finding"]:
    from procstation.devices import Rack  # noqa: PLC0415
    from procstation.station.health import (  # noqa: PLC0415
        Finding,
        look_at_devices,
        look_at_machine,
        look_at_station,
        look_at_surroundings,
        look_at_systems,
        station_runs,
    )
    from procstation.station.terminal_health import Terminal  # noqa: PLC0415

    yield from look_at_machine(context.home, datetime.now().astimezone())
    terminal = Terminal.here() if sys.stdout.isatty() else None
    try:
        config = context.config
    except ConfigError as error:
        yield from look_at_surroundings(terminal, None)
        # Store and devices are named there: without it there is nothing to look at.
        yield Finding("configuration", False, error.what, error.do_next)
        return
    yield from look_at_surroundings(terminal, config)
    yield from look_at_station(context.home, config, context.store_url)
    yield from look_at_systems(config)
    if station_runs(context.home):
        yield Finding(
            mark("station"),
            True,
            tr("runs in {home}; its devices were left to it", home=context.home),
        )
    elif no_devices:
        yield Finding("station", True, tr("does not run; devices were not opened"))
    else:
        yield Finding("station", True, tr("does not run"))
        yield from look_at_devices(config, Rack())


def _lines(findings: list["Finding"]) -> Iterator[str]:
    room = max(shutil.get_terminal_size().columns, LEAST_COLUMNS) - 1
    width = max(len(one.looked_at) for one in findings)
    for title in (*GROUPS, FURTHER):
        group = [one for one in findings if _group_of(one) == title]
        if group:
            yield tr_marked(title)
        for one in group:
            head = f"  {verdict(one.ok)}  {one.looked_at:<{width}}  "
            yield from _wrapped(head, one.detail, room)
            if one.next:
                yield from _wrapped(f"{'':<{len(head)}}next: ", one.next, room)
    wrong = [one.looked_at for one in findings if not one.ok]
    yield ""
    if not wrong:
        yield tr("Nothing is wrong.")
    else:
        head = tr("{wrong} of {count} are wrong:", wrong=len(wrong), count=len(findings))
        yield from _wrapped(f"{head} ", ", ".join(wrong), room)


def _group_of(finding: "Finding") -> str:
    found = (title for title, checks in GROUPS.items() if finding.check.startswith(checks))
    return next(found, FURTHER)


def _wrapped(head: str, text: str, room: int) -> Iterator[str]:
    """Break a text behind its head, each further line below the first."""
    lines = textwrap.wrap(
        text,
        max(room - len(head), LEAST_TEXT),
        break_long_words=False,
        break_on_hyphens=False,
    )
    for number, line in enumerate(lines or [""]):
        yield f"{head if not number else ' ' * len(head)}{line}"
