"""`procstation sweep compare`, `cases`, `write-back`, `undo-write-back`."""

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import asdict

import click

from procstation.cli.answer import answer, json_option
from procstation.cli.context import Context
from procstation.cli.outbox import desk_of
from procstation.cli.supervisor import signed_by
from procstation.clock import utc_now
from procstation.language import grouped, mark, tr, tr_marked
from procstation.station.sweep_telling import TakenBack, take_back_told, tell_of
from procstation.store.sweep_case_rows import CaseRow
from procstation.sweeping.comparing import Comparison
from procstation.sweeping.write_back import WriteBack

SHOWN = 20
"""Entries shown to people; --json has all."""

HEADINGS = {
    "came_back": mark("came back"),
    "gone_since": mark("gone since"),
    "still_not_heard": mark("still not heard"),
    "put_right": mark("put right"),
    "still_out_of_place": mark("still out of place"),
}
"""Of what is different between two sweeps."""


@click.command()
@click.argument("name")
@click.argument("earlier")
@json_option
@click.pass_obj
def compare(context: Context, name: str, earlier: str, as_json: bool) -> None:
    """Compare a sweep with an earlier one: what came back, what has gone since."""
    found = context.sweeps.compare(name, earlier)
    document = {"sweep": name, "earlier": earlier, **asdict(found)}
    answer(document, as_json, lambda: _compare_lines(found))


def _compare_lines(found: Comparison) -> Iterator[str]:
    for heading, barcodes in asdict(found).items():
        yield f"{grouped(len(barcodes)):>9}  {tr_marked(HEADINGS[heading])}"
        yield from (f"           {one}" for one in barcodes[:SHOWN])
        if len(barcodes) > SHOWN:
            yield "           " + tr(
                "… and {count} more; --json has them", count=grouped(len(barcodes) - SHOWN)
            )


@click.command()
@click.option("--all", "closed", is_flag=True, help="Also those that were met since.")
@json_option
@click.pass_obj
def cases(context: Context, closed: bool, as_json: bool) -> None:
    """List the items that closed sweeps did not hear and nobody has met since."""
    found = context.sweeps.cases(closed=closed)
    answer([one._asdict() for one in found], as_json, lambda: _case_lines(found))


def _case_lines(found: list[CaseRow]) -> Iterator[str]:
    if not found:
        yield tr("Nothing is looked for.")
    for one in found:
        since = tr(
            "{grade} since {at}, sweep {sweep}: {reason}",
            grade=tr_marked(one.grade),
            at=one.opened_at,
            sweep=one.sweep,
            reason=one.reason,
        )
        yield f"{one.barcode}  {since}"
        if one.closed_at:
            yield "  " + tr(
                "met {closed_at}: {closed_where}",
                closed_at=one.closed_at,
                closed_where=one.closed_where,
            )


@click.command("write-back")
@click.argument("name")
@click.option("--apply", "is_applied", is_flag=True, help="Do it; without, it is only said.")
@click.option(
    "--to-location",
    default="",
    help="Where items of other locations that were heard belong from now on.",
)
@click.option(
    "--tell", is_flag=True, help="Queue it for the library system as well: changes and sightings."
)
@json_option
@click.pass_obj
def write_back(
    context: Context, name: str, is_applied: bool, to_location: str, tell: bool, as_json: bool
) -> None:
    """Bring what a sweep found into the catalogue: missing, found again, last seen.

    The changes count as made at the bench: `catalog export --changed` brings them to the library
    system, or --tell queues them. `sweep undo-write-back` takes them back.
    """
    station = context.config.station.name
    by = signed_by(context, tr("bring a sweep into the catalogue")) if is_applied else station
    with desk_of(context) if tell else nullcontext() as desk:
        done = context.sweeps.write_back(name, by=by, apply=is_applied, to_location=to_location)
        told = None
        if desk is not None:
            seen = context.sweeps.seen_at(name)
            told = tell_of(desk, context.catalogue, name, done, seen, dry_run=not is_applied)
    document = _document(done, is_applied) | {"told": asdict(told) if told is not None else None}

    def lines() -> Iterator[str]:
        yield from _write_lines(done, name, is_applied)
        if told is not None:
            yield told.in_words(queued=is_applied)

    answer(document, as_json, lines)


def _document(done: WriteBack, is_applied: bool) -> dict[str, object]:
    return {
        "applied": is_applied,
        "write_back": done.number or None,
        "items": len({one.barcode for one in done.changes}),
        "seen": done.seen,
        "changes": [one._asdict() for one in done.changes],
    }


def _write_lines(done: WriteBack, name: str, is_applied: bool) -> Iterator[str]:
    if not is_applied:
        yield tr("A dry run: nothing was changed. This is what would be.")
    yield tr("{seen} items were seen", seen=grouped(done.seen))
    yield tr("{count} changes:", count=grouped(len(done.changes)))
    yield from _change_lines(done)
    if is_applied:
        yield "next: " + tr(
            "`procstation sweep undo-write-back {name}` takes the changes back", name=name
        )
    else:
        yield "next: " + tr("`procstation sweep write-back {name} --apply` does it", name=name)


def _change_lines(done: WriteBack) -> Iterator[str]:
    for one in done.changes[:SHOWN]:
        yield f"  {one.barcode} {one.column}: {one.before!r} -> {one.after!r}"
    if len(done.changes) > SHOWN:
        yield "  " + tr(
            "… and {count} more; --json has them", count=grouped(len(done.changes) - SHOWN)
        )


@click.command("undo-write-back")
@click.argument("name")
@json_option
@click.pass_obj
def undo_write_back(context: Context, name: str, as_json: bool) -> None:
    """Take the latest write-back of a sweep back; what was changed again since stays.

    What the library system was told of it is not sent, or asked back.
    """
    by = signed_by(context, tr("take a sweep out of the catalogue"))
    undone = context.sweeps.undo_write_back(name, by=by)
    back = take_back_told(context.catalogue, context.config.station.name, undone, utc_now())
    document = {
        "not_sent": back.not_sent,
        "asked_back": back.asked_back,
        "write_back": undone.number,
        "undone": len(undone.changes),
        "kept": undone.kept,
        "changes": [one._asdict() for one in undone.changes],
    }
    answer(document, as_json, lambda: _undo_lines(undone, back))


def _undo_lines(undone: WriteBack, back: TakenBack) -> Iterator[str]:
    yield tr("{count} changes were taken back:", count=grouped(len(undone.changes)))
    yield from _change_lines(undone)
    if undone.kept:
        yield tr(
            "{kept} stay, since somebody has changed those items again", kept=grouped(undone.kept)
        )
    if back.not_sent or back.asked_back:
        yield (
            tr(
                "The library system: {not_sent} messages are not sent,"
                " {asked_back} ask back what it was told.",
                not_sent=grouped(back.not_sent),
                asked_back=grouped(back.asked_back),
            )
        )
