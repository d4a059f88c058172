"""Every row out of one database, as of one instant, and into another, of either kind.

Rows are read and written as the tables are, not as the models are: a backup outlives the models of
its day. The search index is left out; it is made anew from what was restored.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from petitions.services.bulk import BulkWriter

_VERSION_TABLE = "alembic_version"
_LEFT_OUT = ("case_fts", "case_search", "case_likeness", "huey_")
"""The search index is made anew; the worker's queue holds nothing that is not found due again."""
_OWN = ("person", "organisation", "case")
"""Where one of these holds a row, people have begun to work here."""

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class DifferentTablesError(Exception):
    """The rows belong to other tables or columns than the database has."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class BrokenRowError(Exception):
    """A line is no row of its table."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def tables_of(connection: Connection) -> dict[str, sa.Table]:
    """Return the tables whose rows a backup holds, parents before children."""
    names = [
        name
        for name in sa.inspect(connection).get_table_names()
        if name != _VERSION_TABLE and not name.startswith(_LEFT_OUT)
    ]
    metadata = sa.MetaData()
    metadata.reflect(connection, only=names)
    return {table.name: table for table in metadata.sorted_tables if table.name in names}


def revision_of(connection: Connection) -> str | None:
    """Return which migration the tables have reached, None when there are no tables."""
    if not sa.inspect(connection).has_table(_VERSION_TABLE):
        return None
    found: str | None = connection.scalar(sa.select(sa.column("version_num")).select_from(sa.table(_VERSION_TABLE)))
    return found


def holds_work(connection: Connection, tables: Mapping[str, sa.Table]) -> bool:
    """Tell whether people have begun to work in this database; reference data alone are no work."""
    return any(
        connection.scalar(sa.select(sa.literal(1)).select_from(tables[name]).limit(1)) is not None
        for name in _OWN
        if name in tables
    )


def columns_of(table: sa.Table) -> tuple[str, ...]:
    """Return the names of the columns in the order in which rows are written down."""
    return tuple(column.name for column in table.columns)


def lines_of(connection: Connection, table: sa.Table) -> Iterator[str]:
    """Give every row as a line of JSON, some thousand at a time."""
    writers = [(at, _WRITERS[kind]) for at, kind in enumerate(_kinds(table)) if kind in _WRITERS]
    statement = sa.select(table).order_by(*table.primary_key.columns)
    for row in connection.execution_options(yield_per=2_000).execute(statement):
        values = list(row)
        for at, write in writers:
            if values[at] is not None:
                values[at] = write(values[at])
        yield _ENCODER.encode(values)


def empty(connection: Connection, tables: Mapping[str, sa.Table]) -> None:
    """Take every row out of the tables and out of the search index."""
    if connection.dialect.name == "sqlite":
        # References are looked at when all rows are there.
        connection.execute(sa.text("PRAGMA defer_foreign_keys=ON"))
        for table in reversed(list(tables.values())):
            connection.execute(sa.delete(table))
        connection.execute(sa.text("DELETE FROM case_fts"))
        connection.execute(sa.text("DELETE FROM case_likeness"))
        return
    names = ", ".join(f'"{name}"' for name in (*tables, "case_search", "case_likeness"))
    connection.execute(sa.text(f"TRUNCATE {names}"))


def load(connection: Connection, table: sa.Table, columns: Sequence[str], lines: Iterator[str]) -> None:
    """Write the rows of a table and let new ones be numbered after them.

    Raises:
        DifferentTablesError: the rows have other columns than the table.
        BrokenRowError: a line is no row of the table, or the database refuses it.

    """
    if set(columns) != set(columns_of(table)):
        raise DifferentTablesError(table.name)
    writer = BulkWriter(connection)
    try:
        writer.write(table, columns, _rows_of(table, columns, lines))
    except connection.dialect.loaded_dbapi.Error as error:
        raise BrokenRowError(table.name) from error
    writer.continue_keys(table)


def _rows_of(table: sa.Table, columns: Sequence[str], lines: Iterator[str]) -> Iterator[list[Any]]:
    kinds = [_kind(table.c[name].type) for name in columns]
    readers = [(at, _READERS[kind]) for at, kind in enumerate(kinds) if kind in _READERS]
    for line in lines:
        try:
            values = json.loads(line)
            if len(values) != len(columns):
                raise BrokenRowError(table.name)
            for at, read in readers:
                if values[at] is not None:
                    values[at] = read(values[at])
        except (ValueError, TypeError) as error:
            raise BrokenRowError(table.name) from error
        yield values


def _kinds(table: sa.Table) -> list[type[Any]]:
    return [_kind(column.type) for column in table.columns]


def _kind(column_type: sa.types.TypeEngine[Any]) -> type[Any]:
    """Return by which Python type a column's values travel."""
    for known, kind in ((sa.DateTime, datetime), (sa.Date, date), (sa.Time, time), (sa.LargeBinary, bytes)):
        if isinstance(column_type, known):
            return kind
    return object


def _as_base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


_WRITERS: dict[type[Any], Callable[[Any], Any]] = {
    datetime: datetime.isoformat,
    date: date.isoformat,
    time: time.isoformat,
    bytes: _as_base64,
}
_READERS: dict[type[Any], Callable[[Any], Any]] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    time: time.fromisoformat,
    bytes: base64.b64decode,
}
