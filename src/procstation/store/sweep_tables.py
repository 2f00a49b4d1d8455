"""The tables of sweeps: what was expected, what was heard, what came of it.

A sweep keeps a copy of the items it expects, so that its report says the same whatever becomes of
the catalogue.
"""

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, Table, Text

from procstation.store.tables import metadata


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default="")


def _sweep_id() -> Column[int]:
    return Column("sweep_id", Integer, ForeignKey("sweeps.id", ondelete="CASCADE"), nullable=False)


sweeps = Table(
    "sweeps",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("opened_at", Text, nullable=False),
    _text("opened_by"),
    Column("closed_at", Text),
    _text("scope"),
    _text("buckets"),
    _text("warnings"),
    Index("ix_sweeps_name", "name", unique=True),
)
"""`state` is `open` or `closed`; `scope`, `buckets` (how many items are in each) and `warnings` are
JSON."""

sweep_expected = Table(
    "sweep_expected",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sweep_id", Integer, nullable=False),
    Column("barcode", Text, nullable=False),
    Column("bucket", Text, nullable=False),
    _text("title"),
    _text("author"),
    _text("call_number"),
    _text("scheme"),
    _text("library"),
    _text("location"),
    _text("volume"),
    _text("copy"),
    _text("status"),
    Index("ix_sweep_expected_sweep_id", "sweep_id", "barcode", unique=True),
)
"""The items a sweep is about, as they were when it opened. No foreign key: hundreds of thousands
of rows are written at once, and removed with their sweep by the code that removes it."""

sweep_sittings = Table(
    "sweep_sittings",
    metadata,
    Column("id", Integer, primary_key=True),
    _sweep_id(),
    Column("kind", Text, nullable=False),
    _text("person"),
    _text("device"),
    Column("begun_at", Text, nullable=False),
    Column("ended_at", Text),
    _text("file"),
    _text("digest"),
    Column("size", Integer, nullable=False, server_default="0"),
    Column("through", Integer, nullable=False, server_default="0"),
    Column("read", Integer, nullable=False, server_default="0"),
    _text("unreadable"),
    Index("ix_sweep_sittings_sweep_id", "sweep_id"),
)
"""An upload or a stretch of live work. `digest` and `size` are those of the
file, so that one that has grown is known; `through` is the last line or journal entry that was
taken, so that none is taken twice; `unreadable` is JSON."""

sweep_heard = Table(
    "sweep_heard",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sweep_id", Integer, nullable=False),
    Column("sitting_id", Integer, nullable=False),
    Column("barcode", Text, nullable=False),
    _text("place"),
    _text("at"),
    Column("strength_dbm", Float),
    Column("reads", Integer, nullable=False, server_default="1"),
    Column("ordered", Integer, nullable=False, server_default="1"),
    Index("ix_sweep_heard_sweep_id", "sweep_id"),
)
"""What was heard, in the order of hearing; rows are added and never changed. No foreign keys, as
with what is expected, and no index of barcodes: each would take as long as all the rest of adding
a file."""

sweep_cases = Table(
    "sweep_cases",
    metadata,
    Column("id", Integer, primary_key=True),
    _sweep_id(),
    Column("barcode", Text, nullable=False),
    Column("grade", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("opened_at", Text, nullable=False),
    Column("closed_at", Text),
    _text("closed_where"),
    Index("ix_sweep_cases_barcode", "barcode"),
    Index("ix_sweep_cases_sweep_id", "sweep_id"),
)
"""Items that a sweep did not hear and nobody has met since; one is closed by being met anywhere."""

sweep_writebacks = Table(
    "sweep_writebacks",
    metadata,
    Column("id", Integer, primary_key=True),
    _sweep_id(),
    Column("written_at", Text, nullable=False),
    _text("written_by"),
    Column("undone_at", Text),
    Index("ix_sweep_writebacks_sweep_id", "sweep_id"),
)

sweep_writeback_items = Table(
    "sweep_writeback_items",
    metadata,
    Column(
        "writeback_id",
        Integer,
        ForeignKey("sweep_writebacks.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("barcode", Text, primary_key=True),
    Column("column", Text, primary_key=True),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""What a write-back changed, each column of each item."""

sweep_conditions = Table(
    "sweep_conditions",
    metadata,
    Column("sweep_id", Integer, ForeignKey("sweeps.id", ondelete="CASCADE"), primary_key=True),
    Column("barcode", Text, primary_key=True),
    Column("conditions", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""What was said at the shelf of a book, e.g. that it is damaged; `conditions` is a list in JSON."""

last_seen = Table(
    "last_seen",
    metadata,
    Column("barcode", Text, primary_key=True),
    Column("seen_at", Text, nullable=False),
    Column("seen_where", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""When and where an item was last met, by what was written back and by the stations."""
