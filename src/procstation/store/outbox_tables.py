"""The tables of the outbox: what the library system must know, and how that went."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from procstation.store.tables import metadata

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False),
    Column("item_id", Integer, nullable=False),
    Column("barcode", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("wish", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("state", Text, nullable=False, server_default="waiting"),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("next_at", Text, nullable=False, server_default=""),
    Column("claimed_by", Text, nullable=False, server_default=""),
    Column("claimed_until", Text, nullable=False, server_default=""),
    Column("answer", Text, nullable=False, server_default="{}"),
    Column("settled_at", Text),
    Column("settled_by", Text, nullable=False, server_default=""),
    Index("ix_outbox_key", "key", unique=True),
    Index("ix_outbox_state", "state", "next_at"),
    Index("ix_outbox_item_id", "item_id"),
    Index("ix_outbox_barcode", "barcode"),
)
"""One message each. `key` names the act it came from, so that an act done twice tells it once; no
foreign key to the item, which may be gone when the system has to be told so. `wish` and `answer`
are JSON. While it is `sending`, `claimed_by` names the station, and after `claimed_until` nobody
knows what became of it."""

outbox_tries = Table(
    "outbox_tries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("message_id", Integer, ForeignKey("outbox.id", ondelete="CASCADE"), nullable=False),
    Column("at", Text, nullable=False),
    Column("station", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("detail", Text, nullable=False, server_default=""),
    Index("ix_outbox_tries_message_id", "message_id"),
)
"""What was sent, and what was answered, try by try."""

outbox_pause = Table(
    "outbox_pause",
    metadata,
    Column("system", Text, primary_key=True),
    Column("since", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("said_by", Text, nullable=False),
)
"""Systems that nothing is sent to until a person says so."""

item_freshness = Table(
    "item_freshness",
    metadata,
    Column("item_id", Integer, ForeignKey("items.id", ondelete="CASCADE"), primary_key=True),
    Column("asked_at", Text, nullable=False),
    Column("on_loan", Integer),
)
"""When the library system last told about an item, and whether it was on loan then."""
