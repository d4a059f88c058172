"""The full-text index: what of a case can be found, by agencies and by the council side.

Nobody else writes the index. Two sets of words a case, each with and without accents: the shared
one holds what agencies read, the internal one also what stays with commune and council.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from petitions.domain.likeness_index import numbers_for
from petitions.domain.search_words import folded_words, words_of
from petitions.domain.text import personal_data_in, phone_digits
from petitions.models import Case, CaseStatement, CaseVoter, Locality, Response, Statement
from petitions.services.bulk import BulkWriter
from petitions.services.likeness_index import (
    drop_likeness_index,
    tidy_likeness,
    write_likeness,
    write_new_likeness,
)
from petitions.services.likeness_words import lexicon


@dataclass(slots=True)
class CaseTexts:
    """What of one case is findable: by everyone who sees it, and beside that by commune and council."""

    case_id: int
    shared: list[str] = field(default_factory=list)
    internal: list[str] = field(default_factory=list)
    matter: list[str] = field(default_factory=list)
    """What it is about, for finding similar cases; and the units it began with."""
    units: tuple[int, ...] = ()


def index_case(session: Session, case_id: int) -> None:
    """Make the case findable as it stands now; call it whenever one of its texts has changed."""
    index_cases(session, [case_id])


def index_cases(session: Session, case_ids: Sequence[int]) -> None:
    """Make these cases findable as they stand now. Four statements."""
    session.flush()
    index_texts(session, _gathered(session, case_ids))


def index_answer(session: Session, case_id: int, texts: Iterable[str | None]) -> None:
    """Make the texts of a new answer findable beside what already is of its case. One statement.

    What the case is about, and what is like it, is the same. A case that the index lost is written whole.
    """
    words = words_of("\n".join(text for text in texts if text))
    folded = folded_words(words)
    added = {name: folded if name.endswith("folded") else words for name in COLUMNS}
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    written = session.connection().execute(
        _MORE_SQLITE if is_sqlite else _MORE_POSTGRESQL, {"case_id": case_id, **_stored(added, is_sqlite=is_sqlite)}
    )
    if written.rowcount == 0:
        index_cases(session, [case_id])


def index_texts(session: Session, texts: Iterable[CaseTexts]) -> None:
    """Write the index rows of cases whose texts the caller has at hand. Two statements."""
    known = list(texts)
    write_likeness(session, [(each.case_id, _numbers(each)) for each in known])
    _write_words(session, known)


def _write_words(session: Session, texts: Iterable[CaseTexts]) -> None:
    rows = [_row(each) for each in texts]
    if rows:
        is_sqlite = session.get_bind().dialect.name == "sqlite"
        session.connection().execute(
            _INTO_SQLITE if is_sqlite else _INTO_POSTGRESQL,
            [{"case_id": key, **_stored(words, is_sqlite=is_sqlite)} for key, words in rows],
        )


def _stored(words: Mapping[str, Sequence[str]], *, is_sqlite: bool) -> dict[str, Any]:
    return {name: _joined(each) if is_sqlite else list(each) for name, each in words.items()}


def new_rows(texts: Iterable[CaseTexts]) -> list[list[Any]]:
    """Return what ``write_new_rows`` takes, the case's key first; it needs no database."""
    return [[each.case_id, *map(_joined, _row(each)[1].values()), _numbers(each)] for each in texts]


def write_new_rows(session: Session, rows: Iterable[Sequence[Any]]) -> None:
    """Write the index rows of many cases that have none yet, several times quicker."""
    known = list(rows)
    writer = BulkWriter(session.connection())
    table = _FTS5 if writer.is_sqlite else _TSVECTORS
    # Letters and digits with blanks between them are a tsvector as it is written.
    writer.write(table, [column.name for column in table.c], (row[:-1] for row in known))
    write_new_likeness(session, [(row[0], row[-1]) for row in known])


def drop_word_indices(connection: Connection) -> None:
    """Let a load write texts without keeping PostgreSQL's word indices up, which takes more time than all the rest."""
    connection.execute(sa.text(f"DROP INDEX IF EXISTS {', '.join(map(_word_index, COLUMNS))}"))
    drop_likeness_index(connection)


def make_word_index(connection: Connection, column: str) -> None:
    """Make the index of one of ``COLUMNS`` from what was written; nothing happens when it is there."""
    connection.execute(sa.text("SET LOCAL maintenance_work_mem = '256MB'"))
    name = _word_index(column)
    connection.execute(sa.text(f"CREATE INDEX IF NOT EXISTS {name} ON case_search USING gin ({column})"))


def _word_index(column: str) -> str:
    return f"ix_case_search_{column}"


def tidy_index(session: Session) -> None:
    """Put together what many small writes have left in pieces; a look-up costs a tenth afterwards on SQLite."""
    tidy_likeness(session)
    if session.get_bind().dialect.name == "sqlite":
        session.execute(sa.text("INSERT INTO case_fts (case_fts) VALUES ('optimize')"))
        return
    for column in COLUMNS:
        session.execute(sa.select(sa.func.gin_clean_pending_list(_word_index(column))))


def reindex_batch(session: Session, *, after_id: int, size: int = 500) -> int | None:
    """Index the next cases by key; return the last one's key, or None when there are no more."""
    ids = _next_keys(session, after_id, size)
    index_cases(session, ids)
    return ids[-1] if ids else None


