"""A fresh database for each test, by copying one that was migrated once; so tests commit for real."""

import shutil
from pathlib import Path
from typing import Protocol

from tests.postgres import administer


class TestDatabase(Protocol):
    """Where a worker's tests keep their rows."""

    __test__ = False

    @property
    def url(self) -> str:
        """SQLAlchemy's address; the same for every test of the worker."""

    def keep(self, name: str) -> None:
        """Remember the database as it stands under a name; nobody may be connected."""

    def restore(self, name: str) -> None:
        """Bring back what was remembered; nobody may be connected."""


class SqliteDatabase:
    """A file, and a copy of it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "petitions.sqlite3"
        self.url = f"sqlite:///{self.path}"

    def keep(self, name: str) -> None:
        """Copy the file; the last connection that closed has folded the log into it."""
        shutil.copyfile(self.path, self.path.with_name(f"{name}.kept"))

    def restore(self, name: str) -> None:
        """Put the copy in the place of the file. A new file, not new content: a late reader keeps the old one."""
        for suffix in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(self.path.with_name(f"{name}.kept"), self.path)


class PostgresDatabase:
    """A database, and one it is cloned from."""

    def __init__(self, host: str, worker: str) -> None:
        self.host = host
        self.name = f"petitions_{worker}"
        self.url = f"postgresql+psycopg://postgres@/{self.name}?host={host}"
        administer(host, f"CREATE DATABASE {self.name}")

    def keep(self, name: str) -> None:
        """Rename it; the next restore makes the database anew."""
        administer(self.host, f"ALTER DATABASE {self.name} RENAME TO {self.name}_{name}")

    def restore(self, name: str) -> None:
        """Clone what was kept; copying files is quicker than logging pages here."""
        administer(
            self.host,
            f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)",
            f"CREATE DATABASE {self.name} TEMPLATE {self.name}_{name} STRATEGY file_copy",
        )
