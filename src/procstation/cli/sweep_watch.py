"""`procstation sweep watch`: files taken as they are dropped into a folder."""

from pathlib import Path
from time import monotonic, sleep

import click

from procstation.cli.answer import answer, json_option
from procstation.cli.context import Context
from procstation.cli.sweep_add import (
    added_document,
    added_lines,
    column_option,
    date_order_option,
    file_rules,
    require_open,
)
from procstation.errors import InputRefused
from procstation.sweeping.drop_folder import STABLE_S, DropFolder
from procstation.sweeping.dropped_times import DateOrder
from procstation.sweeping.files import FileRules, read_scan_file
from procstation.sweeping.uploads import Added, Upload

LOOK_S = 0.5


@click.command()
@click.argument("name")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--once", is_flag=True, help="Take what is there, then end.")
@click.option("--person", default="", help="Who scanned.")
@click.option("--device", default="", help="What it was scanned with.")
@date_order_option
@column_option
@json_option
@click.pass_obj
def watch(
    context: Context,
    name: str,
    folder: Path,
    once: bool,
    person: str,
    device: str,
    date_order: DateOrder | None,
    column: int,
    as_json: bool,
) -> None:
    """Add every file that is dropped into FOLDER, until interrupted.

    A file is taken when it has not changed for two seconds, and moved to `done` in that folder
    then. With --json, one document a look that took something; with --once, one in all.
    """
    require_open(context, name)
    drop = DropFolder(folder, monotonic)
    if not drop.is_there():
        raise InputRefused(f"There is no folder {folder}.", "Name the folder files are dropped in.")
    rules = file_rules(context, date_order, column)
    end_s = monotonic() + STABLE_S + 2 * LOOK_S
    taken: list[Added] = []
    whys: list[str] = []
    told: set[str] = set()
    while True:
        added, said = _look(context, name, drop, rules, (person, device))
        _warn(drop, told)
        if once:
            taken += added
            whys += said
            if monotonic() >= end_s:
                break
        elif added:
            answer(added_document(added, said), as_json, lambda: added_lines(added, said))  # noqa: B023
        sleep(LOOK_S)
    answer(added_document(taken, whys), as_json, lambda: added_lines(taken, whys))


def _look(
    context: Context, name: str, drop: DropFolder, rules: FileRules, by: tuple[str, str]
) -> tuple[list[Added], list[str]]:
    added, whys = [], []
    for dropped in drop.ready():
        scans = read_scan_file(dropped.data, rules)
        upload = Upload(str(dropped.path), dropped.data, scans, *by)
        added.append(context.sweeps.add(name, upload))
        whys.append(scans.why)
        # Only now: killed in between, the file is found and known again.
        drop.put_away(dropped)
    return added, whys


def _warn(drop: DropFolder, told: set[str]) -> None:
    """Say each trouble once."""
    troubles = {f"{path} cannot be read: {why}." for path, why in drop.unreadable.items()}
    if not drop.is_there():
        troubles.add(f"{drop.folder} is gone; waiting for it to come back.")
    for trouble in sorted(troubles - told):
        click.echo(f"warning: {trouble}", err=True)
    told.clear()
    told.update(troubles)
