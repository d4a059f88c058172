"""The index of similar cases: written with the full-text index, counted through at night."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from petitions.domain.likeness_index import token_of
from petitions.models import LikenessCount
from petitions.services.bulk import BulkWriter

COMMON = 100
"""A term in fewer cases than this is rare, and need not be counted."""

ALL = 0
"""The term under which all cases are counted."""

Row = tuple[int, Sequence[int]]
"""A case's key and its numbers."""

_FTS5 = sa.table("case_likeness", sa.column("rowid"), sa.column("terms"))
_ARRAYS = sa.table("case_likeness", sa.column("case_id"), sa.column("terms"))
_INDEX = "ix_case_likeness_terms"
_INTO_SQLITE = sa.text("INSERT OR REPLACE INTO case_likeness (rowid, terms) VALUES (:key, :terms)")
_INTO_POSTGRESQL = sa.text(
    "INSERT INTO case_likeness (case_id, terms) VALUES (:key, CAST(:terms AS int[])) "
    "ON CONFLICT (case_id) DO UPDATE SET terms = excluded.terms"
)


def write_likeness(session: Session, rows: Iterable[Row]) -> None:
    """Write what the index holds of these cases now. One statement."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    found = [{"key": key, "terms": _words(terms) if is_sqlite else list(terms)} for key, terms in rows]
    if found:
        session.connection().execute(_INTO_SQLITE if is_sqlite else _INTO_POSTGRESQL, found)


def write_new_likeness(session: Session, rows: Iterable[Row]) -> None:
    """Do the same for many cases that have no row yet, several times quicker."""
    writer = BulkWriter(session.connection())
    if writer.is_sqlite:
        writer.write(_FTS5, ["rowid", "terms"], ([key, _words(terms)] for key, terms in rows))
    else:
        writer.write(_ARRAYS, ["case_id", "terms"], ([key, list(terms)] for key, terms in rows))


def drop_likeness_index(connection: Connection) -> None:
    """Let a load write rows without keeping PostgreSQL's index up."""
    connection.execute(sa.text(f"DROP INDEX IF EXISTS {_INDEX}"))


def make_likeness_index(connection: Connection) -> None:
    """Make that index from what was written; nothing happens when it is there."""
    connection.execute(sa.text("SET LOCAL maintenance_work_mem = '256MB'"))
    connection.execute(sa.text(f"CREATE INDEX IF NOT EXISTS {_INDEX} ON case_likeness USING gin (terms)"))


def tidy_likeness(session: Session) -> None:
    """Put the index together after many small writes, and count anew which terms are common."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(sa.text("INSERT INTO case_likeness (case_likeness) VALUES ('optimize')"))
        rows = session.execute(
            sa.text("SELECT term, doc FROM case_likeness_vocab WHERE doc >= :common"), {"common": COMMON}
        )
        counts = [(int(term, 36), cases) for term, cases in rows]
        total = session.scalar(sa.text("SELECT count(*) FROM case_likeness_docsize")) or 0
    else:
        session.execute(sa.select(sa.func.gin_clean_pending_list(_INDEX)))
        found = session.execute(
            sa.text(
                "SELECT term, count(*) FROM case_likeness, unnest(terms) AS term "
                "GROUP BY term HAVING count(*) >= :common"
            ),
            {"common": COMMON},
        )
        counts = [(term, cases) for term, cases in found]
        total = session.scalar(sa.text("SELECT count(*) FROM case_likeness")) or 0
    session.execute(sa.delete(LikenessCount))
    session.execute(
        sa.insert(LikenessCount), [{"term": term, "cases": cases} for term, cases in [(ALL, total), *counts]]
    )


def _words(terms: Iterable[int]) -> str:
    return " ".join(map(token_of, terms))
