"""What was said at the shelf of books that were swept."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sweep_conditions",
        sa.Column(
            "sweep_id",
            sa.Integer,
            sa.ForeignKey("sweeps.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("barcode", sa.Text, primary_key=True),
        sa.Column("conditions", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
