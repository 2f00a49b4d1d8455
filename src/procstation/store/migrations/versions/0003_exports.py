"""What was exported, and when."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "exports",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("exported_at", sa.Text, nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("profile", sa.Text, nullable=False),
        sa.Column("changed", sa.Integer, nullable=False),
        sa.Column("report", sa.Text, nullable=False),
    )
    op.create_table(
        "exported_items",
        sa.Column("profile", sa.Text, primary_key=True),
        sa.Column("item_id", sa.Integer, primary_key=True),
        sa.Column("digest", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
