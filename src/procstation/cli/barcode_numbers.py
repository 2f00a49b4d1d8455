"""`barcode lease`, `ranges`, `return`, `expire`, `trace`: numbers for new items."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from procstation.cli.answer import answer, json_option
from procstation.cli.context import Context
from procstation.cli.supervisor import require_supervisor
from procstation.errors import UsageError
from procstation.language import tr

if TYPE_CHECKING:
    from procstation.catalog.number_desk import NumberDesk
    from procstation.catalog.number_use import RangeUse

range_option = click.option(
    "--range", "range_name", default="", metavar="NAME", help="Of this range; else the first."
)


def desk_of(context: Context) -> "NumberDesk":
    """Return the numbers of this station."""
    from procstation.catalog.number_desk import NumberDesk  # noqa: PLC0415
    from procstation.clock import utc_now  # noqa: PLC0415

    config = context.config
    return NumberDesk(context.catalogue.store, config.barcodes, config.station.name, utc_now)


@click.command()
@click.argument("count", type=click.IntRange(1, 100_000))
@range_option
@click.option("--for", "station", default="", metavar="STATION", help="To this station.")
@click.option(
    "--block",
    is_flag=True,
    help="In a row, for a station with a store of its own: prints the range for its configuration.",
)
@json_option
@click.pass_obj
def lease(
    context: Context, count: int, range_name: str, station: str, block: bool, as_json: bool
) -> None:
    """Lease COUNT new numbers to this station; no other station gets the same."""
    if block:
        if not station:
            raise UsageError(tr("A block is for a station."), tr("Name it with --for STATION."))
        by = require_supervisor(context, tr("lease a block to another station"))
        ends = desk_of(context).lease_block(count, range_name, station=station, by=by)
        document = {"station": station, "first": ends[0], "last": ends[1]}
        answer(document, as_json, lambda: _section_for(context, range_name, ends))
        return
    barcodes = desk_of(context).lease(count, range_name, station=station)
    answer({"barcodes": barcodes}, as_json, lambda: barcodes)


@click.command()
@json_option
@click.pass_obj
def ranges(context: Context, as_json: bool) -> None:
    """Say of each range how much is used and left, and which station holds what."""
    uses = desk_of(context).uses()
    answer([_document(one) for one in uses], as_json, lambda: _lines(uses))


@click.command("return")
@click.argument("ends", metavar="[FIRST LAST]", nargs=-1)
@range_option
@click.option("--station", default="", metavar="NAME", help="Of this station; else this one.")
@json_option
@click.pass_obj
def give_back(
    context: Context, ends: tuple[str, ...], range_name: str, station: str, as_json: bool
) -> None:
    """Give back what a station left unused of its blocks; or the numbers FIRST to LAST, which were
    given out and are on no book."""
    if len(ends) not in (0, 2):
        raise UsageError(
            tr("{count} numbers were given.", count=len(ends)),
            tr("Give the first and the last, or none."),
        )
    by = require_supervisor(context, tr("give numbers back"))
    desk = desk_of(context)
    if ends:
        count = desk.return_numbers(*ends, by=by)
    else:
        count = desk.return_rest(range_name, station=station, by=by)
    answer(
        {"returned": count}, as_json, lambda: [tr("{count} numbers were given back", count=count)]
    )


@click.command()
@range_option
@json_option
@click.pass_obj
def expire(context: Context, range_name: str, as_json: bool) -> None:
    """Take back what other stations left unused longer than [barcodes].lease_days."""
    by = require_supervisor(context, tr("take numbers back"))
    count = desk_of(context).expire(range_name, by=by)
    answer(
        {"expired": count}, as_json, lambda: [tr("{count} numbers were taken back", count=count)]
    )


@click.command()
@click.argument("range_name", metavar="RANGE")
@json_option
@click.pass_obj
def trace(context: Context, range_name: str, as_json: bool) -> None:
    """Say what became of the blocks of a range, the latest first."""
    events = desk_of(context).events(range_name)
    answer(
        [event._asdict() for event in events],
        as_json,
        lambda: (
            f"{one.at}  {one.act:<9}  {one.first_serial}–{one.last_serial}  {one.station}"
            f"{'  ' + tr('by {who}', who=one.said_by) if one.said_by else ''}"
            for one in events
        ),
    )


def _section_for(context: Context, range_name: str, ends: tuple[int, int]) -> Iterator[str]:
    from procstation.catalog import range_to_lease  # noqa: PLC0415

    section = range_to_lease(context.config.barcodes, range_name)
    yield "[[barcodes.ranges]]"
    yield f'name = "{section.name} {ends[0]}"'
    yield f'prefix = "{section.prefix}"'
    yield f"length = {section.length}"
    yield f'check = "{section.check}"'
    yield f"first = {ends[0]}"
    yield f"last = {ends[1]}"


def _document(use: "RangeUse") -> dict[str, Any]:
    return {
        "name": use.section.name,
        "prefix": use.section.prefix,
        "length": use.section.length,
        "check": use.section.check,
        "preprinted": use.section.preprinted,
        "first": use.first,
        "last": use.last,
        "used": use.given_out,
        "left": use.left,
        "held": [
            {
                "station": one.station or None,
                "first": one.first,
                "last": one.last,
                "left": one.left,
                "since": one.since,
            }
            for one in use.held
        ],
        "skipped": [{"first": first, "last": last} for first, last in use.skipped],
        "trouble": list(use.trouble),
    }


def _lines(uses: "list[RangeUse]") -> Iterator[str]:
    if not uses:
        yield tr("No range has a first number; add one to [[barcodes.ranges]].")
    for use in uses:
        kind = tr("roll") if use.section.preprinted else tr("range")
        yield tr(
            "{kind} {name}: {given_out} used, {left} left",
            kind=kind,
            name=use.section.name,
            given_out=use.given_out,
            left=use.left,
        )
        for one in use.held:
            holder = one.station or tr("given back, for whoever is next")
            left = tr("{left} left", left=one.left)
            since = tr("{holder}, since {since}", holder=holder, since=one.since)
            yield f"  {one.first}–{one.last}  {left}  {since}"
        for first, last in use.skipped:
            if first == last:
                told = tr(
                    "{first} was skipped: no item has it, and later ones are used", first=first
                )
            else:
                told = tr(
                    "{first}–{last} were skipped: no item has it, and later ones are used",
                    first=first,
                    last=last,
                )
            yield f"  {told}"
        for text in use.trouble:
            yield "  " + tr("WRONG: {text}", text=text)
