"""`procstation tag encode`: the memory of a tag, from what shall stand on it."""

import click

from procstation.cli.answer import answer, json_option
from procstation.cli.context import Context
from procstation.cli.tag_options import (
    ALL_MODELS,
    Wish,
    check_lock,
    content_options,
    layout_options,
    memory_size,
    two_hex_digits,
)
from procstation.cli.tag_text import image_document, image_lines
from procstation.language import tr
from procstation.tags import Model, TagRecord, iso28560_4
from procstation.tags import encode as encode_record
from procstation.tags.epc_bank import MOST_WORDS, WORD


@click.command()
@click.option("--model", type=click.Choice(ALL_MODELS), help="Data model; the site's by default.")
@content_options
@layout_options
@click.option(
    "--epc-words", type=click.IntRange(1, MOST_WORDS), help="iso28560-4: words of the EPC memory."
)
@click.option(
    "--afi", metavar="HH", callback=two_hex_digits, help="iso28560-4: AFI of the PC word, else C2."
)
@click.option(
    "--identifier-alone", is_flag=True, help="iso28560-4: owner and set in the user bank."
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
    epc_words: int | None,
    afi: int | None,
    identifier_alone: bool,
    as_json: bool,
) -> None:
    """Lay out the memory of a tag.

    The answer is in hexadecimal, the last block filled with 00; what follows it on the tag is to
    be 00. Without --owner, the owner is the site's. Without --usage, iso28560-3 gets the site's
    type of usage, since it has to say one, and the other models get none.
    """
    site = context.config.tags
    chosen = Model(model or site.model)
    check_lock(chosen, lock)
    usage = site.usage if wish.usage is None and chosen is Model.ISO28560_3 else wish.usage
    owner = wish.owner or site.owner or None
    record = TagRecord(wish.item, owner, wish.parts, wish.part, usage, wish.elements)
    size = memory_size(chosen, blocks, block_size)
    if chosen is Model.ISO28560_4:
        image = iso28560_4.encode(
            record,
            size=size,
            uii_size=None if epc_words is None else epc_words * WORD,
            afi=iso28560_4.AFI_LIBRARY if afi is None else afi,
            identifier_alone=identifier_alone,
        )
    elif epc_words is not None or afi is not None or identifier_alone:
        raise click.UsageError(
            tr(
                "--epc-words, --afi and --identifier-alone are for {iso28560_4} only.",
                iso28560_4=Model.ISO28560_4,
            )
        )
    else:
        image = encode_record(record, chosen, size=size, block_size=block_size, lock=lock)
    answer(image_document(image, site.afi_secured), as_json, lambda: image_lines(image))
