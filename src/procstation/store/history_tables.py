"""The table of what was done to items: by which station, and what they were before."""

from sqlalchemy import Column, Index, Integer, Table, Text

from procstation.store.tables import metadata


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default="")


item_changes = Table(
    "item_changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    _text("who"),
    _text("station"),
    _text("act"),
    Column("kind", Text, nullable=False),
    Column("item_id", Integer, nullable=False),
    _text("barcode"),
    Column("before", Text, nullable=False, server_default="{}"),
    Column("after", Text, nullable=False, server_default="{}"),
    Index("ix_item_changes_barcode", "barcode"),
    Index("ix_item_changes_item_id", "item_id"),
    Index("ix_item_changes_who", "who"),
    Index("ix_item_changes_station", "station"),
)
"""One row for each act of a person on one item, never changed again. `kind` is `made`, `changed`,
`removed` or `tag`; `act` names what it was a part of, as `job 3`; `before` and `after` are JSON
objects of the columns that changed. No foreign key: what became of an item outlives it. Loads keep
what they changed in `load_changes`."""
