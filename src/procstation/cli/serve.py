"""`serve`: the terminal interface in a browser, for a tablet at the shelf."""

import os
import socket
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from procstation.cli.context import Context
from procstation.errors import InputRefused, UsageError
from procstation.language import speak, tr

if TYPE_CHECKING:
    from procstation.credentials import Secret

LOOPBACK = "127.0.0.1"
PORT = 8470
LEAST_TOKEN = 20
"""Characters of a token that is used again and again."""


@click.command()
@click.option(
    "--host",
    default=LOOPBACK,
    show_default=True,
    help="The address to listen at; other machines reach only what you name here.",
)
@click.option(
    "--port",
    default=PORT,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="The port; 0 picks a free one.",
)
@click.option(
    "--url",
    default="",
    metavar="URL",
    help="What browsers call it, where that is not host and port: https://station.example.org of a"
    " reverse proxy.",
)
@click.option(
    "--secret",
    "secret_name",
    default="",
    metavar="NAME",
    help="The name of a token in the keyring or the environment: the link works again and again.",
)
@click.option("--demo", is_flag=True, help="The demo instead of the bench.")
@click.pass_obj
def serve(context: Context, host: str, port: int, url: str, secret_name: str, demo: bool) -> None:
    """Open the station in a browser, until interrupted.

    It prints a link that works once; Enter gives a new one. One browser at a time is at the
    station, and none while it is open in a terminal.
    """
    try:
        from procstation.web.gate import Gate  # noqa: PLC0415
        from procstation.web.running import run_server  # noqa: PLC0415
        from procstation.web.server import StationServer  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise UsageError(
            tr("The browser needs the package {name!r}, which is not installed.", name=error.name),
            tr("Install procstation with its extra: pip install 'procstation[web]'."),
        ) from error
    from procstation.station.loopback import is_loopback  # noqa: PLC0415
    from procstation.tui.look import read_look  # noqa: PLC0415

    gate = Gate(_lasting_token(secret_name) if secret_name else None)
    told = _checked_url(url) if url else ""
    listener = _listener(host, port)
    address = told or _url_of(host, listener)
    command = [sys.executable, "-m", "procstation.cli.main", *(["demo"] if demo else [])]
    # Not on the command line, where every program of the machine could read a password in it.
    os.environ["PROCSTATION_HOME"] = str(context.home)
    if context.store_option:
        os.environ["PROCSTATION_STORE"] = context.store_option
    home = context.home
    if demo:
        from procstation.demo import DEMO_HOME  # noqa: PLC0415

        home /= DEMO_HOME
    # What the pages say where there is no interface.
    speak(read_look(home, context.home).language)
    if not is_loopback(host) and not address.startswith("https:"):
        click.echo(
            "warning: "
            + tr(
                "who listens in on the network of {host} can read along; put"
                " a reverse proxy with TLS in front, and name it with --url"
                " https://…",
                host=host,
            ),
            err=True,
        )
    server = StationServer(command, gate, address, lambda: _refuse_second_station(home))
    run_server(server, listener, lambda link: click.echo(f"open {link}"))


def _listener(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise InputRefused(
            tr(
                "Nothing can listen at {host} port {port}: {strerror}.",
                host=host,
                port=port,
                strerror=error.strerror or error,
            ),
            tr("End the program that listens there, or choose another port; 0 picks a free one."),
        ) from error


def _url_of(host: str, listener: socket.socket) -> str:
    if host in {"0.0.0.0", "::"}:  # noqa: S104  (compared, not bound)
        host = socket.gethostname()
    port: int = listener.getsockname()[1]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _checked_url(url: str) -> str:
    parts = urlsplit(url)
    if (
        parts.scheme not in {"http", "https"}
        or not parts.hostname
        or parts.path.strip("/")
        or parts.query
        or "@" in parts.netloc
    ):
        raise UsageError(
            tr("{url!r} is no address of a server.", url=url),
            tr("Write scheme, host and port, without a path: https://station.example.org."),
        )
    return f"{parts.scheme}://{parts.netloc}"


def _lasting_token(name: str) -> "Secret":
    from procstation.credentials import required  # noqa: PLC0415

    token = required(name, tr("the browser"))
    if len(token.reveal()) < LEAST_TOKEN or not token.reveal().isascii():
        raise UsageError(
            tr(
                "The token {name!r} is shorter than {least_token} characters, or not plain ASCII.",
                name=name,
                least_token=LEAST_TOKEN,
            ),
            tr(
                "Make a long random one: python -c 'import secrets;"
                " print(secrets.token_urlsafe(32))'."
            ),
        )
    return token


def _refuse_second_station(home: Path) -> None:
    """Raise when a station is open in that home, and hold nothing of it."""
    from procstation.station.opening import lock_home  # noqa: PLC0415

    if home.is_dir():
        with ExitStack() as opened:
            lock_home(home, opened)
