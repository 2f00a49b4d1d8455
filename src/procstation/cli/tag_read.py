"""`procstation tag read`: what is on the tag on the pad."""

from contextlib import closing

import click

from procstation.cli.answer import answer, json_option
from procstation.cli.context import Context
from procstation.cli.devices import open_configured
from procstation.cli.tag_field import pad_options, read_chosen
from procstation.cli.tag_text import content_lines, reading_document, security_line
from procstation.tagging import SitePolicy, TagReading


@click.command()
@pad_options
@json_option
@click.pass_obj
def read(context: Context, device: str | None, uid: str | None, as_json: bool) -> None:
    """Read and decode the tag on the pad."""
    site = SitePolicy.of(context.config.tags)
    with closing(open_configured(context, "rfid", device)) as pad:
        reading = read_chosen(pad, uid, site)
    answer(reading_document(reading, site), as_json, lambda: _reading_lines(reading, site))


def _reading_lines(reading: TagReading, site: SitePolicy) -> list[str]:
    return [
        f"tag       {reading.uid.hex().upper()}: {reading.family.name}, {len(reading.locked)} "
        f"blocks of {reading.block_size} bytes",
        *content_lines(reading.content),
        security_line(site.security(reading.marks)),
    ]
