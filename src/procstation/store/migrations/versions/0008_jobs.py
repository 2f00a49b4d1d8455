"""Jobs that were run on a list of items, so that each can be undone as one act."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def _text(name: str, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default=default)


def upgrade() -> None:
    op.create_table(
        "job_runs",
        sa.Column("id", sa.Integer, primary_key=True),
        _text("profile"),
        _text("title"),
        _text("said", "{}"),
        _text("run_at"),
        _text("run_by"),
        _text("labels", "[]"),
        _text("undone_at", ""),
        _text("undone_by", ""),
    )
    op.create_table(
        "job_items",
        sa.Column(
            "run_id",
            sa.Integer,
            sa.ForeignKey("job_runs.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("item_id", sa.Integer, nullable=False),
        _text("barcode"),
        _text("was"),
        _text("fields"),
        _text("at_pad", ""),
    )
    op.create_index("ix_job_items_barcode", "job_items", ["barcode"])
