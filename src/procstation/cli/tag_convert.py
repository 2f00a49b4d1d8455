"""`procstation tag convert`: what a tag would be in another model, and what would be lost."""

from typing import Any

import click

from procstation.cli.answer import DONE, FAILED, answer, json_option, values_or_stdin
from procstation.cli.context import Context
from procstation.cli.tag_decode import AUTO, EPC, HF, Source, bytes_of, source_options
from procstation.cli.tag_options import ALL_MODELS, check_lock, layout_options, memory_size
from procstation.cli.tag_text import LABELS, image_document, image_lines
from procstation.errors import InputRefused
from procstation.language import tr
from procstation.tags import Conversion, Model, TagContent, site_rules
from procstation.tags import convert as convert_content


@click.command()
@click.argument("memory", metavar="HEX")
@click.option("--to", "model", type=click.Choice(ALL_MODELS), required=True, help="Data model.")
@source_options(AUTO, HF, EPC)
@layout_options
@json_option
@click.pass_obj
def convert(
    context: Context,
    memory: str,
    model: str,
    source: Source,
    blocks: int | None,
    block_size: int,
    lock: tuple[int, ...],
    as_json: bool,
) -> int:
    """Show what a tag would be in another model and what would be lost; nothing is written.

    `-` takes one memory per line; one that cannot be converted is answered with an error in its
    place, and status 1.
    """
    to = Model(model)
    check_lock(to, lock)
    size = memory_size(to, blocks, block_size)
    tags = context.config.tags

    def turn(text: str) -> tuple[TagContent, Conversion]:
        content = source.content(bytes_of(text), block_size, site_rules(tags))
        return content, convert_content(content, to, size=size, block_size=block_size, lock=lock)

    if memory != "-":
        content, conversion = turn(memory)
        answer(
            _document(content, conversion, tags.afi_secured),
            as_json,
            lambda: _lines(content, conversion),
        )
        return DONE
    results: list[tuple[TagContent, Conversion] | InputRefused] = []
    for line in values_or_stdin([memory]):
        try:
            results.append(turn(line))
        except InputRefused as refused:
            results.append(refused)
    answer(
        [
            {"error": result.what}
            if isinstance(result, InputRefused)
            else _document(*result, tags.afi_secured)
            for result in results
        ],
        as_json,
        lambda: [_line(result) for result in results],
    )
    return FAILED if any(isinstance(result, InputRefused) for result in results) else DONE


def _document(content: TagContent, conversion: Conversion, afi: int) -> dict[str, Any]:
    return image_document(conversion.image, afi) | {
        "from": content.model,
        "item": conversion.record.item,
        "losses": conversion.losses,
        "added": conversion.added,
        "warnings": content.warnings,
    }


def _lines(content: TagContent, conversion: Conversion) -> list[str]:
    return [
        LABELS.line("from", f"{content.model}: {content.why}"),
        LABELS.line("to", f"{conversion.image.model}: {conversion.record.item}"),
        *image_lines(conversion.image),
        *(f"warning: {warning}" for warning in content.warnings),
        *(tr("lost: {loss}", loss=loss) for loss in conversion.losses),
        *(() if conversion.losses else (tr("nothing is lost"),)),
        *(tr("added: {added}", added=added) for added in conversion.added),
    ]


def _line(result: tuple[TagContent, Conversion] | InputRefused) -> str:
    if isinstance(result, InputRefused):
        return f"error\t{result.what}"
    _, conversion = result
    image, lost = conversion.image.data.hex().upper(), " ".join(conversion.losses)
    return f"{conversion.record.item}\t{image}\t{lost}".rstrip()
