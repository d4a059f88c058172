"""The rows of a thousand synthetic cases, gathered table by table and written at once.

Besides ``services/workflow.py`` only this module writes a state: a hundred thousand cases walked
through their steps one by one would take an hour. The steps come from the transition table, the
constraints of the tables judge the rows, and a test follows every chain of events.
"""

from __future__ import annotations

from collections import Counter
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
    Clock,
    ClockEvent,
    ContactMeeting,
    ContactRound,
    Coordination,
    Forwarding,
    Response,
    Sending,
    Statement,
)
from petitions.services.bulk import BulkWriter
from petitions.services.search_index import CaseTexts, new_rows, write_new_rows

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
        "office_decides", "result_class", "answered_on_paper", "decline_count", "recorded_at", "changed_at", "version",
    ),
    CaseVoter: ("case_id", "name", "phone", "address"),
    CaseParty: ("organisation_id", "case_id", "capacity", "owes_opinion"),
    Statement: (
        "id", "contact_meeting_id", "position", "speaker_name", "village", "content", "subject_field_id",
        "answered_on_spot", "recorded_at", "entry_key", "version",
    ),
    CaseStatement: ("case_id", "statement_id"),
    Assignment: (
        "id", "case_id", "lead_id", "forwarding_id", "assigned_at", "received_on", "fixed_on", "accepted_at",
        "outcome", "ended_at",
    ),
    Sending: ("case_id", "forwarding_id", "recipient", "sent_at"),
    Coordination: ("assignment_id", "organisation_id"),
    Response: (
        "case_id", "version_number", "assignment_id", "organisation_id", "organisation_name", "document_number",
        "signed_on", "signer", "content", "result_class", "resolution_kind", "reason", "commitment_on",
        "came_on_paper", "responded_at",
    ),
    Clock: (
        "id", "case_id", "stage", "organisation_id", "assignment_id", "rule_id", "start_on", "fixed_on",
        "original_due_on", "target_on", "legal_on", "due_on", "is_provisional", "fingerprint", "is_open", "stopped_on",
        "outcome", "extension_count", "is_excluded", "version",
    ),
    ClockEvent: (
        "clock_id", "kind", "at", "on", "actor_name", "organisation_name", "due_before", "due_after", "facts",
    ),
    CaseEvent: (
        "case_id", "action", "source", "target", "at", "actor_id", "actor_name", "organisation_name", "is_shared",
        "note", "facts",
    ),
}
# fmt: on
"""Which columns of which tables a seed fills, parents before children."""


class Numbers:
    """Numbers rows as they are made; what keys they get is known only when they are written."""

    def __init__(self) -> None:
        self._last: Counter[type[Base]] = Counter()

    def next(self, table: type[Base]) -> int:
        """Return the next number in a table; other rows of the seed refer to the row by it."""
        self._last[table] += 1
        return self._last[table]


@dataclass(slots=True)
class Batch:
    """Rows waiting to be written, in the order of ``COLUMNS``; rows of the seed itself go by their numbers."""

    rows: dict[type[Base], list[list[Any]]] = field(default_factory=lambda: {table: [] for table in COLUMNS})
    texts: list[CaseTexts] = field(default_factory=list)
    words: list[list[Any]] = field(default_factory=list)
    """Rows of the search index, worked out of the texts when the batch is complete."""

    def add(self, table: type[Base], *values: Any) -> None:
        """Take one row, its values in the order of the table's columns."""
        self.rows[table].append(list(values))

    def complete(self) -> Batch:
        """Work out the words of its texts, which takes as long as all the rest."""
        self.words, self.texts = new_rows(self.texts), []
        return self


class KeyBook:
    """Gives the rows of one batch after another their keys, and remembers those that later batches refer to."""

    def __init__(self) -> None:
        self._keys: dict[type[Base], dict[int, int]] = {table: {} for table in NUMBERED}

    def enter(self, session: Session, batch: Batch) -> None:
        """Put keys in the place of numbers, and write what is shared with later batches.

        On SQLite the keys are good until the transaction ends, so the batch is written in the same one.
        """
        writer = BulkWriter(session.connection())
        for table in NUMBERED:
            self._give_keys(writer, table, batch.rows[table])
        for table, rows in batch.rows.items():
            for at, target in REFERENCES[table]:
                keys = self._keys[target]
                for row in rows:
                    row[at] = keys.get(row[at])
            if table in SHARED:
                _write(writer, table, rows)
        for row in batch.words:
            row[0] = self._keys[Case][row[0]]

    def _give_keys(self, writer: BulkWriter, table: type[Base], rows: list[list[Any]]) -> None:
        if table not in SHARED:
            self._keys[table].clear()
        if rows:
            keys = writer.reserve(table_of(table), len(rows))
            self._keys[table].update(zip((row[0] for row in rows), keys, strict=True))


def write_batch(session: Session, batch: Batch) -> None:
    """Write the rows of a batch that the key book has entered, and make its cases findable."""
    writer = BulkWriter(session.connection())
    for table, rows in batch.rows.items():
        if table not in SHARED:
            _write(writer, table, rows)
    write_new_rows(session, batch.words)


def _write(writer: BulkWriter, table: type[Base], rows: list[list[Any]]) -> None:
    if rows:
        writer.write(table_of(table), COLUMNS[table], rows)


def table_of(model: type[Base]) -> sa.Table:
    """Return the table behind a model."""
    table = model.__table__
    if not isinstance(table, sa.Table):
        raise TypeError(model)
    return table


MODELS = tuple(COLUMNS)
NUMBERED = tuple(model for model, columns in COLUMNS.items() if columns[0] == "id")
SHARED = frozenset({ContactRound, ContactMeeting, Forwarding})
"""Rows that cases of later batches refer to as well."""


def _references(model: type[Base]) -> list[tuple[int, type[Base]]]:
    """Return which columns of a table hold numbers of this seed, and in which table those stand."""
    numbered = {table_of(other).name: other for other in NUMBERED}
    found: list[tuple[int, type[Base]]] = []
    for at, name in enumerate(COLUMNS[model]):
        targets = {key.column.table.name for key in table_of(model).c[name].foreign_keys}
        if name == "id":
            targets = {table_of(model).name}
        found.extend((at, numbered[target]) for target in targets & numbered.keys())
    return found


REFERENCES = {model: _references(model) for model in COLUMNS}
