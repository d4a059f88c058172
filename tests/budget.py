"""How many statements a page sends to the database: the same however many rows there are."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

WRITES = 16
"""What a step that writes may ask: fourteen for the step, two for telling whom it concerns."""

_NOT_COUNTED = ("PRAGMA", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET ", "SHOW ")


@contextmanager
def statements_of() -> Iterator[list[str]]:
    """Give a list that fills with what is asked of any database meanwhile; transactions and settings do not count."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.lstrip().upper().startswith(_NOT_COUNTED):
            sent.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
