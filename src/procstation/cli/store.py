"""`store move` and `store check`: the store as a whole."""

from contextlib import closing

import click

from procstation.cli.answer import FAILED, answer, json_option, progress
from procstation.cli.context import Context
from procstation.cli.supervisor import require_supervisor
from procstation.language import grouped, tr


@click.group()
def store() -> None:
    """The store: look whether it is whole, move it to another database."""


@store.command()
@json_option
@click.pass_obj
def check(context: Context, as_json: bool) -> int:
    """Read all of the store and look whether it is whole; nothing is changed."""
    from procstation.store.check import check as checked  # noqa: PLC0415
    from procstation.store.engine import open_store  # noqa: PLC0415

    with closing(open_store(context.store_url)) as opened:
        found = checked(opened)
        document = {
            "store": opened.place,
            "database": opened.database,
            "rows": dict(found.counts),
            "wrong": found.wrong,
        }
    rows = [f"{one.rows:>12,}  {one.table}" for one in found.counts if one.rows]
    verdict = [tr("wrong: {one}", one=one) for one in found.wrong] or [tr("It is whole.")]
    heading = f"{document['store']}, {document['database']}"
    answer(document, as_json, lambda: [heading, *rows, *verdict])
    return FAILED if found.wrong else 0


@store.command()
@click.option("--to", "target", required=True, metavar="URL", help="A store that is new or empty.")
@json_option
@click.pass_obj
def move(context: Context, target: str, as_json: bool) -> None:
    """Copy all of the store to another one, in one transaction, and compare what came.

    The old store stays as it is. Stop the stations before, and name the new store in the
    configuration ([store] url) or with --store afterwards.
    """
    from procstation.store.engine import open_store  # noqa: PLC0415
    from procstation.store.moving import copy_all  # noqa: PLC0415

    require_supervisor(context, tr("move the store"))
    with closing(open_store(context.store_url)) as old, closing(open_store(target)) as new:
        moved = copy_all(old, new, lambda table, rows: progress(f"{table}: {rows:,}"))
        progress("")
        document = {"from": old.place, "to": new.place, "rows": dict(moved)}
    rows = sum(one.rows for one in moved)
    answer(
        document,
        as_json,
        lambda: [
            tr(
                "{rows} rows went to {to}; each table has as many as before.",
                rows=grouped(rows),
                to=document["to"],
            ),
            tr("The old store {value} is as it was.", value=document["from"]),
        ],
    )
