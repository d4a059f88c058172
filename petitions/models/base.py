"""What every table shares: typed dataclass mapping, named constraints, instants in UTC."""

from __future__ import annotations

import enum
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass
from sqlalchemy.types import TypeDecorator

from petitions.domain.text import fold
from petitions.domain.vocabulary import Level


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, stored as UTC without offset, since SQLite drops offsets in silence."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - given
        """Refuse a naive instant; bring an aware one to UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - given
        """Give the instant its zone back."""
        return None if value is None else value.replace(tzinfo=UTC)


class NumberList(TypeDecorator[tuple[int, ...]]):
    """A few whole numbers in their order, stored as "15,7,3"."""

    impl = sa.String
    cache_ok = True

    def process_bind_param(self, value: tuple[int, ...] | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - given
        """Write the numbers with commas."""
        return None if value is None else ",".join(map(str, value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[int, ...] | None:  # noqa: ARG002 - given
        """Read them back."""
        return None if value is None else tuple(int(number) for number in value.split(",") if number)


class LevelList(TypeDecorator[tuple[Level, ...]]):
    """A few levels of government in their order, stored as "central,commune"; none is an empty text."""

    impl = sa.String
    cache_ok = True

    def process_bind_param(self, value: tuple[Level, ...] | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - given
        """Write the levels with commas, the highest first, each once."""
        return None if value is None else ",".join(level.value for level in Level if level in value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[Level, ...] | None:  # noqa: ARG002 - given
        """Read them back."""
        return None if value is None else tuple(Level(word) for word in value.split(",") if word)


def _stored_values(members: type[enum.Enum]) -> list[str]:
    return [member.value for member in members]


def enumeration(members: type[enum.Enum], *, name: str | None = None, is_checked: bool = True) -> sa.Enum:
    """Return the type of a column that holds one member, checked by the database unless the list is to grow freely.

    ``name`` is that of the check: where a table has two columns of one enum, each needs its own.
    """
    options = {} if name is None else {"name": name}
    return sa.Enum(
        members, native_enum=False, create_constraint=is_checked, length=24, values_callable=_stored_values, **options
    )


def folded_default(*columns: str) -> Callable[[Any], str]:
    """Return a default that folds other columns of the same row, for search without accents.

    It speaks only where a row is inserted; who changes a name later writes ``folded`` with it.
    """

    def default(context: Any) -> str:
        values = context.get_current_parameters()
        return fold(" ".join(str(values[name]) for name in columns if values.get(name)))

    return default


NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(MappedAsDataclass, DeclarativeBase, kw_only=True, eq=False, repr=False):
    """A row is a typed value; identity is its key, and printing it touches no database."""

    metadata = sa.MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        enum.Enum: enumeration(enum.Enum),
        dict[str, str]: sa.JSON(),
        dict[str, Any]: sa.JSON(),
        list[Any]: sa.JSON(),
        tuple[int, ...]: NumberList(60),
        tuple[Level, ...]: LevelList(60),
    }

    def __repr__(self) -> str:
        """Return class and key only: relationships may refuse to load."""
        key = sa.inspect(self).identity
        return f"<{type(self).__name__} {'new' if key is None else '-'.join(map(str, key))}>"
