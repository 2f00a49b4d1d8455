"""`procstation catalog columns`, and the options that say how a table is read."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import click

from procstation.cli.answer import answer, json_option
from procstation.language import tr

if TYPE_CHECKING:
    from procstation.catalog.table_proposal import Column, Proposal
    from procstation.catalog.table_settings import TableSettings

P = ParamSpec("P")
R = TypeVar("R")

WIDEST = 24
"""Characters of a heading or a value that are shown."""


def table_options(command: Callable[P, R]) -> Callable[..., R]:
    """Give a command `--map` and `--mapping`, passed to it as `table`: settings, or None."""

    @click.option(
        "--map",
        "pairs",
        metavar="FIELD=COLUMN",
        multiple=True,
        help="Tables: the column of a field, by its heading or number; empty for none.",
    )
    @click.option(
        "--mapping",
        type=click.Path(path_type=Path),
        help="Tables: a TOML file that says which column holds which field.",
    )
    @wraps(command)
    def with_table(*args: Any, pairs: tuple[str, ...], mapping: Path | None, **options: Any) -> R:
        from procstation.catalog.table_settings import (  # noqa: PLC0415
            TableSettings,
            read_table_settings,
        )

        table = None
        if pairs or mapping is not None:
            settings = TableSettings() if mapping is None else read_table_settings(mapping)
            table = settings.mapped(pairs)
        return command(*args, table=table, **options)  # type: ignore[arg-type]

    return with_table


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@table_options
@click.option("--toml", "as_toml", is_flag=True, help="Print a mapping file for --mapping.")
@json_option
def columns(file: Path, table: "TableSettings | None", as_toml: bool, as_json: bool) -> None:
    """Show which column of a table holds what, and why; nothing is loaded.

    What is wrong is corrected with --map, here and for `catalog load`.
    """
    from procstation.catalog.sources import open_table  # noqa: PLC0415

    source = open_table(file, table)
    proposal = source.proposal
    document = {
        "file": str(file),
        "read_as": source.table.described,
        "header": proposal.header,
        "columns": [asdict(column) for column in proposal.columns],
    }

    def lines() -> Iterator[str]:
        if as_toml:
            yield from _mapping(proposal, table)
            return
        heading = (
            tr("its first row names the columns") if proposal.header else tr("no row of headings")
        )
        yield f"{source.table.described}; {heading}"
        yield from _column_lines(proposal.columns)

    answer(document, as_json, lines)


def _column_lines(columns: "tuple[Column, ...]") -> Iterator[str]:
    from procstation.catalog.table_settings import FIELDS  # noqa: PLC0415

    for column in columns:
        name = _short(column.name) or tr("(no heading)")
        sample = " | ".join(map(_short, column.sample))
        found = f"{column.field}: {column.why}" if column.field else tr("not read")
        yield f"{column.number:>3}  {name:<{WIDEST}}  {found}"
        if sample:
            example = tr("e.g. {sample}", sample=sample)
            yield f"     {'':<{WIDEST}}  {example}"
    missing = [name for name in FIELDS if name not in {column.field for column in columns}]
    yield tr("no column for: {missing}", missing=", ".join(missing))


def _mapping(proposal: "Proposal", said: "TableSettings | None") -> Iterator[str]:
    yield f"header = {str(proposal.header).lower()}"
    yield ""
    yield "[columns]"
    names = [column.name for column in proposal.columns]
    for field, column in proposal.by_field.items():
        plain = column.name.isprintable() and not set(column.name) & set("\"\\'")
        by_name = plain and column.name and names.count(column.name) == 1
        yield f'{field} = "{column.name}"' if by_name else f"{field} = {column.number}"
    for field, place in (said.columns if said is not None else {}).items():
        if not place:
            yield f'{field} = ""'


def _short(text: str) -> str:
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    return shown if len(shown) <= WIDEST else shown[: WIDEST - 1] + "…"
