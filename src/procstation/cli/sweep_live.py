"""`procstation sweep live`: a sweep at the shelf, at the screen or as plain lines."""

from typing import TYPE_CHECKING

import click

from procstation.cli.context import Context
from procstation.cli.interface import loaded, plain_lines, run_interface, with_sound
from procstation.cli.standard_input import each_line

if TYPE_CHECKING:
    from procstation.station.sweep_station import SweepStation
    from procstation.tui.look import Look
    from procstation.tui.sweep import SweepApp


@click.command()
@click.argument("name")
@click.option("--person", default="", help="Who sweeps.")
@click.option("--plain", is_flag=True, help="Plain lines: one scan a line in, answers out.")
@click.pass_obj
def live(context: Context, name: str, person: str, plain: bool) -> None:
    """Sweep at the shelf: every read is answered at once, by a tone and in words.

    Works with the scanners, pads and readers of the configuration, and goes on where it was
    when it is cut off. In --plain, /help tells what can be typed.
    """
    if plain:
        _as_plain_lines(context, name, person)
    else:
        _at_the_screen(context, name, person)


def _open(context: Context, name: str, person: str) -> "SweepStation":
    from procstation.devices import Rack  # noqa: PLC0415
    from procstation.station.sweep_build import open_sweep_station  # noqa: PLC0415
    from procstation.sweeping.live_records import LiveSweeps  # noqa: PLC0415

    return open_sweep_station(
        context.home,
        context.config,
        context.catalogue,
        LiveSweeps.of(context.sweeps),
        name,
        Rack(),
        person=person,
    )


def _as_plain_lines(context: Context, name: str, person: str) -> None:
    from procstation.station.sweep_plain import PlainSweep  # noqa: PLC0415

    with plain_lines(context):
        station = _open(context, name, person)
        with_sound(station, context.config, context.home)
        try:
            PlainSweep(station, click.echo).run(each_line())
        finally:
            station.stop()


def _at_the_screen(context: Context, name: str, person: str) -> None:
    def open_station() -> "SweepStation":
        station = _open(context, name, person)
        return loaded(with_sound(station, context.config, context.home))

    def make_app(look: "Look") -> "SweepApp":
        # The interface is painted before the store is even imported; see StationApp.
        from procstation.tui.sweep import SweepApp  # noqa: PLC0415

        return SweepApp(open_station, look=look)

    run_interface(context, make_app)