def index_batch_anew(session: Session, *, after_id: int, size: int = 1000) -> int | None:
    """Do the same in an index that holds none of these cases yet."""
    ids = _next_keys(session, after_id, size)
    write_new_rows(session, new_rows(_gathered(session, ids)))
    return ids[-1] if ids else None


def _next_keys(session: Session, after_id: int, size: int) -> Sequence[int]:
    return session.scalars(sa.select(Case.id).where(Case.id > after_id).order_by(Case.id).limit(size)).all()


def _gathered(session: Session, case_ids: Sequence[int]) -> list[CaseTexts]:
    texts = {case_id: CaseTexts(case_id) for case_id in case_ids}
    for case_id, *parts, origin_id, council_id in session.execute(_matters_of(case_ids)) if case_ids else ():
        texts[case_id].matter, texts[case_id].units = [part for part in parts if part], (origin_id, council_id)
    return _with_words(session, texts)


def _with_words(session: Session, texts: dict[int, CaseTexts]) -> list[CaseTexts]:
    for case_id, is_shared, *parts in session.execute(_texts_of(list(texts))) if texts else ():
        into = texts[case_id].shared if is_shared else texts[case_id].internal
        into.extend(part for part in parts if part)
    return list(texts.values())


COLUMNS = ("shared_plain", "shared_folded", "internal_plain", "internal_folded")

_FTS5 = sa.table("case_fts", *map(sa.column, ("rowid", *COLUMNS)))
_TSVECTORS = sa.table("case_search", *map(sa.column, ("case_id", *COLUMNS)))
_INTO_SQLITE = sa.text(
    f"INSERT OR REPLACE INTO case_fts (rowid, {', '.join(COLUMNS)}) "  # noqa: S608 - names are ours
    f"VALUES (:case_id, {', '.join(f':{name}' for name in COLUMNS)})"
)
# The words go in as they are: PostgreSQL's own parser would cut numbers and addresses its own way.
_INTO_POSTGRESQL = sa.text(
    f"INSERT INTO case_search (case_id, {', '.join(COLUMNS)}) "  # noqa: S608 - names are ours
    f"VALUES (:case_id, {', '.join(f'array_to_tsvector(CAST(:{name} AS text[]))' for name in COLUMNS)}) "
    f"ON CONFLICT (case_id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in COLUMNS)}"
)
_WITH_MORE_WORDS = ", ".join(f"{name} = {name} || ' ' || :{name}" for name in COLUMNS)
_WITH_MORE_LEXEMES = ", ".join(f"{name} = {name} || array_to_tsvector(CAST(:{name} AS text[]))" for name in COLUMNS)
_MORE_SQLITE = sa.text(f"UPDATE case_fts SET {_WITH_MORE_WORDS} WHERE rowid = :case_id")  # noqa: S608 - names are ours
_MORE_POSTGRESQL = sa.text(f"UPDATE case_search SET {_WITH_MORE_LEXEMES} WHERE case_id = :case_id")  # noqa: S608 - as above


def _row(texts: CaseTexts) -> tuple[int, dict[str, list[str]]]:
    shared = words_of("\n".join(texts.shared))
    inside = "\n".join(texts.internal)
    # Each text by itself: what follows a number must not be read as its last digits.
    dialled = (phone_digits(number) for part in texts.internal for number in personal_data_in(part, None))
    other = (*words_of(inside), *dialled)
    # Folding is most of the work, so what is shared is folded once.
    shared_folded = folded_words(shared)
    internal, internal_folded = dict.fromkeys((*shared, *other)), dict.fromkeys((*shared_folded, *folded_words(other)))
    columns = (shared, shared_folded, internal, internal_folded)
    return texts.case_id, {name: list(words) for name, words in zip(COLUMNS, columns, strict=True)}


def _numbers(texts: CaseTexts) -> list[int]:
    return numbers_for(texts.matter, texts.units, lexicon())


def _matters_of(case_ids: Sequence[int]) -> sa.Select[tuple[int, str, str, int, int]]:
    return sa.select(Case.id, Case.summary, Case.content, Case.origin_id, Case.council_id).where(Case.id.in_(case_ids))


def _joined(words: Iterable[str]) -> str:
    return " ".join(words)


_SPOKEN = (Statement.content, Statement.speaker_name, Statement.village, Statement.speaker_phone)


def _texts_of(case_ids: Sequence[int]) -> sa.CompoundSelect[tuple[int, bool, str, str, str, str]]:
    """Every text of the cases in one statement: case, whether agencies read it, up to four texts."""
    none = sa.null()
    return sa.union_all(
        sa.select(Case.id, sa.true(), Case.code, Case.summary, Case.forwarded_text, Locality.name)
        .join(Locality, Locality.id == Case.locality_id)
        .where(Case.id.in_(case_ids)),
        sa.select(Response.case_id, sa.true(), Response.content, Response.document_number, none, none).where(
            Response.case_id.in_(case_ids)
        ),
        sa.select(Case.id, sa.false(), Case.content, CaseVoter.name, CaseVoter.address, CaseVoter.phone)
        .outerjoin(CaseVoter, CaseVoter.case_id == Case.id)
        .where(Case.id.in_(case_ids)),
        sa.select(CaseStatement.case_id, sa.false(), *_SPOKEN)
        .join(Statement, Statement.id == CaseStatement.statement_id)
        .where(CaseStatement.case_id.in_(case_ids)),
    )
