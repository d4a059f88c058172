"""Many rows at once: COPY on PostgreSQL, one prepared statement on SQLite; only for seeds and restores.

It passes by the session and its checks in Python; those of the database stay in force.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from functools import lru_cache
from itertools import chain, islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.schema import AddConstraint, CreateIndex, DropConstraint, DropIndex

Row = Sequence[Any]


class BulkWriter:
    """Writes rows of plain values through a connection that is inside a writing transaction."""

    _ROWS = 400

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.is_sqlite = connection.dialect.name == "sqlite"
        self._driver: Any = connection.connection.driver_connection

    def reserve(self, table: sa.Table, wanted: int) -> list[int]:
        """Return keys that nobody else will get; on SQLite the writer is alone until its transaction ends."""
        if self.is_sqlite:
            last = self.connection.scalar(sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0))) or 0
            return list(range(last + 1, last + 1 + wanted))
        sequence = sa.func.pg_get_serial_sequence(_quoted(table.name), "id")
        series = sa.func.generate_series(1, wanted).table_valued("n")
        return list(self.connection.scalars(sa.select(sa.func.nextval(sequence)).select_from(series)))

    def write(self, table: sa.TableClause, columns: Sequence[str], rows: Iterable[Row]) -> int:
        """Insert rows whose values stand in the order of ``columns``; return how many they were."""
        prepared = _prepared(table, columns, rows, for_sqlite=self.is_sqlite)
        names = ", ".join(_quoted(name) for name in columns)
        if self.is_sqlite:
            return self._insert(f"{_quoted(table.name)} ({names})", len(columns), prepared)
        written = 0
        with self._driver.cursor() as cursor, cursor.copy(f"COPY {_quoted(table.name)} ({names}) FROM STDIN") as copy:
            for row in prepared:
                copy.write_row(row)
                written += 1
        return written

    def _insert(self, into: str, width: int, rows: Iterator[Row]) -> int:
        """Insert many rows a statement: SQLite prepares the checks of a table once for each."""
        written = 0
        one = f"({', '.join('?' * width)})"
        while chunk := list(islice(rows, self._ROWS)):
            statement = f"INSERT INTO {into} VALUES {', '.join([one] * len(chunk))}"  # noqa: S608 - names are ours
            self._driver.execute(statement, list(chain.from_iterable(chunk)))
            written += len(chunk)
        return written

    def continue_keys(self, table: sa.Table) -> None:
        """Let new rows be numbered after those that were written with keys of their own (PostgreSQL)."""
        column = table.autoincrement_column
        if self.is_sqlite or column is None:
            return
        sequence = sa.func.pg_get_serial_sequence(_quoted(table.name), column.name)
        highest = sa.select(sa.func.max(column)).scalar_subquery()
        self.connection.execute(sa.select(sa.func.setval(sequence, sa.func.coalesce(highest, 1), highest.is_not(None))))


def drop_references(connection: Connection, tables: Iterable[sa.Table]) -> None:
    """Let a load write rows without looking each reference up (PostgreSQL); ``make_references`` puts them back."""
    for table in tables:
        for reference in table.foreign_key_constraints:
            connection.execute(DropConstraint(reference, if_exists=True, isolate_from_table=False))


def drop_indices(connection: Connection, tables: Iterable[sa.Table]) -> None:
    """Let a load write rows without keeping every index in order; unique ones stay, ``make_indices`` makes the rest."""
    for table in tables:
        for index in _plain_indices(table):
            connection.execute(DropIndex(index, if_exists=True))


def make_indices(connection: Connection, table: sa.Table) -> None:
    """Make the indices that the table lacks."""
    for index in _plain_indices(table):
        connection.execute(CreateIndex(index, if_not_exists=True))


def make_references(connection: Connection, tables: Iterable[sa.Table]) -> None:
    """Make the references that the tables lack; each is checked for all rows at once."""
    found = sa.inspect(connection)
    for table in tables:
        known = {reference["name"] for reference in found.get_foreign_keys(table.name)}
        for reference in table.foreign_key_constraints:
            if reference.name not in known:
                connection.execute(AddConstraint(reference, isolate_from_table=False))


def _plain_indices(table: sa.Table) -> list[sa.Index]:
    return sorted((index for index in table.indexes if not index.unique), key=lambda index: str(index.name))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _prepared(table: sa.TableClause, columns: Sequence[str], rows: Iterable[Row], *, for_sqlite: bool) -> Iterator[Row]:
    """Bring values to what the driver stores as the models would; only the columns that need it are touched."""
    converters = [(at, _converter(table.c[name].type, for_sqlite=for_sqlite)) for at, name in enumerate(columns)]
    needed = [(at, convert) for at, convert in converters if convert is not None]
    for row in rows:
        values = list(row)
        for at, convert in needed:
            if values[at] is not None:
                values[at] = convert(values[at])
        yield values


def _converter(kind: sa.types.TypeEngine[Any], *, for_sqlite: bool) -> Callable[[Any], Any] | None:
    if isinstance(kind, sa.types.TypeDecorator):
        kind = kind.impl_instance
    if isinstance(kind, sa.Enum):
        return str  # our enums are strings, and the driver wants plain ones
    if isinstance(kind, sa.JSON):
        return _as_json
    if isinstance(kind, sa.DateTime):
        return _stamp_text if for_sqlite else _stamp
    if isinstance(kind, sa.Date) and for_sqlite:
        return _date_text
    if isinstance(kind, sa.Time) and for_sqlite:
        return _time_text
    return None


_encode = json.JSONEncoder().encode
_date_text = date.isoformat
_STAMP_LENGTH = len("2026-03-02 02:00:00.000000")


def _time_text(clock: time) -> str:
    return clock.isoformat("microseconds")


def _as_json(value: Any) -> str:
    return "{}" if value == {} else _encode(value)


@lru_cache(maxsize=50_000)
def _stamp(instant: datetime) -> datetime:
    return instant if instant.tzinfo is None else instant.astimezone(UTC).replace(tzinfo=None)


@lru_cache(maxsize=50_000)
def _stamp_text(instant: datetime) -> str:
    if instant.tzinfo is not UTC:
        instant = _stamp(instant)
    return instant.isoformat(" ", "microseconds")[:_STAMP_LENGTH]
