"""A PostgreSQL server of our own in a temporary folder: quick, careless with the disk, gone afterwards."""

import os
import pwd
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psycopg

from tests.memory import quick_folder

CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "max_connections=200")
PATIENCE = 30.0


def programs() -> Path:
    """Return the folder of initdb and postgres; `./manage test` names it."""
    named = os.environ.get("PETITIONS_TEST_POSTGRES_BIN") or _newest_of_debian() or _on_path()
    if not named:
        raise RuntimeError("no PostgreSQL found: run ./manage test, or set PETITIONS_TEST_POSTGRES_BIN")
    return Path(named)


def _newest_of_debian() -> str | None:
    folders = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return max((str(found.parent) for found in folders), key=lambda name: int(name.split("/")[4]), default=None)


def _on_path() -> str | None:
    found = shutil.which("initdb")
    return found and str(Path(found).resolve().parent)


class PostgresServer:
    """Listens on a Unix socket only, so two runs never meet; quick and in memory unless told otherwise."""

    def __init__(self, settings: tuple[str, ...] = CARELESS, folder: Path | None = None) -> None:
        self.folder = folder or quick_folder("postgres")
        self.bin = programs()
        # PostgreSQL refuses to run as root.
        self.owner = _unprivileged() if os.geteuid() == 0 else None
        if self.owner:
            os.chown(self.folder, self.owner.pw_uid, self.owner.pw_gid)
        data = self.folder / "data"
        options = ("--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync")
        self._start("initdb", "--pgdata", str(data), *options).wait()
        chosen = [word for setting in settings for word in ("-c", setting)]
        where = ("-D", str(data), "-k", str(self.folder), "-c", "listen_addresses=")
        self.process = self._start("postgres", *where, *chosen)
        self._wait()

    def url(self, database: str) -> str:
        """Return SQLAlchemy's address of a database here."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def version(self) -> str:
        """Return what it calls itself."""
        with psycopg.connect(host=str(self.folder), user="postgres", dbname="postgres") as connection:
            row = connection.execute("SELECT split_part(version(), ' on ', 1)").fetchone()
        return str(row[0]) if row else ""

    def stop(self) -> None:
        """End the server without waiting for its clients, and remove its folder."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=PATIENCE)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        owner = {"user": self.owner.pw_uid, "group": self.owner.pw_gid, "extra_groups": []} if self.owner else {}
        environment = {**os.environ, "LC_ALL": "C", "TZ": "UTC"}
        command = [str(self.bin / program), *arguments]
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(command, cwd=self.folder, env=environment, stdout=log, stderr=log, **owner)

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                psycopg.connect(host=str(self.folder), user="postgres", dbname="postgres", connect_timeout=2).close()
            except psycopg.OperationalError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError((self.folder / "log").read_text(errors="replace")[-2000:]) from None
                time.sleep(0.05)
            else:
                return


def _unprivileged() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def administer(host: str, *statements: str, database: str = "postgres") -> None:
    """Run statements that no transaction may hold, such as CREATE DATABASE."""
    with psycopg.connect(host=host, user="postgres", dbname=database, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)
