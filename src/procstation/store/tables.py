"""The tables of the store.

Times are ISO 8601 text, passed in by the caller. A call number is kept with its scheme, the field
it came from, and the key by which its beginning is searched.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default="")


loads = Table(
    "loads",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("loaded_at", Text, nullable=False),
    Column("files", Text, nullable=False),
    Column("profile", Text, nullable=False),
    Column("report", Text, nullable=False, server_default="{}"),
    Column("state", Text, nullable=False, server_default="done"),
    Column("sources", Text, nullable=False, server_default="[]"),
    Column("progress", Text, nullable=False, server_default="{}"),
)
"""One row for each act of loading. `files` is a JSON list of paths, `report` what it answered;
`state` is `running`, `stopped`, `done`, `undoing` or `undone`; `sources` says what the files were
when it began, `progress` how far it has come, both in JSON."""

load_changes = Table(
    "load_changes",
    metadata,
    Column("load_id", Integer, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("row_id", Integer, primary_key=True),
    Column("title_id", Integer, nullable=False),
    Column("before", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""What a row that a load changed was before, in JSON; `kind` is `title` or `item`. Rows that it
added have its number in `added_by` instead."""

load_findings = Table(
    "load_findings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("load_id", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("value", Text, nullable=False),
    Index("ix_load_findings_load_id", "load_id"),
)
"""The lists of the report of a load that is under way: one row for each entry, in JSON."""

titles = Table(
    "titles",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("record_key", Text, nullable=False),
    _text("control_number"),
    _text("title"),
    _text("author"),
    _text("publisher"),
    _text("date"),
    _text("medium"),
    _text("isbn"),
    _text("issn"),
    _text("call_number"),
    _text("scheme"),
    _text("source"),
    _text("call_number_key"),
    Column("load_id", Integer, ForeignKey("loads.id")),
    Column("added_by", Integer, ForeignKey("loads.id")),
    Index("ix_titles_record_key", "record_key", unique=True),
    Index("ix_titles_control_number", "control_number"),
    Index("ix_titles_call_number_key", "call_number_key"),
)
"""`record_key` is what makes a record the same record in the next file; `isbn` and `issn` are
separated by spaces; `load_id` is the last load that named the record, `added_by` the one that added
it. The words that find a title are in `title_words`, a full-text table made by the first
migration."""

title_numbers = Table(
    "title_numbers",
    metadata,
    Column("number", Text, primary_key=True),
    Column("title_id", Integer, ForeignKey("titles.id", ondelete="CASCADE"), primary_key=True),
    Index("ix_title_numbers_title_id", "title_id"),
    sqlite_with_rowid=False,
)
"""ISBN (13 digits where it converts) and ISSN, for look-up."""

items = Table(
    "items",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("title_id", Integer, ForeignKey("titles.id", ondelete="CASCADE"), nullable=False),
    Column("barcode", Text),
    _text("call_number"),
    _text("scheme"),
    _text("source"),
    _text("call_number_key"),
    _text("library"),
    _text("location"),
    _text("volume"),
    _text("copy"),
    _text("item_type"),
    _text("status"),
    _text("system_id"),
    Column("load_id", Integer, ForeignKey("loads.id")),
    _text("bench_edits"),
    Column("changed_at", Text),
    Column("changed_by", Text),
    Column("added_by", Integer, ForeignKey("loads.id")),
    Column("parts", Integer, nullable=False, server_default="0"),
    CheckConstraint("barcode <> ''", name="barcode_not_empty"),
    Index("ix_items_barcode", "barcode", unique=True),
    Index("ix_items_title_id", "title_id"),
    Index("ix_items_call_number_key", "call_number_key"),
)
"""`bench_edits` is a JSON object of what was changed at the bench and has not come back from the
library system: the name of each column, and its value before. `load_id` is the last load that
named the item, none for an item that only the bench knows; `added_by` is the load that added it."""

barcode_claims = Table(
    "barcode_claims",
    metadata,
    Column("barcode", Text, primary_key=True),
    Column("title_id", Integer, ForeignKey("titles.id", ondelete="CASCADE"), primary_key=True),
    Column("load_id", Integer, ForeignKey("loads.id"), nullable=False),
    Column("dropped_by", Integer),
    sqlite_with_rowid=False,
)
"""A barcode that a file gives to a further title while another item has it already; `dropped_by` is
the load in which the file no longer did."""

tags = Table(
    "tags",
    metadata,
    Column("uid", Text, primary_key=True),
    Column("barcode", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("written_at", Text, nullable=False),
    Column("written_by", Text, nullable=False),
    Index("ix_tags_barcode", "barcode"),
)
"""The tags written for items; a UID is 16 hexadecimal digits, most significant first."""

number_ranges = Table(
    "number_ranges",
    metadata,
    Column("name", Text, primary_key=True),
    Column("next_serial", Integer, nullable=False),
    _text("form"),
)
"""How far each range of numbers has been leased; `form` is what its numbers looked like then."""

number_leases = Table(
    "number_leases",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("range_name", Text, ForeignKey("number_ranges.name"), nullable=False),
    Column("first_serial", Integer, nullable=False),
    Column("last_serial", Integer, nullable=False),
    Column("next_serial", Integer, nullable=False),
    Column("station", Text, nullable=False),
    Column("leased_at", Text, nullable=False),
    _text("used_at"),
    UniqueConstraint("range_name", "first_serial"),
    CheckConstraint("first_serial <= last_serial", name="in_order"),
)
"""Blocks of serial numbers, both ends included; those from `next_serial` on are not yet used. A
block of no station (`station` is empty) was given back, and is leased before new numbers are.
`used_at` is when a number of it was given out last."""

number_events = Table(
    "number_events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("range_name", Text, nullable=False),
    Column("first_serial", Integer, nullable=False),
    Column("last_serial", Integer, nullable=False),
    _text("station"),
    _text("said_by"),
    Index("ix_number_events_range_name", "range_name"),
)
"""What became of blocks: `act` is `leased`, `given out`, `returned`, `expired` or `closed`."""

exports = Table(
    "exports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("exported_at", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("profile", Text, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("report", Text, nullable=False),
)
"""One row for each act of exporting; `changed` is 1 where only changes of the bench were asked
for, `report` is what it answered, as JSON."""

exported_items = Table(
    "exported_items",
    metadata,
    Column("profile", Text, primary_key=True),
    Column("item_id", Integer, primary_key=True),
    Column("digest", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""What was last exported by a profile of an item the bench had changed. No foreign key: a digest
of an item that is gone, or whose number another has now, fits none and does no harm."""
