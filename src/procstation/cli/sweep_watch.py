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
from procstation.language import tr
from procstation.sweeping.drop_folder import STABLE_S, DropFolder
from procstation.sweeping.dropped_times import DateOrder
from procstation.sweeping.dropped_uploads import add_dropped
from procstation.sweeping.uploads import Added

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
        raise InputRefused(
            tr("There is no folder {folder}.", folder=folder),
            tr("Name the folder files are dropped in."),
        )
    rules = file_rules(context, date_order, column)
    end_s = monotonic() + STABLE_S + 2 * LOOK_S
    taken: list[Added] = []
    whys: list[str] = []
    told: set[str] = set()
    while True:
        added, said = add_dropped(context.sweeps, name, drop, rules, person=person, device=device)
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


def _warn(drop: DropFolder, told: set[str]) -> None:
    """Say each trouble once."""
    troubles = set(drop.troubles())
    for trouble in sorted(troubles - told):
        click.echo(f"warning: {trouble}", err=True)
    told.clear()
    told.update(troubles)
