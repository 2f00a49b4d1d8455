"""The tables of jobs that were run on a list of items."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from procstation.store.tables import metadata

job_runs = Table(
    "job_runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("profile", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("said", Text, nullable=False, server_default="{}"),
    Column("run_at", Text, nullable=False),
    Column("run_by", Text, nullable=False),
    Column("labels", Text, nullable=False, server_default="[]"),
    Column("undone_at", Text, nullable=False, server_default=""),
    Column("undone_by", Text, nullable=False, server_default=""),
)
"""One run each. `said` is what a person said for all its items, `labels` the numbers of its jobs in
the queue of labels, both in JSON; `undone_at` is "" while it holds."""

job_items = Table(
    "job_items",
    metadata,
    Column("run_id", Integer, ForeignKey("job_runs.id", ondelete="CASCADE"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("item_id", Integer, nullable=False),
    Column("barcode", Text, nullable=False),
    Column("was", Text, nullable=False),
    Column("fields", Text, nullable=False),
    Column("at_pad", Text, nullable=False, server_default=""),
    Index("ix_job_items_barcode", "barcode"),
)
"""The items of a run, in its order. `was` is the item before, `fields` what became of it, both in
JSON; no foreign key to the item, which a load may take away. `at_pad` is `waits` while its tag has
still to be changed at a pad, then the time that was done; "" when nothing has to be done to it."""
