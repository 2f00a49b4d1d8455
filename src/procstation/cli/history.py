"""`procstation history`: who did what to which item, when, where, and what it was before."""

import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any

import click

from procstation.catalog.live_delta import utc_time
from procstation.cli.answer import answer, json_option
from procstation.cli.context import Context
from procstation.cli.job import room_of
from procstation.cli.supervisor import signed_by
from procstation.clock import utc_now
from procstation.errors import UsageError
from procstation.journal import JournalReader
from procstation.language import tr
from procstation.printing import PRINT_FILE, PrintFile
from procstation.station import JOURNAL_NAME
from procstation.station.history_entry import Entry, entry_line
from procstation.station.history_room import HistoryRoom
from procstation.station.job_room import JobRoom
from procstation.station.system_desk import new_items_of
from procstation.store.history_rows import Wanted


@click.command()
@click.argument("barcode", default="")
@click.option("--since", metavar="TIME", default="", help="From 2026-01-31 or 2026-01-31T18:00 on.")
@click.option("--until", metavar="TIME", default="", help="Before that time. Times are in UTC.")
@click.option("--who", metavar="NAME", default="", help="Only what this person did.")
@click.option("--station", metavar="NAME", default="", help="Only what was done at this station.")
@click.option(
    "--most", type=click.IntRange(1), default=100, show_default=True, help="Entries, the newest."
)
@click.option("--undo", metavar="ENTRY", default="", help="Take one back, as change:17.")
@click.option("--yes", is_flag=True, help="Undo without asking.")
@json_option
@click.pass_obj
def history(
    context: Context,
    barcode: str,
    since: str,
    until: str,
    who: str,
    station: str,
    most: int,
    undo: str,
    yes: bool,
    as_json: bool,
) -> None:
    """Say who did what, when, at which station, and what it was before; of one item, or of all.

    Items, tags, loads, jobs, sweeps and messages are those of the store, whichever station they
    came from; scans and labels those of this station. --undo says what it would do, and asks.
    """
    with room_of(context) as jobs:
        file = PrintFile(context.home / PRINT_FILE)
        try:
            config = context.config
            room = HistoryRoom(
                context.catalogue,
                JournalReader(context.home / JOURNAL_NAME),
                file,
                jobs,
                context.sweeps,
                config.station.name,
                utc_now,
            )
            if config.systems:
                room.tell_system(new_items_of(config.outbox))
            if undo:
                _undo(context, room, jobs, undo, yes, as_json)
                return
            wanted = Wanted(barcode.strip(), who, station, _time(since), _time(until))
            entries = list(islice(room.entries(wanted), most))
        finally:
            file.close()
    answer(
        [_document(one) for one in entries],
        as_json,
        lambda: _lines(entries) if entries else [tr("Nothing was done that fits.")],
    )


def _undo(
    context: Context, room: HistoryRoom, jobs: JobRoom, name: str, yes: bool, as_json: bool
) -> None:
    offer = room.offer(room.entry(name))
    by = context.signed
    if not yes:
        if as_json or not sys.stdin.isatty():
            raise UsageError(
                tr(
                    "Nobody can be asked here whether to undo {name}: {text}",
                    name=name,
                    text=offer.text,
                ),
                tr("Give --yes."),
            )
        click.echo(offer.text)
        click.confirm(tr("Undo {name}?", name=name), abort=True)
    if offer.is_bulk:
        by = signed_by(context, tr("undo what concerns more than one item"))
        jobs.by = lambda: by
    said = room.undo(offer, by)
    answer({"undone": name, "said": said}, as_json, lambda: [said])


def _time(text: str) -> str:
    # Without the sign of the zone, which the store writes in two ways.
    return utc_time(text).removesuffix("Z") if text else ""


def _document(entry: Entry) -> dict[str, Any]:
    return {
        "entry": entry.name,
        "at": entry.at,
        "who": entry.who,
        "station": entry.station,
        "device": entry.device,
        "barcode": entry.barcode,
        "text": entry.text,
        "before": dict(entry.before),
    }


def _lines(entries: list[Entry]) -> Iterator[str]:
    for entry in entries:
        yield f"{entry_line(entry)}  [{entry.name}]"
