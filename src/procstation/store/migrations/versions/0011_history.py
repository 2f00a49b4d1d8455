"""What was done to items, one row for each act."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "item_changes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False, server_default=""),
        sa.Column("station", sa.Text, nullable=False, server_default=""),
        sa.Column("act", sa.Text, nullable=False, server_default=""),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("item_id", sa.Integer, nullable=False),
        sa.Column("barcode", sa.Text, nullable=False, server_default=""),
        sa.Column("before", sa.Text, nullable=False, server_default="{}"),
        sa.Column("after", sa.Text, nullable=False, server_default="{}"),
    )
    for column in ("barcode", "item_id", "who", "station"):
        op.create_index(f"ix_item_changes_{column}", "item_changes", [column])
