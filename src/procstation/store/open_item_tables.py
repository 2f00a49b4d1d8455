"""The table of items that stations are working on."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from procstation.store.tables import metadata

open_items = Table(
    "open_items",
    metadata,
    Column("item_id", Integer, ForeignKey("items.id", ondelete="CASCADE"), primary_key=True),
    Column("station", Text, nullable=False),
    Column("since", Text, nullable=False),
    Column("until", Text, nullable=False),
    Index("ix_open_items_station", "station"),
)
"""An item that a station has in work; after `until` the station is taken to have gone."""
