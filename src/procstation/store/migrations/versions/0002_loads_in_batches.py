"""Loads in batches: what a load changed is kept, so that it can be gone on with or undone.

The unique constraints of titles and items become unique indexes, since a first load into an empty
store makes indexes last, and SQLite cannot drop a constraint. For that both tables are written
anew (https://www.sqlite.org/lang_altertable.html, section 7).
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _text(name: str, default: str = "") -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default=default)


def upgrade() -> None:
    op.add_column("loads", _text("state", "done"))
    op.add_column("loads", _text("sources", "[]"))
    op.add_column("loads", _text("progress", "{}"))
    op.add_column("barcode_claims", sa.Column("dropped_by", sa.Integer))
    if op.get_bind().dialect.name == "postgresql":
        _change_in_place("titles", "record_key")
        _change_in_place("items", "barcode")
    else:
        _renew_titles()
        _renew_items()
    op.create_table(
        "load_changes",
        sa.Column("load_id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("row_id", sa.Integer, primary_key=True),
        sa.Column("title_id", sa.Integer, nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "load_findings",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("load_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_index("ix_load_findings_load_id", "load_findings", ["load_id"])


def _change_in_place(table: str, unique: str) -> None:
    op.add_column(table, _load_id(table, "added_by"))
    op.drop_constraint(f"uq_{table}_{unique}", table)
    op.create_index(f"ix_{table}_{unique}", table, [unique], unique=True)


def _renew_titles() -> None:
    op.create_table(
        "new_titles",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("record_key", sa.Text, nullable=False),
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
        _load_id("titles", "load_id"),
        _load_id("titles", "added_by"),
    )
    op.execute("INSERT INTO new_titles SELECT *, NULL FROM titles")
    op.drop_table("titles")
    op.rename_table("new_titles", "titles")
    op.create_index("ix_titles_record_key", "titles", ["record_key"], unique=True)
    op.create_index("ix_titles_control_number", "titles", ["control_number"])
    op.create_index("ix_titles_call_number_key", "titles", ["call_number_key"])


def _renew_items() -> None:
    title = sa.ForeignKey("titles.id", name="fk_items_title_id", ondelete="CASCADE")
    op.create_table(
        "new_items",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("title_id", sa.Integer, title, nullable=False),
        sa.Column("barcode", sa.Text),
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
        _load_id("items", "load_id"),
        _text("bench_edits"),
        sa.Column("changed_at", sa.Text),
        sa.Column("changed_by", sa.Text),
        _load_id("items", "added_by"),
        sa.CheckConstraint("barcode <> ''", name="ck_items_barcode_not_empty"),
    )
    op.execute("INSERT INTO new_items SELECT *, NULL FROM items")
    op.drop_table("items")
    op.rename_table("new_items", "items")
    op.create_index("ix_items_barcode", "items", ["barcode"], unique=True)
    op.create_index("ix_items_title_id", "items", ["title_id"])
    op.create_index("ix_items_call_number_key", "items", ["call_number_key"])


def _load_id(table: str, name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, sa.ForeignKey("loads.id", name=f"fk_{table}_{name}"))
