"""Create clocks with their events, and the columns of rules, cases and parties that go with them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0009"
branch_labels = None
depends_on = None

STATES = (
    "draft",
    "submitted",
    "returned",
    "classified",
    "assigned",
    "in_progress",
    "answered",
    "following",
    "forwarded_up",
    "closed",
    "answered_on_spot",
    "filed",
    "withdrawn",
)
ACTIONS = (
    "record",
    "submit",
    "record_on_spot",
    "return",
    "classify",
    "file",
    "assign",
    "hand_over",
    "forward_up",
    "take_back",
    "accept",
    "decline",
    "recall",
    "reassign",
    "prepare_response",
    "respond",
    "correct_response",
    "record_response",
    "revise",
    "follow",
    "close",
    "reopen",
    "withdraw",
    "correct_entry",
    "add_file",
    "withdraw_file",
    "correct_letter",
)
NEW_ACTIONS = (
    "ask_extension",
    "decide_extension",
    "ask_pause",
    "decide_pause",
    "resume",
    "give_opinion",
    "exclude",
    "recalculate",
    "remind",
)
REQUESTS = sa.Enum("extension", "pause", name="requestkind", native_enum=False, create_constraint=False, length=24)


def upgrade() -> None:
    let_actions(ACTIONS + NEW_ACTIONS)
    widen_rules()
    op.add_column("case", sa.Column("pending_request", REQUESTS))
    op.add_column("case", sa.Column("office_decides", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("case", sa.Column("paused_to", sa.Date()))
    waiting = sa.text("pending_request IS NOT NULL")
    op.create_index(
        "ix_case_pending_request", "case", ["council_id", "id"], sqlite_where=waiting, postgresql_where=waiting
    )
    op.add_column("case_party", sa.Column("owes_opinion", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("assignment", sa.Column("fixed_on", sa.Date()))
    op.execute("UPDATE assignment SET fixed_on = due_on WHERE due_is_fixed")
    create_clocks()
    start_clocks()
    for column in ("rule_code", "due_on", "legal_on", "due_is_fixed"):
        op.drop_column("assignment", column)


def widen_rules() -> None:
    """Give every rule the columns that say how its clocks are lengthened and when they are called to mind."""
    for column in (
        sa.Column("target", sa.Integer()),
        sa.Column("owed_by", sa.String(24), nullable=False, server_default="lead"),
        sa.Column("start_event", sa.String(24), nullable=False, server_default="receipt"),
        sa.Column("is_pausable", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("extension_times", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("extension_length", sa.Integer()),
        sa.Column("approver", sa.String(24), nullable=False, server_default="board"),
        sa.Column("warning_offsets", sa.String(60), nullable=False, server_default="15,7,3"),
        sa.Column("escalation", sa.String(60), nullable=False, server_default=""),
    ):
        op.add_column("deadline_rule", column)
    with op.batch_alter_table("deadline_rule") as batch_op:
        for name, condition in (
            ("target", "target IS NULL OR target BETWEEN 1 AND length"),
            ("owed_by", "owed_by IN ('recorder', 'council', 'lead', 'coordinating')"),
            (
                "start_event",
                (
                    "start_event IN ('round_end', 'submission', 'forwarding', 'receipt', 'request', 'acceptance', "
                    "'answer', 'reception')"
                ),
            ),
            ("extension_times", "extension_times BETWEEN 0 AND 99"),
            (
                "extension_length",
                "extension_length IS NULL OR (extension_times > 0 AND extension_length BETWEEN 1 AND 3650)",
            ),
            ("approver", "approver IN ('board', 'office')"),
        ):
            batch_op.create_check_constraint(op.f(f"ck_deadline_rule_{name}"), sa.text(condition))
    op.execute(
        "UPDATE deadline_rule SET is_pausable = true, extension_times = 9, escalation = '1,15,30,45,60,90,120'"
        " WHERE code LIKE 'petition.response%'"
    )
    op.execute("UPDATE deadline_rule SET owed_by = 'council' WHERE code IN ('petition.evaluation', 'reception.notice')")
    op.execute(
        "UPDATE deadline_rule SET owed_by = 'recorder', start_event = 'round_end' WHERE code = 'petition.synthesis'"
    )
    op.execute(
        "UPDATE deadline_rule SET owed_by = 'coordinating', start_event = 'request'"
        " WHERE code = 'petition.coordination.reply'"
    )
    op.execute("UPDATE deadline_rule SET start_event = 'answer' WHERE code = 'petition.evaluation'")
    op.execute("UPDATE deadline_rule SET start_event = 'forwarding' WHERE code = 'petition.acceptance'")
    op.execute("UPDATE deadline_rule SET start_event = 'reception' WHERE code = 'reception.notice'")
    op.execute(
        "UPDATE deadline_rule SET start_event = 'acceptance' WHERE code LIKE '%.settlement%' OR code = 'denunciation.notice'"
    )
    op.execute("UPDATE deadline_rule SET extension_times = 1, extension_length = 3 WHERE code = 'denunciation.check'")
    op.execute(
        "UPDATE deadline_rule SET extension_times = 2, extension_length = 30 WHERE code = 'denunciation.settlement'"
    )


def start_clocks() -> None:
    """Let the answer clock of every case that an agency has go on as it stood."""
    op.execute(
        """
        INSERT INTO clock (case_id, stage, organisation_id, assignment_id, rule_id, start_on, fixed_on, original_due_on,
            target_on, legal_on, due_on, is_provisional, fingerprint, is_open, extension_count, is_excluded, version)
        SELECT a.case_id, 'response', a.lead_id, a.id, r.id, a.received_on,
            CASE WHEN a.due_is_fixed OR r.id IS NULL THEN c.due_on END,
            c.due_on, c.due_on, c.due_on, c.due_on, false, '', true, 0, false, 1
        FROM assignment a JOIN "case" c ON c.id = a.case_id
        LEFT JOIN deadline_rule r ON r.id = (SELECT MIN(id) FROM deadline_rule WHERE code = a.rule_code)
        WHERE a.outcome = 'open' AND c.state IN ('assigned', 'in_progress')
        """
    )
    op.execute(
        """
        INSERT INTO clock_event (clock_id, kind, at, "on", actor_name, organisation_name, due_after, facts)
        SELECT k.id, 'started', a.assigned_at, k.start_on, '', '', k.due_on, '{}'
        FROM clock k JOIN assignment a ON a.id = k.assignment_id
        """
    )


def let_actions(actions) -> None:
    """Let the history of cases hold these steps. Nothing refers to it, so SQLite may write it anew."""
    condition = "action IN ({})".format(", ".join(f"'{action}'" for action in actions))
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_case_event_action"), "case_event", type_="check")
        op.create_check_constraint(op.f("ck_case_event_action"), "case_event", sa.text(condition))
        return
    with op.batch_alter_table("case_event", copy_from=case_event(actions), recreate="always"):
        pass


def case_event(actions) -> sa.Table:
    """Return the table as 0001 made it, but for the steps it may hold."""

    def members(values, name):
        return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=24)

    return sa.Table(
        "case_event",
        sa.MetaData(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("action", members(actions, op.f("ck_case_event_action")), nullable=False),
        sa.Column("source", members(STATES, op.f("ck_case_event_source"))),
        sa.Column("target", members(STATES, op.f("ck_case_event_target")), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor_id", sa.Integer()),
        sa.Column("actor_name", sa.String(length=120), nullable=False),
        sa.Column("organisation_name", sa.String(length=200), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text()),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_case_event_actor_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_event_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_event")),
        sa.Index("ix_case_event_case_id_id", "case_id", "id"),
    )


def create_clocks() -> None:
    op.create_table(
        "clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "classification",
                "acceptance",
                "response",
                "coordination",
                "evaluation",
                "commitment",
                "follow_up",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=True),
        sa.Column("response_id", sa.Integer(), nullable=True),
        sa.Column("rule_id", sa.Integer(), nullable=True),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("fixed_on", sa.Date(), nullable=True),
        sa.Column("original_due_on", sa.Date(), nullable=False),
        sa.Column("target_on", sa.Date(), nullable=False),
        sa.Column("legal_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("is_provisional", sa.Boolean(), nullable=False),
        sa.Column("fingerprint", sa.String(length=24), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("stopped_on", sa.Date(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum("done", "dropped", name="clockoutcome", native_enum=False, create_constraint=True, length=24),
            nullable=True,
        ),
        sa.Column("extension_count", sa.Integer(), nullable=False),
        sa.Column(
            "pending",
            sa.Enum("extension", "pause", name="requestkind", native_enum=False, create_constraint=True, length=24),
            nullable=True,
        ),
        sa.Column("paused_to", sa.Date(), nullable=True),
        sa.Column("is_excluded", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("is_open = (outcome IS NULL)", name=op.f("ck_clock_stopped_has_outcome")),
        sa.CheckConstraint("is_open = (stopped_on IS NULL)", name=op.f("ck_clock_stopped_has_day")),
        sa.CheckConstraint("rule_id IS NOT NULL OR fixed_on IS NOT NULL", name=op.f("ck_clock_has_a_ground")),
        sa.CheckConstraint("target_on <= due_on", name=op.f("ck_clock_target_before_due")),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_clock_assignment_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_clock_case_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_clock_organisation_id")),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_clock_response_id")),
        sa.ForeignKeyConstraint(["rule_id"], ["deadline_rule.id"], name=op.f("fk_clock_rule_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock")),
    )
    with op.batch_alter_table("clock", schema=None) as batch_op:
        batch_op.create_index("ix_clock_case_id_id", ["case_id", "id"], unique=False)
        batch_op.create_index(
            "ix_clock_open_due",
            ["due_on", "id"],
            unique=False,
            sqlite_where=sa.text("is_open"),
            postgresql_where=sa.text("is_open"),
        )
        batch_op.create_index(
            "ix_clock_open_owner",
            ["organisation_id", "stage", "due_on"],
            unique=False,
            sqlite_where=sa.text("is_open"),
            postgresql_where=sa.text("is_open"),
        )
        batch_op.create_index(
            "ix_clock_open_stage_due",
            ["stage", "due_on", "id", "case_id"],
            unique=False,
            sqlite_where=sa.text("is_open"),
            postgresql_where=sa.text("is_open"),
        )
        batch_op.create_index(
            "ix_clock_pending",
            ["case_id"],
            unique=False,
            sqlite_where=sa.text("pending IS NOT NULL"),
            postgresql_where=sa.text("pending IS NOT NULL"),
        )
        batch_op.create_index("ix_clock_stage_due", ["stage", "due_on", "id"], unique=False)

    op.create_table(
        "clock_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clock_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "started",
                "rebased",
                "paused",
                "resumed",
                "extension_asked",
                "extension_granted",
                "extension_refused",
                "pause_asked",
                "pause_refused",
                "stopped",
                "reopened",
                "recalculated",
                "excluded",
                name="clockeventkind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=120), nullable=False),
        sa.Column("organisation_name", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("document_number", sa.String(length=60), nullable=True),
        sa.Column("due_before", sa.Date(), nullable=True),
        sa.Column("due_after", sa.Date(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_clock_event_actor_id")),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_clock_event_clock_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_event")),
    )
    with op.batch_alter_table("clock_event", schema=None) as batch_op:
        batch_op.create_index("ix_clock_event_clock_id_id", ["clock_id", "id"], unique=False)


def downgrade() -> None:
    op.add_column(
        "assignment", sa.Column("rule_code", sa.String(60), nullable=False, server_default="petition.response")
    )
    for column in ("due_on", "legal_on"):
        op.add_column("assignment", sa.Column(column, sa.Date(), nullable=False, server_default="2000-01-01"))
    op.add_column("assignment", sa.Column("due_is_fixed", sa.Boolean(), nullable=False, server_default=sa.false()))
    for table, day in (("due_on", "due_on"), ("legal_on", "legal_on")):
        op.execute(
            f"UPDATE assignment SET {table} = COALESCE((SELECT {day} FROM clock WHERE assignment_id = assignment.id"  # noqa: S608 - ours
            " AND stage = 'response'), fixed_on, received_on)"
        )
    op.execute("UPDATE assignment SET due_is_fixed = (fixed_on IS NOT NULL)")
    op.drop_column("assignment", "fixed_on")
    with op.batch_alter_table("clock_event", schema=None) as batch_op:
        batch_op.drop_index("ix_clock_event_clock_id_id")

    op.drop_table("clock_event")
    with op.batch_alter_table("clock", schema=None) as batch_op:
        batch_op.drop_index("ix_clock_stage_due")
        batch_op.drop_index(
            "ix_clock_pending",
            sqlite_where=sa.text("pending IS NOT NULL"),
            postgresql_where=sa.text("pending IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_clock_open_stage_due", sqlite_where=sa.text("is_open"), postgresql_where=sa.text("is_open")
        )
        batch_op.drop_index("ix_clock_open_owner", sqlite_where=sa.text("is_open"), postgresql_where=sa.text("is_open"))
        batch_op.drop_index("ix_clock_open_due", sqlite_where=sa.text("is_open"), postgresql_where=sa.text("is_open"))
        batch_op.drop_index("ix_clock_case_id_id")

    op.drop_table("clock")
    op.drop_column("case_party", "owes_opinion")
    op.drop_index("ix_case_pending_request", "case")
    for column in ("pending_request", "office_decides", "paused_to"):
        op.drop_column("case", column)
    narrow_rules()
    listed = ", ".join(f"'{action}'" for action in NEW_ACTIONS)
    op.execute(f"DELETE FROM case_event WHERE action IN ({listed})")  # noqa: S608 - words of our own
    let_actions(ACTIONS)


def narrow_rules() -> None:
    names = ("target", "owed_by", "start_event", "extension_times", "extension_length", "approver")
    op.execute("DELETE FROM deadline_rule WHERE code = 'petition.classification'")
    with op.batch_alter_table("deadline_rule") as batch_op:
        for name in names:
            batch_op.drop_constraint(op.f(f"ck_deadline_rule_{name}"), type_="check")
        for name in (*names, "is_pausable", "warning_offsets", "escalation"):
            batch_op.drop_column(name)
