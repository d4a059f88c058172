"""A backup as it lies on a disk: one file of rows a table, the bytes of files by digest, the manifest last.

- ``manifest.json``: what is in here; without it the backup was not finished
- ``tables/case.jsonl.gz``: a row a line, a JSON list in the order of the manifest's columns
- ``files/ab/ab12...``: contents under their SHA-256 digest
- ``secret-key``: only where the installation keeps its own
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

FORMAT = 1
_PIECE = 1024 * 1024
_DIGESTS = 2**256


class BackupFault(StrEnum):
    """Why a folder cannot be written to, or not be restored from."""

    NOT_EMPTY = "not_empty"
    NOT_WRITABLE = "not_writable"
    NO_FOLDER = "no_folder"
    UNFINISHED = "unfinished"
    OTHER_FORMAT = "other_format"
    DAMAGED_MANIFEST = "damaged_manifest"
    DAMAGED_ROWS = "damaged_rows"
    DAMAGED_FILE = "damaged_file"
    DAMAGED_KEY = "damaged_key"
    DAMAGED_STORE = "damaged_store"
    NO_TABLES = "no_tables"
    IN_USE = "in_use"
    OTHER_REVISION = "other_revision"
    OTHER_TABLES = "other_tables"
    ROWS_DO_NOT_FIT = "rows_do_not_fit"
    ROWS_CHANGED = "rows_changed"


class BackupFolderError(Exception):
    """A backup cannot be made or restored; ``facts`` fill the sentence of the fault."""

    def __init__(self, fault: BackupFault, **facts: str) -> None:
        super().__init__(fault, facts)
        self.fault = fault
        self.facts = facts


@dataclass(frozen=True, slots=True)
class TableSummary:
    """What the file of a table holds; ``digest`` is the same in whatever order its rows are read."""

    columns: tuple[str, ...]
    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a finished backup holds; ``files`` gives the size of each content by its digest."""

    made_at: str
    version: str
    revision: str
    database: str
    tables: dict[str, TableSummary]
    files: dict[str, int]
    missing_files: tuple[str, ...] = ()
    has_secret_key: bool = False
    format: int = FORMAT


class RowDigest:
    """Counts rows and digests them, each on its own, so that their order does not matter."""

    def __init__(self) -> None:
        self.rows = 0
        self._sum = 0

    def add(self, line: str) -> None:
        """Take in one row."""
        self.rows += 1
        self._sum += int.from_bytes(hashlib.sha256(line.encode()).digest(), "big")

    def summary(self, columns: tuple[str, ...]) -> TableSummary:
        """Return what was taken in so far."""
        return TableSummary(columns, self.rows, f"{self._sum % _DIGESTS:064x}")


