"""Sweeps: what was expected, what was heard, what came of it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True)


def _given(name: str, *, primary_key: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, primary_key=primary_key)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default="")


def _count(name: str, default: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False, server_default=default)


def _of(name: str, parent: str, table: str, *, primary_key: bool = False) -> sa.Column[int]:
    key = sa.ForeignKey(f"{parent}.id", name=f"fk_{table}_{name}", ondelete="CASCADE")
    return sa.Column(name, sa.Integer, key, nullable=False, primary_key=primary_key)


def upgrade() -> None:
    op.create_table(
        "sweeps",
        _id(),
        _given("name"),
        _given("state"),
        _given("opened_at"),
        _text("opened_by"),
        sa.Column("closed_at", sa.Text),
        _text("scope"),
        _text("buckets"),
        _text("warnings"),
    )
    op.create_index("ix_sweeps_name", "sweeps", ["name"], unique=True)
    _create_expected()
    _create_heard()
    _create_results()


def _create_expected() -> None:
    columns = (
        "title", "author", "call_number", "scheme", "library", "location", "volume", "copy",
        "status",
    )  # fmt: skip
    op.create_table(
        "sweep_expected",
        _id(),
        sa.Column("sweep_id", sa.Integer, nullable=False),
        _given("barcode"),
        _given("bucket"),
        *map(_text, columns),
    )
    op.create_index(
        "ix_sweep_expected_sweep_id", "sweep_expected", ["sweep_id", "barcode"], unique=True
    )


def _create_heard() -> None:
    op.create_table(
        "sweep_sittings",
        _id(),
        _of("sweep_id", "sweeps", "sweep_sittings"),
        _given("kind"),
        _text("person"),
        _text("device"),
        _given("begun_at"),
        sa.Column("ended_at", sa.Text),
        _text("file"),
        _text("digest"),
        _count("size", "0"),
        _count("through", "0"),
        _count("read", "0"),
        _text("unreadable"),
    )
    op.create_index("ix_sweep_sittings_sweep_id", "sweep_sittings", ["sweep_id"])
    op.create_table(
        "sweep_heard",
        _id(),
        sa.Column("sweep_id", sa.Integer, nullable=False),
        sa.Column("sitting_id", sa.Integer, nullable=False),
        _given("barcode"),
        _text("place"),
        _text("at"),
        sa.Column("strength_dbm", sa.Float),
        _count("reads", "1"),
        _count("ordered", "1"),
    )
    op.create_index("ix_sweep_heard_sweep_id", "sweep_heard", ["sweep_id"])


def _create_results() -> None:
    op.create_table(
        "sweep_cases",
        _id(),
        _of("sweep_id", "sweeps", "sweep_cases"),
        _given("barcode"),
        _given("grade"),
        _given("reason"),
        _given("opened_at"),
        sa.Column("closed_at", sa.Text),
        _text("closed_where"),
    )
    op.create_index("ix_sweep_cases_barcode", "sweep_cases", ["barcode"])
    op.create_index("ix_sweep_cases_sweep_id", "sweep_cases", ["sweep_id"])
    op.create_table(
        "sweep_writebacks",
        _id(),
        _of("sweep_id", "sweeps", "sweep_writebacks"),
        _given("written_at"),
        _text("written_by"),
        sa.Column("undone_at", sa.Text),
    )
    op.create_index("ix_sweep_writebacks_sweep_id", "sweep_writebacks", ["sweep_id"])
    op.create_table(
        "sweep_writeback_items",
        _of("writeback_id", "sweep_writebacks", "sweep_writeback_items", primary_key=True),
        _given("barcode", primary_key=True),
        _given("column", primary_key=True),
        _given("before"),
        _given("after"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "last_seen",
        _given("barcode", primary_key=True),
        _given("seen_at"),
        _given("seen_where"),
        sqlite_with_rowid=False,
    )
