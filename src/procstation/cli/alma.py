"""`alma serve`: the pad as the RFID service of Alma's staff page, without the bench."""

import threading
from contextlib import closing

import click

from procstation.cli.context import Context
from procstation.cli.devices import open_configured
from procstation.cli.tag_report import undo_folder
from procstation.station.alma_service import AlmaService
from procstation.tagging import SitePolicy


@click.group()
def alma() -> None:
    """The pad for Alma's own pages."""


@alma.command()
@click.option("--device", metavar="NAME", help="Which of several pads.")
@click.pass_obj
def serve(context: Context, device: str | None) -> None:
    """Answer Alma's staff page until interrupted: what lies on the pad, and its security.

    Port and origin are in [alma_service]. A bench that is open does this by itself when the
    configuration says so.
    """
    site = SitePolicy.of(context.config.tags)
    section = context.config.alma_service
    with closing(open_configured(context, "rfid", device)) as pad:
        service = AlmaService(section, lambda call: call(pad), undo_folder(context), site)
        service.start()
        try:
            click.echo(f"listening on {service.address} for {section.origin}")
            until_interrupted().wait()
        finally:
            service.stop()


def until_interrupted() -> threading.Event:
    """Return what is never set; tests put another in its place."""
    return threading.Event()
