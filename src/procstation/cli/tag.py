"""`procstation tag`: what is on RFID tags, and what shall be."""

from typing import Any

import click

from procstation.cli.answer import DONE, FAILED, answer, json_option, values_or_stdin
from procstation.cli.context import Context
from procstation.cli.tag_options import MODELS, Wish, content_options, two_hex_digits
from procstation.cli.tag_pad import dump, read, restore, secure, undo, write
from procstation.cli.tag_text import content_document, content_lines
from procstation.errors import InputRefused
from procstation.tags import Model, TagContent, TagImage, TagRecord
from procstation.tags import decode as decode_memory
from procstation.tags import encode as encode_record


@click.group()
def tag() -> None:
    """RFID tags: decode and encode memory; read and write tags on the configured pad."""


for command in (read, write, secure, dump, restore, undo):
    tag.add_command(command)


@tag.command()
@click.option("--model", type=click.Choice(MODELS), help="Data model; the site's by default.")
@content_options
@click.option("--blocks", type=click.IntRange(1, 256), help="Blocks of the tag: checks the fit.")
@click.option(
    "--block-size", type=click.IntRange(1, 32), default=4, show_default=True, help="Bytes."
)
@click.option(
    "--lock",
    type=click.IntRange(1, 26),
    multiple=True,
    metavar="NO",
    help="Element that shall be lockable alone (iso28560-2); repeatable.",
)
@json_option
@click.pass_obj
def encode(
    context: Context,
    model: str | None,
    wish: Wish,
    blocks: int | None,
    block_size: int,
    lock: tuple[int, ...],
    as_json: bool,
) -> None:
    """Lay out the memory of a tag.

    The answer is in hexadecimal, the last block filled with 00; what follows it on the tag is to
    be 00. Without --owner, the owner is the site's. Without --usage, iso28560-3 gets the site's
    type of usage, since it has to say one, and iso28560-2 gets none.
    """
    site = context.config.tags
    chosen = Model(model or site.model)
    usage = site.usage if wish.usage is None and chosen is Model.ISO28560_3 else wish.usage
    owner = wish.owner or site.owner or None
    record = TagRecord(wish.item, owner, wish.parts, wish.part, usage, wish.elements)
    size = None if blocks is None else blocks * block_size
    image = encode_record(record, chosen, size=size, block_size=block_size, lock=lock)
    answer(
        {
            "model": image.model,
            "hex": image.data.hex().upper(),
            "dsfid": f"{image.dsfid:02X}",
            "afi": f"{site.afi_secured:02X}",
            "lockable_blocks": image.lockable,
            "warnings": image.warnings,
        },
        as_json,
        lambda: _image_lines(image),
    )


@tag.command()
@click.argument("memory", metavar="HEX")
@click.option(
    "--dsfid", metavar="HH", callback=two_hex_digits, help="The DSFID of the tag, when it is known."
)
@click.option(
    "--block-size", type=click.IntRange(1, 32), default=4, show_default=True, help="Bytes."
)
@json_option
def decode(memory: str, dsfid: int | None, block_size: int, as_json: bool) -> int:
    """Decode the memory of a tag, from block 0; `-` takes one per line.

    A line that is not hexadecimal is answered with an error in its place, and status 1.
    """
    if memory != "-":
        content = decode_memory(_bytes_of(memory), dsfid=dsfid, block_size=block_size)
        answer(content_document(content), as_json, lambda: content_lines(content))
        return DONE
    results: list[TagContent | InputRefused] = []
    for line in values_or_stdin([memory]):
        try:
            results.append(decode_memory(_bytes_of(line), dsfid=dsfid, block_size=block_size))
        except InputRefused as refused:
            results.append(refused)
    answer(
        [_result_document(result) for result in results],
        as_json,
        lambda: [_result_line(result) for result in results],
    )
    return FAILED if any(isinstance(result, InputRefused) for result in results) else DONE


def _bytes_of(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        shown = text if len(text) <= 40 else f"{text[:40]}…"
        raise InputRefused(
            f"{shown!r} is not hexadecimal.", "Give two digits 0 to F for each byte."
        ) from error


def _result_document(result: TagContent | InputRefused) -> dict[str, Any]:
    return {"error": result.what} if isinstance(result, InputRefused) else content_document(result)


def _result_line(result: TagContent | InputRefused) -> str:
    if isinstance(result, InputRefused):
        return f"error\t{result.what}"
    return f"{result.model}\t{result.item or '–'}\t{' '.join(result.warnings)}".rstrip()


def _image_lines(image: TagImage) -> list[str]:
    lines = [image.data.hex().upper(), f"DSFID {image.dsfid:02X}, {len(image.data)} bytes"]
    if image.lockable:
        lines.append(f"may be locked: blocks {', '.join(map(str, image.lockable))}")
    return [*lines, *(f"warning: {warning}" for warning in image.warnings)]
