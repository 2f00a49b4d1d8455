"""`demo`: the bench on simulated devices and a sample catalogue."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from procstation.cli.context import Context
from procstation.cli.interface import loaded, plain_lines, run_interface, with_sound
from procstation.cli.standard_input import read_lines
from procstation.errors import InputRefused
from procstation.language import tr

if TYPE_CHECKING:
    from procstation.demo import Cart
    from procstation.devices import Rack
    from procstation.station import Station
    from procstation.tui.demo import DemoApp
    from procstation.tui.look import Look

DEMO_FOLDER = "demo"
"""`procstation.demo.DEMO_HOME`, which takes its time to import."""


@click.command()
@click.option(
    "--script",
    type=click.Path(dir_okay=False, allow_dash=True),
    help="Play a scripted run without a terminal and exit; - is stdin.",
)
@click.pass_obj
def demo(context: Context, script: str | None) -> None:
    """Try the bench: simulated devices, a sample catalogue, a store of its own."""
    if script is None:
        open_demo(context)
    else:
        _play(context, script)


def _open(context: Context, rack: "Rack", *, is_heard: bool = False) -> "Station":
    from procstation.demo import DEMO_HOME, prepare_demo  # noqa: PLC0415
    from procstation.station import open_station  # noqa: PLC0415

    home = context.home / DEMO_HOME
    config, store_url = prepare_demo(home)
    station = open_station(home, config, store_url, rack)
    return with_sound(station, config, home) if is_heard else station


def open_demo(context: Context) -> None:
    """Open the demo in the terminal."""

    def make_app(look: "Look") -> "DemoApp":
        from procstation.devices import Rack  # noqa: PLC0415
        from procstation.tui.demo import DemoApp  # noqa: PLC0415

        rack = Rack()
        return DemoApp(
            lambda: loaded(_open(context, rack, is_heard=True)),
            lambda station: _cart(station, rack),
            look=look,
        )

    run_interface(context, make_app, DEMO_FOLDER)


def _cart(station: "Station", rack: "Rack") -> "Cart":
    from procstation.demo import cart_of  # noqa: PLC0415

    return cart_of(station, rack)


def _play(context: Context, script: str) -> None:
    from procstation.demo import cart_of, play_script  # noqa: PLC0415
    from procstation.devices import Rack  # noqa: PLC0415
    from procstation.plain import PlainBench  # noqa: PLC0415

    rack = Rack()
    lines = _lines_of(script)
    with plain_lines(context):
        station = _open(context, rack)
        try:
            play_script(lines, cart_of(station, rack), PlainBench(station, click.echo))
        finally:
            station.stop()


def _lines_of(script: str) -> list[str]:
    if script == "-":
        return read_lines()
    try:
        return Path(script).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputRefused(
            tr("The script {script} cannot be read: {error}.", script=script, error=error),
            tr("Give a text file."),
        ) from error
