"""The rows of some hundred synthetic cases, gathered table by table and written at once.

Besides ``services/workflow.py`` only this module writes a state: a hundred thousand cases walked
through their steps one by one would take an hour. The steps come from the transition table, the
constraints of the tables judge the rows, and a test follows every chain of events.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.models import (
    Assignment,
    Base,
    Case,
    CaseEvent,
    CaseParty,
    CaseStatement,
    CaseVoter,
    ContactMeeting,
    ContactRound,
    Coordination,
    Forwarding,
    Response,
    Statement,
)
from petitions.services.bulk import BulkWriter
from petitions.services.search_index import CaseTexts, index_texts

# fmt: off
COLUMNS: dict[type[Base], tuple[str, ...]] = {
    ContactRound: ("id", "council_id", "name", "phase", "starts_on", "ends_on", "recorded_by_id", "version"),
    ContactMeeting: (
        "id", "contact_round_id", "held_on", "locality_id", "place", "voter_count", "recorded_by_id", "version",
    ),
    Forwarding: ("id", "council_id", "letter_number", "letter_on", "recorded_at", "version"),
    Case: (
        "id", "code", "kind", "state", "channel", "council_id", "origin_id", "locality_id", "subject_field_id",
        "contact_meeting_id", "received_on", "summary", "content", "forwarded_text", "authority", "lead_id", "due_on",
        "result_class", "decline_count", "recorded_at", "changed_at", "version",
    ),
    CaseVoter: ("case_id", "name", "phone", "address"),
    CaseParty: ("organisation_id", "case_id", "capacity"),
    Statement: (
        "id", "contact_meeting_id", "position", "speaker_name", "village", "content", "subject_field_id",
        "answered_on_spot", "recorded_at", "version",
    ),
    CaseStatement: ("case_id", "statement_id"),
    Assignment: (
        "id", "case_id", "lead_id", "forwarding_id", "assigned_at", "received_on", "due_on", "legal_on", "rule_code",
        "due_is_fixed", "accepted_at", "outcome", "ended_at",
    ),
    Coordination: ("assignment_id", "organisation_id"),
    Response: (
        "case_id", "version_number", "assignment_id", "organisation_id", "organisation_name", "document_number",
        "signed_on", "signer", "content", "result_class", "resolution_kind", "reason", "commitment_on",
        "came_on_paper", "responded_at",
    ),
    CaseEvent: (
        "case_id", "action", "source", "target", "at", "actor_id", "actor_name", "organisation_name", "is_shared",
        "note", "facts",
    ),
}
# fmt: on
"""Which columns of which tables a seed fills, parents before children."""


@dataclass(slots=True)
class Batch:
    """Rows waiting to be written, in the order of ``COLUMNS``."""

    rows: dict[type[Base], list[tuple[Any, ...]]] = field(default_factory=lambda: {table: [] for table in COLUMNS})
    texts: list[CaseTexts] = field(default_factory=list)

    def add(self, table: type[Base], *values: Any) -> None:
        """Take one row, its values in the order of the table's columns."""
        self.rows[table].append(values)

    def write(self, session: Session, writer: BulkWriter) -> int:
        """Write everything and make it findable; return the number of rows."""
        count = 0
        for table, rows in self.rows.items():
            if rows:
                count += writer.write(table_of(table), COLUMNS[table], rows)
        index_texts(session, self.texts)
        return count


def table_of(model: type[Base]) -> sa.Table:
    """Return the table behind a model."""
    table = model.__table__
    if not isinstance(table, sa.Table):
        raise TypeError(model)
    return table
