"""The first tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default="")


def _integer(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=nullable)


def _given(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def upgrade() -> None:
    op.create_table(
        "loads",
        sa.Column("id", sa.Integer, primary_key=True),
        _given("loaded_at"),
        _given("files"),
        _given("profile"),
        sa.Column("report", sa.Text, nullable=False, server_default="{}"),
    )
    _create_titles()
    _create_items()
    op.create_table(
        "tags",
        sa.Column("uid", sa.Text, primary_key=True),
        _given("barcode"),
        _given("model"),
        _given("written_at"),
        _given("written_by"),
    )
    op.create_index("ix_tags_barcode", "tags", ["barcode"])
    _create_numbers()


def _create_titles() -> None:
    op.create_table(
        "titles",
        sa.Column("id", sa.Integer, primary_key=True),
        _given("record_key"),
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
        sa.Column("load_id", sa.Integer, sa.ForeignKey("loads.id", name="fk_titles_load_id")),
        sa.UniqueConstraint("record_key", name="uq_titles_record_key"),
    )
    op.create_index("ix_titles_control_number", "titles", ["control_number"])
    op.create_index("ix_titles_call_number_key", "titles", ["call_number_key"])
    op.create_table(
        "title_numbers",
        sa.Column("number", sa.Text, primary_key=True),
        _title_id(primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_title_numbers_title_id", "title_numbers", ["title_id"])
    if op.get_bind().dialect.name == "postgresql":
        _create_word_vectors()
        return
    # The words come folded (accents, case, other scripts): the tokenizer only cuts them apart.
    # Marks count as letters, since the vowels of many scripts are marks.
    op.execute(
        "CREATE VIRTUAL TABLE title_words USING fts5(title, author, other,"
        """ tokenize="unicode61 remove_diacritics 0 categories 'L* N* Co M*'")"""
    )


def _create_word_vectors() -> None:
    op.create_table(
        "title_words",
        sa.Column("rowid", sa.Integer, primary_key=True, autoincrement=False),
        _text("title"),
        _text("author"),
        _text("other"),
        sa.Column("vector", TSVECTOR, nullable=False),
    )
    op.create_index("ix_title_words_vector", "title_words", ["vector"], postgresql_using="gin")


def _create_items() -> None:
    op.create_table(
        "items",
        sa.Column("id", sa.Integer, primary_key=True),
        _title_id(),
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
        sa.Column("load_id", sa.Integer, sa.ForeignKey("loads.id", name="fk_items_load_id")),
        _text("bench_edits"),
        sa.Column("changed_at", sa.Text),
        sa.Column("changed_by", sa.Text),
        sa.UniqueConstraint("barcode", name="uq_items_barcode"),
        sa.CheckConstraint("barcode <> ''", name="ck_items_barcode_not_empty"),
    )
    op.create_index("ix_items_title_id", "items", ["title_id"])
    op.create_index("ix_items_call_number_key", "items", ["call_number_key"])
    op.create_table(
        "barcode_claims",
        sa.Column("barcode", sa.Text, primary_key=True),
        _title_id(primary_key=True),
        sa.Column(
            "load_id",
            sa.Integer,
            sa.ForeignKey("loads.id", name="fk_barcode_claims_load_id"),
            nullable=False,
        ),
        sqlite_with_rowid=False,
    )


def _create_numbers() -> None:
    op.create_table(
        "number_ranges",
        sa.Column("name", sa.Text, primary_key=True),
        _integer("next_serial"),
    )
    op.create_table(
        "number_leases",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "range_name",
            sa.Text,
            sa.ForeignKey("number_ranges.name", name="fk_number_leases_range_name"),
            nullable=False,
        ),
        _integer("first_serial"),
        _integer("last_serial"),
        _integer("next_serial"),
        _given("station"),
        _given("leased_at"),
        sa.UniqueConstraint("range_name", "first_serial", name="uq_number_leases_range_name"),
        sa.CheckConstraint("first_serial <= last_serial", name="ck_number_leases_in_order"),
    )


def _title_id(*, primary_key: bool = False) -> sa.Column[int]:
    return sa.Column(
        "title_id",
        sa.Integer,
        sa.ForeignKey("titles.id", ondelete="CASCADE"),
        nullable=False,
        primary_key=primary_key,
    )
