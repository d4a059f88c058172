"""Let a case become part of another, be split, and be linked to what was raised before; count how often."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0012"
branch_labels = None
depends_on = None

STATE = "merged"
ACTIONS = ("merge", "unmerge", "split", "undo_split", "take_in", "let_go", "re_raise")
CHECKED = {
    "case": {"ck_case_source": "state", "ck_case_classified": None},
    "case_event": {
        "ck_case_event_source": "source",
        "ck_case_event_target": "target",
        "ck_case_event_action": "action",
    },
}
UNCLASSIFIED = ("draft", "submitted", "returned", "answered_on_spot", "filed", "withdrawn")
COLUMNS = ("merged_into_id", "split_from_id")
WORD = re.compile(r"'(\w+)'")


def upgrade() -> None:
    change_lists(lambda words: [*words, STATE], lambda words: [*words, *ACTIONS])
    # Constraints of the columns themselves: SQLite adds and drops them without writing the whole table anew.
    op.execute(
        'ALTER TABLE "case" ADD COLUMN merged_into_id INTEGER '
        'CONSTRAINT fk_case_merged_into_id REFERENCES "case" (id) '
        "CONSTRAINT ck_case_merged CHECK ((state = 'merged') = (merged_into_id IS NOT NULL))"
    )
    op.execute(
        'ALTER TABLE "case" ADD COLUMN split_from_id INTEGER CONSTRAINT fk_case_split_from_id REFERENCES "case" (id)'
    )
    for name, default in (("merged_count", "0"), ("part_count", "0"), ("raised_count", "1")):
        op.add_column("case", sa.Column(name, sa.Integer(), nullable=False, server_default=default))
    op.add_column("case", sa.Column("first_raised_on", sa.Date()))
    for column in COLUMNS:
        op.create_index(f"ix_case_{column}", "case", [column])
    op.create_table(
        "case_merge",
        sa.Column("survivor_id", sa.Integer(), nullable=False),
        sa.Column("merged_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["survivor_id"], ["case.id"], name=op.f("fk_case_merge_survivor_id")),
        sa.ForeignKeyConstraint(["merged_id"], ["case.id"], name=op.f("fk_case_merge_merged_id")),
        sa.PrimaryKeyConstraint("survivor_id", "merged_id", name=op.f("pk_case_merge")),
    )
    op.create_index("ix_case_merge_merged_id", "case_merge", ["merged_id"])
    count_what_was_raised_again()


def downgrade() -> None:
    op.drop_table("case_merge")
    event = sa.table("case_event", *map(sa.column, ("source", "target", "action")))
    is_ours = sa.or_(event.c.source == STATE, event.c.target == STATE, event.c.action.in_(ACTIONS))
    op.execute(sa.delete(event).where(is_ours))
    for column in COLUMNS:
        op.drop_index(f"ix_case_{column}", "case")
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_case_merged"), "case", type_="check")
        op.execute("UPDATE \"case\" SET state = 'withdrawn' WHERE state = 'merged'")
    else:
        op.execute("UPDATE \"case\" SET state = 'withdrawn', merged_into_id = NULL WHERE state = 'merged'")
    for column in (*COLUMNS, "merged_count", "part_count", "raised_count", "first_raised_on"):
        op.drop_column("case", column)
    change_lists(
        lambda words: [word for word in words if word != STATE],
        lambda words: [word for word in words if word not in ACTIONS],
    )


def count_what_was_raised_again() -> None:
    """Follow the links from the first time a matter was raised to the latest."""
    op.execute(
        """
        WITH RECURSIVE chain (id, times, since) AS (
            SELECT c.id, 1, c.received_on FROM "case" c
            WHERE c.re_raised_from_id IS NULL AND EXISTS (SELECT 1 FROM "case" l WHERE l.re_raised_from_id = c.id)
            UNION ALL
            SELECT l.id, chain.times + 1, chain.since FROM "case" l JOIN chain ON l.re_raised_from_id = chain.id
        )
        UPDATE "case" SET
            raised_count = (SELECT times FROM chain WHERE chain.id = "case".id),
            first_raised_on = (SELECT since FROM chain WHERE chain.id = "case".id)
        WHERE re_raised_from_id IS NOT NULL AND id IN (SELECT id FROM chain)
        """
    )


def change_lists(states, actions) -> None:
    """Change which words the checks of cases and their events hold; nothing that is stored changes with it."""
    if op.get_bind().dialect.name == "sqlite":
        change_on_sqlite(states, actions)
        return
    for table, checks in CHECKED.items():
        for name, column in checks.items():
            words = actions(words_of(name)) if column == "action" else states(words_of(name))
            condition = f"{column or 'state'} IN ({quoted(words)})"
            if column is None:
                condition += " OR (authority IS NOT NULL AND forwarded_text IS NOT NULL)"
            op.drop_constraint(op.f(name), table, type_="check")
            op.create_check_constraint(op.f(name), table, sa.text(condition))


def words_of(name) -> list[str]:
    """Return the words that a check of PostgreSQL names, in their order."""
    text = op.get_bind().scalar(
        sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name"), {"name": name}
    )
    return WORD.findall(text)


def quoted(words) -> str:
    return ", ".join(f"'{word}'" for word in words)


def change_on_sqlite(states, actions) -> None:
    """Write the checks anew where SQLite keeps the text of its tables; a table that others refer to stays as it is."""
    connection = op.get_bind()
    for table in CHECKED:
        text = connection.scalar(sa.text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table})

        def anew(match):
            change = actions if match[1] == "action" else states
            return f"{match[1]} IN ({quoted(change(WORD.findall(match[2])))})"

        # Every list that holds all states or all unclassified ones ends in the states that are over.
        text = re.sub(r"\b(state|source|target|action) IN \(((?:'\w+',?\s*){6,})\)", anew, text)
        version = connection.scalar(sa.text("PRAGMA schema_version"))
        connection.execute(sa.text("PRAGMA writable_schema = ON"))
        connection.execute(
            sa.text("UPDATE sqlite_master SET sql = :text WHERE type = 'table' AND name = :name"),
            {"text": text, "name": table},
        )
        connection.execute(sa.text(f"PRAGMA schema_version = {version + 1}"))
        connection.execute(sa.text("PRAGMA writable_schema = OFF"))