class BackupFolder:
    """One backup; written by its owner alone and readable by nobody else."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    @contextmanager
    def create(cls, path: Path) -> Iterator[BackupFolder]:
        """Give a new or empty folder to write a backup into, refuse any other; one that fails leaves nothing in it."""
        is_new = not path.exists()
        backup = cls._begun(path)
        try:
            yield backup
        except BaseException:
            with suppress(OSError):  # what went wrong first is what is told
                backup.discard()
                if is_new:
                    path.rmdir()
            raise

    @classmethod
    def _begun(cls, path: Path) -> BackupFolder:
        try:
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
            if any(path.iterdir()):
                raise BackupFolderError(BackupFault.NOT_EMPTY, path=str(path))
            path.chmod(0o700)
            for part in ("tables", "files"):
                (path / part).mkdir(mode=0o700)
        except OSError as error:
            raise BackupFolderError(BackupFault.NOT_WRITABLE, path=str(path), why=error.strerror or "") from error
        return cls(path)

    @classmethod
    def open(cls, path: Path) -> BackupFolder:
        """Return a finished backup; refuse what was never finished or is something else."""
        if not path.is_dir():
            raise BackupFolderError(BackupFault.NO_FOLDER, path=str(path))
        if not (path / "manifest.json").is_file():
            raise BackupFolderError(BackupFault.UNFINISHED, path=str(path))
        return cls(path)

    def discard(self) -> None:
        """Remove what was written of it."""
        for part in ("tables", "files"):
            shutil.rmtree(self.path / part, ignore_errors=True)
        for name in ("secret-key", "manifest.json.new"):
            (self.path / name).unlink(missing_ok=True)

    # --- rows ------------------------------------------------------------------------------------

    def write_table(self, name: str, columns: tuple[str, ...], lines: Iterable[str]) -> TableSummary:
        """Write the rows of a table and return what they are."""
        digest = RowDigest()
        path = self.path / "tables" / f"{name}.jsonl.gz"
        with _new_file(path) as raw, gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=1, mtime=0) as file:
            for line in lines:
                digest.add(line)
                file.write(line.encode() + b"\n")
        return digest.summary(columns)

    def read_table(self, name: str) -> Iterator[str]:
        """Give the rows of a table; BackupFolderError where the file is broken."""
        try:
            with gzip.open(self.path / "tables" / f"{name}.jsonl.gz", "rt", encoding="utf-8", newline="\n") as file:
                for line in file:
                    yield line.rstrip("\n")
        except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
            raise BackupFolderError(BackupFault.DAMAGED_ROWS, name=name) from error

    # --- files -----------------------------------------------------------------------------------

    def write_file(self, digest: str, pieces: Iterable[bytes]) -> int:
        """Keep a content and return its size; refuse bytes that are not those of the digest."""
        path = self._file(digest)
        path.parent.mkdir(exist_ok=True, mode=0o700)
        sha, size = hashlib.sha256(), 0
        with _new_file(path) as file:
            for piece in pieces:
                sha.update(piece)
                size += len(piece)
                file.write(piece)
        if sha.hexdigest() != digest:
            path.unlink()
            raise BackupFolderError(BackupFault.DAMAGED_STORE, digest=digest)
        return size

    def read_file(self, digest: str) -> bytes:
        """Return a content; BackupFolderError where it is missing or not what it was."""
        try:
            data = self._file(digest).read_bytes()
        except OSError as error:
            raise BackupFolderError(BackupFault.DAMAGED_FILE, digest=digest) from error
        if hashlib.sha256(data).hexdigest() != digest:
            raise BackupFolderError(BackupFault.DAMAGED_FILE, digest=digest)
        return data

    # --- the key and the manifest ----------------------------------------------------------------

    def write_secret_key(self, key: str) -> None:
        """Keep the installation's key."""
        with _new_file(self.path / "secret-key") as file:
            file.write(key.encode("ascii") + b"\n")

    def read_secret_key(self) -> str:
        """Return the key; BackupFolderError when it was lost."""
        try:
            return (self.path / "secret-key").read_text("ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise BackupFolderError(BackupFault.DAMAGED_KEY) from error

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest in one stroke; from now on the folder is a backup."""
        text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1, sort_keys=True)
        draft = self.path / "manifest.json.new"
        with _new_file(draft) as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.path / "manifest.json")
        _sync_folder(self.path)

    def manifest(self) -> Manifest:
        """Return what the backup holds; BackupFolderError where nobody can tell."""
        try:
            told = json.loads((self.path / "manifest.json").read_text("utf-8"))
            if told.get("format") != FORMAT:
                raise BackupFolderError(BackupFault.OTHER_FORMAT)
            tables = {
                name: TableSummary(tuple(table["columns"]), table["rows"], table["digest"])
                for name, table in told.pop("tables").items()
            }
            told["missing_files"] = tuple(told["missing_files"])
            return Manifest(tables=tables, **told)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise BackupFolderError(BackupFault.DAMAGED_MANIFEST) from error

    def _file(self, digest: str) -> Path:
        return self.path / "files" / digest[:2] / digest


def _new_file(path: Path) -> Any:
    """Open a new file that only its owner may read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
