"""Give statements the key of their entry, keep the removed ones, and give people a salt for their keys."""

import secrets
import uuid

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0018"
branch_labels = None
depends_on = None

A_BATCH = 5000


def upgrade() -> None:
    # With a default, since SQLite adds no other column that may not be empty without writing the table anew.
    op.add_column("statement", sa.Column("entry_key", sa.String(length=36), nullable=False, server_default=""))
    op.add_column("person", sa.Column("key_salt", sa.String(length=32), nullable=False, server_default=""))
    fill("statement", "entry_key", lambda: str(uuid.uuid4()))
    fill("person", "key_salt", lambda: secrets.token_hex(16))
    op.create_index("uq_statement_entry_key", "statement", ["contact_meeting_id", "entry_key"], unique=True)
    op.create_table(
        "removed_statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_meeting_id", sa.Integer(), nullable=False),
        sa.Column("entry_key", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("speaker_name", sa.String(length=120), nullable=True),
        sa.Column("village", sa.String(length=200), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("subject_field_id", sa.Integer(), nullable=True),
        sa.Column("answered_on_spot", sa.Boolean(), nullable=False),
        sa.Column("answered_by", sa.String(length=200), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=False),
        sa.Column("removed_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_meeting_id"], ["contact_meeting.id"], name=op.f("fk_removed_statement_contact_meeting_id")
        ),
        sa.ForeignKeyConstraint(
            ["subject_field_id"], ["subject_field.id"], name=op.f("fk_removed_statement_subject_field_id")
        ),
        sa.ForeignKeyConstraint(["removed_by_id"], ["person.id"], name=op.f("fk_removed_statement_removed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removed_statement")),
        sa.UniqueConstraint(
            "contact_meeting_id", "entry_key", name=op.f("uq_removed_statement_contact_meeting_id_entry_key")
        ),
    )


def downgrade() -> None:
    op.drop_table("removed_statement")
    op.drop_index("uq_statement_entry_key", "statement")
    op.drop_column("person", "key_salt")
    op.drop_column("statement", "entry_key")


def fill(table: str, column: str, make) -> None:
    """Give every row a value of its own, some thousand at a time."""
    connection = op.get_bind()
    rows = sa.table(table, sa.column("id"), sa.column(column))
    after = 0
    while keys := connection.scalars(
        sa.select(rows.c.id).where(rows.c.id > after).order_by(rows.c.id).limit(A_BATCH)
    ).all():
        changes = rows.update().where(rows.c.id == sa.bindparam("key")).values({column: sa.bindparam("made")})
        connection.execute(changes, [{"key": key, "made": make()} for key in keys])
        after = keys[-1]
