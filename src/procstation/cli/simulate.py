"""`simulate`: one simulated device on a line of its own, for real drivers to open."""

import sys
from contextlib import closing

import click

from procstation.cli.answer import FAILED, fail
from procstation.devices import KINDS, Kind, Rack, Simulator, load_simulator, simulator_names
from procstation.devices.serve import PtyLine, ServedDevice, ServedLine, TcpLine
from procstation.errors import StationError, UsageError, did_you_mean

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
    """Run the simulated device NAME on a line of its own, until it is interrupted.

    It prints the port to configure. Lines on stdin are what a person does to the device: `lay`,
    `scan 31234000875612`; `help` lists them. It keeps its tags and labels from one connection to
    the next; what it says while nobody is connected is lost.
    """
    simulator = _simulator(name)
    url = f"sim://{name}?{query}" if query else f"sim://{name}"
    rack = Rack()
    link = rack.link(url, simulator)
    line = _line(listen, host)
    with closing(ServedDevice(link, line, click.echo)) as served:
        click.echo(f"listening on {line.port}")
        for text in sys.stdin:
            if text.strip():
                _play(rack, url, simulator, text.strip())
        while not served.wait(PATIENCE_S):
            pass
    return FAILED


def _simulator(name: str) -> Simulator:
    by_name: dict[str, Kind] = {one: kind for kind in KINDS for one in simulator_names(kind)}
    if name not in by_name:
        raise UsageError(f"No simulator is named {name!r}.", did_you_mean(name, by_name))
    return load_simulator(by_name[name], name)


def _line(listen: str, host: str) -> ServedLine:
    if listen == "pty":
        return PtyLine()
    scheme, _, number = listen.partition(":")
    if scheme != "tcp" or not number.isdecimal() or int(number) > LARGEST_PORT:
        raise UsageError(
            f"{listen!r} is nothing to listen on.",
            f"Write tcp:PORT with a number up to {LARGEST_PORT}, or pty.",
        )
    return TcpLine(host, int(number))


def _play(rack: Rack, url: str, simulator: Simulator, text: str) -> None:
    if text == "help":
        width = max(len(play.usage) for play in simulator.plays)
        for play in simulator.plays:
            click.echo(f"{play.usage:<{width}}  {play.does}")
        return
    try:
        click.echo(rack.play(url, text))
    except StationError as error:
        fail(error)
