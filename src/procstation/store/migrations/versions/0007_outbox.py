"""What the library system must know, and when it last told about an item."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def _text(name: str, default: str = "") -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default=default)


def _required(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def upgrade() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("key"),
        sa.Column("item_id", sa.Integer, nullable=False),
        _required("barcode"),
        _required("kind"),
        _required("wish"),
        _required("made_at"),
        _required("made_by"),
        _text("state", "waiting"),
        sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
        _text("next_at"),
        _text("claimed_by"),
        _text("claimed_until"),
        _text("answer", "{}"),
        sa.Column("settled_at", sa.Text),
        _text("settled_by"),
    )
    op.create_index("ix_outbox_key", "outbox", ["key"], unique=True)
    op.create_index("ix_outbox_state", "outbox", ["state", "next_at"])
    op.create_index("ix_outbox_item_id", "outbox", ["item_id"])
    op.create_index("ix_outbox_barcode", "outbox", ["barcode"])
    op.create_table(
        "outbox_tries",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "message_id",
            sa.Integer,
            sa.ForeignKey("outbox.id", ondelete="CASCADE"),
            nullable=False,
        ),
        _required("at"),
        _required("station"),
        _required("outcome"),
        _text("detail"),
    )
    op.create_index("ix_outbox_tries_message_id", "outbox_tries", ["message_id"])
    op.create_table(
        "outbox_pause",
        sa.Column("system", sa.Text, primary_key=True),
        _required("since"),
        _required("reason"),
        _required("said_by"),
    )
    op.create_table(
        "item_freshness",
        sa.Column(
            "item_id",
            sa.Integer,
            sa.ForeignKey("items.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        _required("asked_at"),
        sa.Column("on_loan", sa.Integer),
    )
