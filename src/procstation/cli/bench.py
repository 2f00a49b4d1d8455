"""`bench`: the bench in the terminal, or as plain lines."""

import sys
from typing import TYPE_CHECKING

import click

from procstation.cli.context import Context
from procstation.cli.interface import loaded, run_interface

if TYPE_CHECKING:
    from procstation.station import Station
    from procstation.tui.app import BenchApp


@click.command()
@click.option("--plain", is_flag=True, help="Plain lines: one event a line in, answers out.")
@click.pass_obj
def bench(context: Context, plain: bool) -> None:
    """Take items from record to shelf."""
    if plain:
        run_plain(context)
    else:
        open_bench(context)


def open_bench(context: Context) -> None:
    """Open the bench in the terminal.

    Raises:
        StationError: The station cannot be opened.
    """

    def open_station() -> "Station":
        from procstation.devices import Rack  # noqa: PLC0415
        from procstation.station import open_station  # noqa: PLC0415

        return loaded(open_station(context.home, context.config, context.store_url, Rack()))

    def make_app() -> "BenchApp":
        # The interface is painted before the store is even imported; see BenchApp.
        from procstation.tui.app import BenchApp  # noqa: PLC0415

        return BenchApp(open_station)

    run_interface(make_app)


def run_plain(context: Context) -> None:
    """Run the bench over stdin and stdout."""
    from procstation.devices import Rack  # noqa: PLC0415
    from procstation.plain import PlainBench  # noqa: PLC0415
    from procstation.station import open_station  # noqa: PLC0415

    station = open_station(context.home, context.config, context.store_url, Rack())
    try:
        PlainBench(station, click.echo).run(sys.stdin)
    finally:
        station.stop()
