"""`procstation sweep statistics`: what is lost, by sweep, location and class, over the years."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from procstation.cli.answer import answer, json_option
from procstation.cli.context import Context
from procstation.errors import InputRefused
from procstation.language import decimal, grouped, tr

if TYPE_CHECKING:
    from procstation.sweeping.statistics import SweepTallies, Tally


@click.command()
@click.argument("names", nargs=-1)
@json_option
@click.pass_obj
def statistics(context: Context, names: tuple[str, ...], as_json: bool) -> None:
    """Say what share was missing: in the sweeps named, or in all that are closed.

    A rate is that of the items in bays that somebody went along; what nobody swept is not counted
    as found.
    """
    from procstation.sweeping.report_json import told_tally  # noqa: PLC0415
    from procstation.sweeping.statistics import SweepTallies, over_years  # noqa: PLC0415

    sweeps = context.sweeps
    chosen = [sweeps.sweep(one) for one in names] or [
        one for one in sweeps.sweeps() if one.state == "closed"
    ]
    if not chosen:
        raise InputRefused(
            tr("No sweep is closed yet."), tr("Close one, or name the sweeps to be counted.")
        )
    chosen.sort(key=lambda one: one.opened_at)
    counted = [
        SweepTallies(one.name, one.opened_at, sweeps.report(one.name).tallies) for one in chosen
    ]
    by_location = over_years(counted, "location")
    by_class = over_years(counted, "call_class")
    document = {
        "sweeps": [
            {"sweep": one.name, "opened_at": one.opened_at, **told_tally(one.total)}
            for one in counted
        ],
        "by_location": _told(by_location),
        "by_class": _told(by_class),
    }
    answer(document, as_json, lambda: _lines(counted, by_location, by_class))


def _told(
    table: "Mapping[str, Mapping[str, Tally]]",
) -> Mapping[str, Mapping[str, Mapping[str, object]]]:
    from procstation.sweeping.report_json import told_tally  # noqa: PLC0415

    return {
        key: {year: told_tally(one) for year, one in years.items()} for key, years in table.items()
    }


def _lines(
    counted: "Sequence[SweepTallies]",
    by_location: "Mapping[str, Mapping[str, Tally]]",
    by_class: "Mapping[str, Mapping[str, Tally]]",
) -> Iterator[str]:
    width = max(len(one.name) for one in counted)
    for one in counted:
        yield f"{one.name:<{width}}  {one.opened_at[:10]}  {_counted(one.total)}"
    for heading, table in ((tr("By location"), by_location), (tr("By class"), by_class)):
        yield ""
        yield heading
        width = max((len(key) for key in table), default=0)
        for key, years in table.items():
            for year, tally in years.items():
                yield f"  {key or tr('other'):<{max(width, 5)}}  {year}  {_counted(tally)}"


def _counted(one: "Tally") -> str:
    rate = (
        tr("not swept")
        if one.loss_rate is None
        else tr("{share} missing", share=_share(one.loss_rate))
    )
    return tr(
        "{missing} of {swept} swept, {rate}; {look_again} to look for again",
        missing=f"{grouped(one.missing):>6}",
        swept=f"{grouped(one.swept):>8}",
        rate=rate,
        look_again=grouped(one.look_again),
    )


def _share(share: float) -> str:
    return decimal(f"{share:.2%}")
