"""`procstation tag`: what is on RFID tags, and what shall be."""

import click

from procstation.cli.tag_convert import convert
from procstation.cli.tag_decode import decode
from procstation.cli.tag_encode import encode
from procstation.cli.tag_images import dump, restore, undo
from procstation.cli.tag_pad import secure, write
from procstation.cli.tag_prove import prove
from procstation.cli.tag_read import read, repair


@click.group()
def tag() -> None:
    """RFID tags: decode, encode and convert memory; read and write tags on the configured pad."""


for command in (encode, decode, convert, read, repair, write, secure, dump, restore, undo, prove):
    tag.add_command(command)
