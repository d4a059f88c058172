"""Whether rows and bytes still belong together, and the sweeping of bytes that no row speaks of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.models import StoredFile

BATCH = 500


class StoredContent(Protocol):
    """One content in the store."""

    @property
    def digest(self) -> str:
        """Its SHA-256, in hexadecimal."""

    @property
    def written_at(self) -> datetime:
        """When it was last put there."""


class WholeStore(Protocol):
    """The store as its keeper sees it; see ``adapters.file_store``."""

    def read(self, digest: str) -> Iterator[bytes]:
        """Return the content in pieces; OSError when it cannot be had."""

    def drop(self, digest: str) -> None:
        """Forget the content."""

    def objects(self) -> Iterable[StoredContent]:
        """Give everything that is there."""


class Fault(StrEnum):
    """What is wrong with a content that a row speaks of."""

    MISSING = "missing"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class FileFault:
    """A content that is not what its row says."""

    digest: str
    fault: Fault


def find_faults(session: Session, store: WholeStore) -> Iterator[FileFault]:
    """Read every content that a row speaks of and give those that are missing or changed."""
    last = ""
    while rows := session.execute(
        sa.select(StoredFile.digest).where(StoredFile.digest > last).order_by(StoredFile.digest).limit(BATCH)
    ).all():
        for (digest,) in rows:
            if (fault := _fault_of(store, digest)) is not None:
                yield FileFault(digest, fault)
            last = digest


def _fault_of(store: WholeStore, digest: str) -> Fault | None:
    found = hashlib.sha256()
    try:
        for piece in store.read(digest):
            found.update(piece)
    except OSError:
        return Fault.MISSING
    return None if found.hexdigest() == digest else Fault.CHANGED


def list_orphans(session: Session, store: WholeStore, *, before: datetime) -> list[str]:
    """Return the digests of contents put there before an instant that no row speaks of."""
    old = [content.digest for content in store.objects() if content.written_at < before]
    orphans: list[str] = []
    for start in range(0, len(old), BATCH):
        batch = old[start : start + BATCH]
        known = set(session.scalars(sa.select(StoredFile.digest).where(StoredFile.digest.in_(batch))))
        orphans.extend(digest for digest in batch if digest not in known)
    return sorted(orphans)


def drop_orphans(session: Session, store: WholeStore, digests: Sequence[str]) -> int:
    """Drop those of the contents that still have no row, inside a writing transaction; return how many.

    While it runs no row can be added (SQLite: one writer; PostgreSQL: a lock), so that a file put on
    a case just now either has its row, or finds its bytes gone and puts them back.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text("LOCK TABLE stored_file IN SHARE ROW EXCLUSIVE MODE"))
    dropped = 0
    for start in range(0, len(digests), BATCH):
        batch = digests[start : start + BATCH]
        known = set(session.scalars(sa.select(StoredFile.digest).where(StoredFile.digest.in_(batch))))
        for digest in batch:
            if digest not in known:
                store.drop(digest)
                dropped += 1
    return dropped
