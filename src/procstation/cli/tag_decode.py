"""`procstation tag decode`: what the memory of a tag means; and how other commands take memory."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import click

from procstation.cli.answer import DONE, FAILED, answer, json_option, values_or_stdin
from procstation.cli.context import Context
from procstation.cli.tag_inspection import (
    conformance_document,
    conformance_lines,
    map_document,
    map_lines,
)
from procstation.cli.tag_options import two_hex_digits
from procstation.cli.tag_text import content_lines, memory_document, tid_document, tid_lines
from procstation.errors import InputRefused
from procstation.language import tr
from procstation.tags import (
    Model,
    SiteRule,
    TagContent,
    Tid,
    blocks_of,
    decode_any,
    decode_epc,
    decode_user_bank,
    examine,
    map_memory,
    read_tid,
    site_rules,
)
from procstation.tags import decode as decode_memory

AUTO, HF, EPC, USER, TID = "auto", "hf", "epc", "user", "tid"


@dataclass(frozen=True, slots=True)
class Source:
    """What the options say about memory that is given."""

    bank: str
    dsfid: int | None
    afi: int | None
    user_bank: bytes | None

    def content(self, memory: bytes, block_size: int, rules: tuple[SiteRule, ...]) -> TagContent:
        """Decode memory of any bank but the TID."""
        if self.user_bank is not None or self.bank == EPC:
            return decode_epc(memory, self.user_bank or b"")
        if self.bank == USER:
            return decode_user_bank(memory)
        if self.bank == AUTO and self.dsfid is None and self.afi is None:
            return decode_any(memory, block_size=block_size, rules=rules)
        return decode_memory(
            memory, dsfid=self.dsfid, block_size=block_size, afi=self.afi, rules=rules
        )


def source_options(*banks: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command the options about memory that is given, passed to it as one `source`."""

    def give(command: Callable[..., Any]) -> Callable[..., Any]:
        @click.option(
            "--bank",
            type=click.Choice(banks),
            default=AUTO,
            show_default=True,
            help="hf is the memory of an ISO 15693 tag; epc, with or without CRC and PC word, "
            "user and tid are banks of a UHF tag; auto goes by what the bytes show.",
        )
        @click.option(
            "--dsfid", metavar="HH", callback=two_hex_digits, help="DSFID of an ISO 15693 tag."
        )
        @click.option(
            "--afi", metavar="HH", callback=two_hex_digits, help="AFI of an ISO 15693 tag."
        )
        @click.option(
            "--user-bank", metavar="HEX", help="The user bank that goes with an EPC bank."
        )
        @wraps(command)
        def with_source(
            *args: Any,
            bank: str,
            dsfid: int | None,
            afi: int | None,
            user_bank: str | None,
            **others: Any,
        ) -> Any:
            if user_bank is not None and bank not in {AUTO, EPC}:
                raise click.UsageError(tr("--user-bank goes with an EPC bank."))
            if bank not in {AUTO, HF} and not dsfid is afi is None:
                raise click.UsageError(tr("--dsfid and --afi are of ISO 15693 tags, not of banks."))
            user = None if user_bank is None else bytes_of(user_bank)
            return command(*args, source=Source(bank, dsfid, afi, user), **others)

        return with_source

    return give


def bytes_of(text: str) -> bytes:
    """Return the bytes of hexadecimal digits.

    Raises:
        InputRefused: They are none.
    """
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        shown = text if len(text) <= 40 else f"{text[:40]}…"
        raise InputRefused(
            tr("{shown!r} is not hexadecimal.", shown=shown),
            tr("Give two digits 0 to F for each byte."),
        ) from error


@click.command(epilog=f"Models: {', '.join(Model)}.")
@click.argument("memory", metavar="HEX")
@source_options(AUTO, HF, EPC, USER, TID)
@click.option(
    "--block-size", type=click.IntRange(1, 32), default=4, show_default=True, help="Bytes."
)
@click.option("--map", "mapped", is_flag=True, help="Tell what each byte is, and the verdict.")
@json_option
@click.pass_obj
def decode(
    context: Context, memory: str, source: Source, block_size: int, mapped: bool, as_json: bool
) -> int:
    """Decode the memory of a tag, from block 0, or a bank of a UHF tag; `-` takes one per line.

    A line that is not hexadecimal, or no TID, is answered with an error in its place, and status 1.
    """
    rules = site_rules(context.config.tags)

    def read(text: str) -> TagContent | Tid:
        given = bytes_of(text)
        return read_tid(given) if source.bank == TID else source.content(given, block_size, rules)

    if mapped:
        if memory == "-" or source.bank == TID:
            raise click.UsageError(tr("--map is for one memory, and not for a TID."))
        given = bytes_of(memory)
        content = source.content(given, block_size, rules)
        _answer_mapped(given, content, source, block_size, as_json)
        return DONE
    if memory != "-":
        result = read(memory)
        answer(_document(result), as_json, lambda: _lines(result))
        return DONE
    results: list[TagContent | Tid | InputRefused] = []
    for line in values_or_stdin([memory]):
        try:
            results.append(read(line))
        except InputRefused as refused:
            results.append(refused)
    answer(
        [_document(result) for result in results],
        as_json,
        lambda: [_line(result) for result in results],
    )
    return FAILED if any(isinstance(result, InputRefused) for result in results) else DONE


def _answer_mapped(
    memory: bytes, content: TagContent, source: Source, block_size: int, as_json: bool
) -> None:
    memory_map = map_memory(memory, content, block_size)
    document = memory_document(content) | {"map": map_document(memory_map)}
    lines = content_lines(content)
    if content.epc is None:
        # An EPC bank is no memory that ISO 28560 lays out.
        conformance = examine(memory, content, dsfid=source.dsfid, block_size=block_size)
        document |= conformance_document(conformance)
        lines += conformance_lines(conformance)
    lines += ["", *map_lines(memory_map, blocks_of(memory_map, block_size))]
    answer(document, as_json, lambda: lines)


def _document(result: TagContent | Tid | InputRefused) -> dict[str, Any]:
    if isinstance(result, InputRefused):
        return {"error": result.what}
    return tid_document(result) if isinstance(result, Tid) else memory_document(result)


def _lines(result: TagContent | Tid) -> list[str]:
    return tid_lines(result) if isinstance(result, Tid) else content_lines(result)


def _line(result: TagContent | Tid | InputRefused) -> str:
    if isinstance(result, InputRefused):
        return f"error\t{result.what}"
    if isinstance(result, Tid):
        return "\t".join(tid_lines(result))
    return f"{result.model}\t{result.item or '–'}\t{' '.join(result.warnings)}".rstrip()
