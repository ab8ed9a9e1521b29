"""By which rule points were earned: what caps count by."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("transfer", sa.Column("rule", sa.Text(), nullable=True))
    op.create_index("ix_transfer_rule", "transfer", ["rule", "business_date"], unique=False)
