"""Where the bytes of files are: a folder of this machine or an S3 bucket, each content once, by its SHA-256 digest."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from obstore.store import LocalStore, S3Store

_PIECE = 256 * 1024


@dataclass(frozen=True, slots=True)
class StoredObject:
    """One content as it lies in the store."""

    digest: str
    size: int
    written_at: datetime


class FileStore:
    """Puts, reads, lists and drops contents; a content is there whole or not at all.

    ``s3://bucket/prefix`` takes keys, region and endpoint from the usual AWS_* variables of the
    environment, or from ``options`` (the names obstore gives them).
    """

    def __init__(self, url: str, **options: str) -> None:
        from obstore.store import LocalStore, S3Store

        parts = urlsplit(url)
        self._folder: Path | None = None
        self._store: LocalStore | S3Store
        if parts.scheme == "file":
            self._folder = Path(unquote(parts.path))
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o750)
            self._store = LocalStore(self._folder)
        elif parts.scheme == "s3":
            is_plain = options.get("endpoint", os.environ.get("AWS_ENDPOINT_URL", "")).startswith("http://")
            self._store = S3Store.from_url(
                url,
                config=options,  # type: ignore[arg-type]  # names are obstore's and typed there; here an administrator's
                client_options={"allow_http": is_plain, "timeout": "30s", "connect_timeout": "5s"},
                # Somebody waits before a screen.
                retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=30)},
            )
        else:
            raise ValueError(url)

    def put(self, digest: str, data: bytes) -> None:
        """Keep the content; one that is there already is written anew, so that its age starts again.

        When this returns, the bytes are on the disk or in the bucket; OSError when they are not.
        """
        import obstore
        from obstore.exceptions import BaseError

        try:
            obstore.put(self._store, _path(digest), data)
        except BaseError as error:
            raise OSError(digest) from error
        if self._folder is not None:
            _reach_the_disk(self._folder / _path(digest))

    def has(self, digest: str) -> bool:
        """Tell whether the content is there."""
        import obstore

        try:
            obstore.head(self._store, _path(digest))
        except FileNotFoundError:
            return False
        return True

    def read(self, digest: str) -> Iterator[bytes]:
        """Return the content piece by piece; OSError at once when it is not there or nobody answers."""
        import obstore
        from obstore.exceptions import BaseError

        try:
            found = obstore.get(self._store, _path(digest))
        except BaseError as error:
            raise OSError(digest) from error
        return (bytes(piece) for piece in found.stream(min_chunk_size=_PIECE))

    def drop(self, digest: str) -> None:
        """Forget the content; nothing happens when it is not there."""
        import obstore

        try:
            obstore.delete(self._store, _path(digest))
        except FileNotFoundError:
            return

    def objects(self) -> Iterator[StoredObject]:
        """Give everything in the store whose name is a digest, in no order."""
        import obstore

        for page in obstore.list(self._store):
            for found in page:
                digest = found["path"].rpartition("/")[2]
                if len(digest) == _DIGEST_LENGTH and found["path"] == _path(digest):
                    yield StoredObject(digest, found["size"], found["last_modified"])

    def drop_fragments(self, *, before: datetime) -> int:
        """Drop what killed writers left beside the contents of a folder; return how many there were."""
        if self._folder is None:
            return 0
        fragments = [path for path in self._folder.glob("??/??/*#*") if path.stat().st_mtime < before.timestamp()]
        for path in fragments:
            path.unlink(missing_ok=True)
        return len(fragments)


_DIGEST_LENGTH = 64


def _path(digest: str) -> str:
    return f"{digest[:2]}/{digest[2:4]}/{digest}"


def _reach_the_disk(path: Path) -> None:
    """Wait until the file and the folders that lead to it would outlive a power cut."""
    for place in (path, path.parent, path.parent.parent, path.parent.parent.parent):
        descriptor = os.open(place, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
