"""INSERT … ON CONFLICT, which both databases know and SQLAlchemy keeps in each one's own dialect."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session


def insert_or(session: Session, table: Any) -> Any:
    """Return an insert into ``table`` that also knows ``on_conflict_do_nothing`` and ``on_conflict_do_update``.

    Its result tells in ``rowcount`` how many rows were new.
    """
    insert: Any = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    return insert(table).execution_options(preserve_rowcount=True)
