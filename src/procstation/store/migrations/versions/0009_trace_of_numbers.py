"""What the numbers of a range looked like, when blocks were used, and what became of them."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default="")


def upgrade() -> None:
    op.add_column("number_ranges", _text("form"))
    op.add_column("number_leases", _text("used_at"))
    op.create_table(
        "number_events",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("range_name", sa.Text, nullable=False),
        sa.Column("first_serial", sa.Integer, nullable=False),
        sa.Column("last_serial", sa.Integer, nullable=False),
        _text("station"),
        _text("said_by"),
    )
    op.create_index("ix_number_events_range_name", "number_events", ["range_name"])
