"""How many pieces an item consists of."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("items", sa.Column("parts", sa.Integer, nullable=False, server_default="0"))
