"""`simulate`: one simulated device or library system on a line of its own, for real drivers,
connectors and other programs to open."""

from collections.abc import Callable, Sequence
from contextlib import closing

import click

from procstation.cli.answer import FAILED, fail
from procstation.cli.standard_input import each_line
from procstation.devices import KINDS, Kind, Play, Rack, load_simulator, simulator_names
from procstation.devices.serve import PtyLine, ServedDevice, ServedLine, TcpLine
from procstation.errors import StationError, UsageError, did_you_mean
from procstation.ils.registry import (
    build_simulated,
    load_system_simulator,
    system_simulator_names,
)
from procstation.ils.serve import ServedSystem
from procstation.language import tr

LOOPBACK = "127.0.0.1"
LARGEST_PORT = 65535

PATIENCE_S = 0.5
"""Between two looks whether the line still works, when no more plays come."""


@click.command()
@click.argument("name")
@click.option(
    "--listen",
    default="tcp:0",
    show_default=True,
    metavar="tcp:PORT|pty",
    help="Where: a TCP port, 0 for a free one, or a pseudo-terminal.",
)
@click.option(
    "--host",
    default=LOOPBACK,
    show_default=True,
    help="The address a TCP port listens at; other machines reach only what you name here.",
)
@click.option("--query", default="", metavar="KEY=VALUE&…", help="Settings, as in a sim:// port.")
def simulate(name: str, listen: str, host: str, query: str) -> int:
    """Run the simulated device or library system NAME on a line of its own, until it is
    interrupted.

    It prints the port or address to configure. Lines on stdin are what a person does to it: `lay`,
    `scan 31234000875612`, `lend 31234000875612`; `help` lists them. It keeps its tags, labels and
    items from one connection to the next. A device has one client at a time, and what it says
    while nobody is connected is lost; a library system has as many as come.
    """
    kinds: dict[str, Kind] = {one: kind for kind in KINDS for one in simulator_names(kind)}
    url = f"sim://{name}?{query}" if query else f"sim://{name}"
    if name in kinds:
        _serve_device(kinds[name], name, url, listen, host)
    elif name in system_simulator_names():
        _serve_system(name, url, listen, host)
    else:
        known = [*kinds, *system_simulator_names()]
        raise UsageError(
            tr("No simulator is named {name!r}.", name=name), did_you_mean(name, known)
        )
    return FAILED


def _serve_device(kind: Kind, name: str, url: str, listen: str, host: str) -> None:
    simulator = load_simulator(kind, name)
    rack = Rack()
    link = rack.link(url, simulator)
    line = _line(listen, host)
    with closing(ServedDevice(link, line, click.echo)) as served:
        click.echo(f"listening on {line.port}")
        _play_until_it_ends(simulator.plays, lambda text: rack.play(url, text), served.wait)


def _serve_system(name: str, url: str, listen: str, host: str) -> None:
    simulator = load_system_simulator(name)
    system = build_simulated(url)
    with closing(ServedSystem(system, host, _port(listen), click.echo)) as served:
        click.echo(f"listening on {served.address}")
        _play_until_it_ends(simulator.plays, lambda text: simulator.play(system, text), served.wait)


def _play_until_it_ends(
    plays: Sequence[Play], play: Callable[[str], str], ended: Callable[[float], bool]
) -> None:
    for text in each_line():
        if text.strip() == "help":
            _list(plays)
        elif text.strip():
            try:
                click.echo(play(text.strip()))
            except StationError as error:
                fail(error)
    while not ended(PATIENCE_S):
        pass


def _list(plays: Sequence[Play]) -> None:
    width = max((len(play.usage) for play in plays), default=0)
    for play in plays:
        click.echo(f"{play.usage:<{width}}  {play.does}")


def _line(listen: str, host: str) -> ServedLine:
    return PtyLine() if listen == "pty" else TcpLine(host, _port(listen, " " + tr("or pty")))


def _port(listen: str, otherwise: str = "") -> int:
    scheme, _, number = listen.partition(":")
    if scheme != "tcp" or not number.isdecimal() or int(number) > LARGEST_PORT:
        raise UsageError(
            tr("{listen!r} is nothing to listen on.", listen=listen),
            tr(
                "Write tcp:PORT with a number up to {largest_port}{otherwise}.",
                largest_port=LARGEST_PORT,
                otherwise=otherwise,
            ),
        )
    return int(number)
