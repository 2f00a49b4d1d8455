"""`doctor`: what is wrong with this station, and what to do."""

import locale
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import click

from procstation.cli.answer import DONE, FAILED, answer, json_option
from procstation.cli.context import Context
from procstation.errors import ConfigError

if TYPE_CHECKING:
    from procstation.station.health import Finding


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
        look_at_systems,
        look_at_terminal,
        station_runs,
    )

    yield from look_at_machine(context.home, datetime.now().astimezone())
    yield look_at_terminal(locale.getencoding() if sys.stdout.isatty() else None)
    try:
        config = context.config
    except ConfigError as error:
        # Store and devices are named there: without it there is nothing to look at.
        yield Finding("configuration", False, error.what, error.do_next)
        return
    yield from look_at_station(context.home, config, context.store_url)
    yield from look_at_systems(config)
    if station_runs(context.home):
        yield Finding("station", True, f"runs in {context.home}; its devices were left to it")
    elif no_devices:
        yield Finding("station", True, "does not run; devices were not opened")
    else:
        yield Finding("station", True, "does not run")
        yield from look_at_devices(config, Rack())


def _lines(findings: list["Finding"]) -> Iterator[str]:
    width = max(len(one.check) for one in findings)
    for one in findings:
        mark = "ok   " if one.ok else "WRONG"
        yield f"{mark}  {one.check:<{width}}  {one.detail}"
        if one.next:
            yield f"{'':<{width + 9}}next: {one.next}"
    wrong = sum(not one.ok for one in findings)
    yield "Nothing is wrong." if not wrong else f"{wrong} of {len(findings)} are wrong."
