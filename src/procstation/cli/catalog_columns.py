"""`procstation catalog columns`, and the options that say how a table is read."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click

P = ParamSpec("P")
R = TypeVar("R")


def table_options(command: Callable[P, R]) -> Callable[..., R]:
    """Give a command `--map` and `--mapping`, passed to it as `table`: settings, or None."""

    @click.option(
        "--map",
        "pairs",
        metavar="FIELD=COLUMN",
        multiple=True,
        help="Tables: the column of a field, by its name or number; empty for none.",
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
def columns() -> None:
    """Show the columns."""
