"""Files that came with a refused form: kept for its author and that one form, so that nobody chooses them again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.errors import FileRefusedError, FilesRefusedError, StagedFileGoneError
from petitions.models import StagedFile
from petitions.services.files import FIELD, FILES_AT_ONCE, AcceptedFile, Attachments

KEPT_FOR = timedelta(days=1)
MOST_KEPT = 3 * FILES_AT_ONCE
"""A person's files kept at once, of all his forms; the oldest go first."""


class ReadableStore(Protocol):
    """Where the bytes lie; see ``adapters.file_store``."""

    def read(self, digest: str) -> Iterator[bytes]:
        """Return the content in pieces; OSError when it cannot be had."""


def stage_files(session: Session, attachments: Attachments, *, person_id: int, form_key: str, now: datetime) -> None:
    """Remember the files of a refused form whose bytes are stored; one that is remembered already stays one."""
    forget_expired(session, now=now)
    known = {(file.digest, file.name) for file in list_staged(session, person_id=person_id, form_key=form_key, now=now)}
    session.add_all(
        StagedFile(
            person_id=person_id,
            form_key=form_key,
            digest=file.digest,
            name=file.name,
            media_type=file.media_type,
            size=len(file.data),
            expires_at=now + KEPT_FOR,
        )
        for file in attachments.files
        if (file.digest, file.name) not in known
    )
    session.flush()
    newest = sa.select(StagedFile.id).where(StagedFile.person_id == person_id).order_by(StagedFile.id.desc())
    kept = session.scalars(newest.limit(MOST_KEPT)).all()
    session.execute(sa.delete(StagedFile).where(StagedFile.person_id == person_id, StagedFile.id.not_in(kept)))


def list_staged(
    session: Session, *, person_id: int, form_key: str, now: datetime, ids: Iterable[int] | None = None
) -> Sequence[StagedFile]:
    """Return the files kept for this person and form, in the order they came; of ``ids`` only, when given."""
    return session.scalars(
        sa.select(StagedFile)
        .where(
            StagedFile.person_id == person_id,
            StagedFile.form_key == form_key,
            StagedFile.expires_at > now,
            *([] if ids is None else [StagedFile.id.in_(sorted(ids))]),
        )
        .order_by(StagedFile.id)
    ).all()


def take_up(staged: Iterable[StagedFile], store: ReadableStore) -> list[AcceptedFile]:
    """Return kept files as if they had been sent just now; they were judged when they came.

    Raises:
        FilesRefusedError: bytes of some were swept meanwhile; those have to be chosen again.

    """
    taken: list[AcceptedFile] = []
    gone: list[FileRefusedError] = []
    for file in staged:
        try:
            data = b"".join(store.read(file.digest))
        except OSError:
            gone.append(StagedFileGoneError(FIELD, file.name))
        else:
            taken.append(AcceptedFile(file.name, file.digest, file.media_type, data))
    if gone:
        raise FilesRefusedError(FIELD, tuple(gone))
    return taken


def forget_staged(session: Session, *, person_id: int, form_key: str) -> None:
    """Drop what was kept for a form, once it is carried out."""
    session.execute(sa.delete(StagedFile).where(StagedFile.person_id == person_id, StagedFile.form_key == form_key))


def forget_expired(session: Session, *, now: datetime) -> None:
    """Drop what nobody came back for; the bytes go with the next sweep."""
    session.execute(sa.delete(StagedFile).where(StagedFile.expires_at <= now))
