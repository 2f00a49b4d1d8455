"""The options that say what shall be on a tag, shared by `tag encode` and `tag write`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

import click

from procstation.language import tr
from procstation.tags import Model
from procstation.tags.epc_bank import WORD

MODELS = (Model.ISO28560_2.value, Model.ISO28560_3.value)
"""What a pad can be told to write."""

ALL_MODELS = (*MODELS, Model.ISO28560_4.value)
"""What can be laid out."""

HEX_DIGITS = frozenset("0123456789abcdefABCDEF")


def two_hex_digits(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    """Turn the value of an option into a byte."""
    if value is None:
        return None
    if len(value) != 2 or not HEX_DIGITS.issuperset(value):
        raise click.BadParameter(f"{value!r} is not two hexadecimal digits.", ctx, param)
    return int(value, 16)


def _elements(
    ctx: click.Context, param: click.Parameter, values: tuple[str, ...]
) -> dict[int, str]:
    elements: dict[int, str] = {}
    for value in values:
        number, equals, text = value.partition("=")
        if not (equals and number.isascii() and number.isdecimal()):
            raise click.BadParameter(f"{value!r} is not NUMBER=VALUE.", ctx, param)
        if int(number) in elements:
            raise click.BadParameter(f"Element {number} is given twice.", ctx, param)
        elements[int(number)] = text
    return elements


@dataclass(frozen=True, slots=True)
class Wish:
    """What the options say; None and empty where they are silent."""

    item: str
    owner: str | None
    parts: int | None
    part: int | None
    usage: int | None
    elements: Mapping[int, str]


def layout_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of a tag's memory: `blocks`, `block_size`, `lock`."""
    blocks = click.option(
        "--blocks",
        type=click.IntRange(1, 256),
        help="Blocks of the tag, or words of a UHF tag's user bank: checks the fit.",
    )
    size = click.option(
        "--block-size", type=click.IntRange(1, 32), default=4, show_default=True, help="Bytes."
    )
    lock = click.option(
        "--lock",
        type=click.IntRange(1, 26),
        multiple=True,
        metavar="NO",
        help="Element that shall be lockable alone (iso28560-2); repeatable.",
    )
    return blocks(size(lock(command)))


def memory_size(model: Model, blocks: int | None, block_size: int) -> int | None:
    """Return the bytes that the options give a tag; None when they do not say."""
    if blocks is None:
        return None
    return blocks * (WORD if model is Model.ISO28560_4 else block_size)


def check_lock(model: Model, lock: tuple[int, ...]) -> None:
    """Refuse `--lock` where it would do nothing."""
    if lock and model is not Model.ISO28560_2:
        raise click.UsageError(
            tr(
                "--lock is for {iso28560_2}: {model} has no such blocks.",
                iso28560_2=Model.ISO28560_2,
                model=model,
            )
        )


def content_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of a tag's content, passed to it as one `wish`."""

    @click.option("--item", required=True, help="Barcode of the item.")
    @click.option("--owner", metavar="ISIL", help="Owner institution.")
    @click.option("--parts", type=int, metavar="N", help="Number of parts of the item.")
    @click.option("--part", type=int, metavar="K", help="Which of them this is.")
    @click.option(
        "--usage", metavar="HH", callback=two_hex_digits, help="Type of usage; 10 is circulation."
    )
    @click.option(
        "--set",
        "elements",
        metavar="NO=VALUE",
        callback=_elements,
        multiple=True,
        help="Another data element, 6 to 26; repeatable.",
    )
    @wraps(command)
    def with_wish(
        *args: Any,
        item: str,
        owner: str | None,
        parts: int | None,
        part: int | None,
        usage: int | None,
        elements: dict[int, str],
        **others: Any,
    ) -> Any:
        wish = Wish(item, owner, parts, part, usage, elements)
        return command(*args, wish=wish, **others)

    return with_wish
