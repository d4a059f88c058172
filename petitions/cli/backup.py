"""petitions backup: everything of this installation into one folder, while people work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.engine import Connection

from petitions import clock
from petitions.adapters.backup_folder import BackupFault, BackupFolder, BackupFolderError, Manifest, TableSummary
from petitions.adapters.file_store import FileStore
from petitions.config import Settings
from petitions.extensions import db, file_store
from petitions.models import StoredFile
from petitions.services.backup import columns_of, lines_of, revision_of, tables_of

SENTENCES: dict[BackupFault, LazyString] = {
    BackupFault.NOT_EMPTY: _l("The folder %(path)s is not empty; give every backup a folder of its own."),
    BackupFault.NOT_WRITABLE: _l("The folder %(path)s cannot be written: %(why)s"),
    BackupFault.NO_FOLDER: _l("There is no folder %(path)s."),
    BackupFault.UNFINISHED: _l("The folder %(path)s holds no finished backup: its manifest.json is missing."),
    BackupFault.OTHER_FORMAT: _l("The backup was made by another version of this program; restore it with that one."),
    BackupFault.DAMAGED_MANIFEST: _l("The backup is damaged: its manifest.json cannot be read."),
    BackupFault.DAMAGED_ROWS: _l("The backup is damaged: the rows of table %(name)s are not those of manifest.json."),
    BackupFault.DAMAGED_FILE: _l("The backup is damaged: file %(digest)s is missing or not what it was."),
    BackupFault.DAMAGED_KEY: _l("The backup is damaged: its secret key cannot be read."),
    BackupFault.DAMAGED_STORE: _l("A file in the file store is no longer what it was: %(digest)s"),
    BackupFault.NO_TABLES: _l("This database has no tables yet; there is nothing to back up."),
    BackupFault.IN_USE: _l("This database is not empty. Only --replace throws away what is in it."),
    BackupFault.OTHER_REVISION: _l(
        "The tables of the backup are of version %(backup)s, those of the database of version %(here)s. "
        "Restore into a database without tables; it is brought up to date afterwards."
    ),
    BackupFault.OTHER_TABLES: _l("The backup holds other tables than this version of the program has."),
    BackupFault.ROWS_DO_NOT_FIT: _l(
        "The rows of the backup do not fit the tables here: %(name)s. Nothing was changed."
    ),
    BackupFault.ROWS_CHANGED: _l("The rows of table %(name)s did not arrive as they were. Nothing was changed."),
}


def sentence_of(error: BackupFolderError) -> str:
    """Return why a backup cannot be made or restored, in a plain sentence."""
    return str(SENTENCES[error.fault]) % error.facts


@click.command("backup")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@with_appcontext
def command(folder: Path) -> None:
    """Write rows, files and the secret key to FOLDER, which must be new or empty.

    People go on working meanwhile; the backup holds everything as of the instant it began. It can be
    restored into SQLite and into PostgreSQL, whichever it was made from.
    """
    settings: Settings = current_app.config["SETTINGS"]
    try:
        with BackupFolder.create(folder.absolute()) as backup:
            manifest = write_backup(backup, settings, file_store())
            backup.finish(manifest)
    except BackupFolderError as error:
        raise click.ClickException(sentence_of(error)) from error
    rows, files = sum(table.rows for table in manifest.tables.values()), len(manifest.files)
    click.echo(_("%(rows)s rows and %(files)s files are in %(path)s.", rows=rows, files=files, path=backup.path))
    if manifest.missing_files:
        sentence = _(
            "%(count)s files that the database names are not in the file store; manifest.json lists them. "
            "Everything else is in the backup.",
            count=len(manifest.missing_files),
        )
        raise click.ClickException(sentence)


def write_backup(backup: BackupFolder, settings: Settings, store: FileStore) -> Manifest:
    """Write everything but the manifest; files come after the rows, so that every row has its bytes."""
    made_at = clock.now().isoformat()
    with snapshot() as connection:
        revision = revision_of(connection)
        if revision is None:
            raise BackupFolderError(BackupFault.NO_TABLES)
        tables = _write_rows(connection, backup)
        digests = connection.scalars(sa.select(StoredFile.digest).order_by(StoredFile.digest)).all()
        database = connection.dialect.name
    files, missing = _write_files(backup, store, digests)
    key = settings.data_dir / "secret-key"
    keeps_key = key.is_file() and key.read_text("ascii").strip() == settings.secret_key
    if keeps_key:
        backup.write_secret_key(settings.secret_key)
    return Manifest(
        made_at=made_at,
        version=version("petitions"),
        revision=revision,
        database=database,
        tables=tables,
        files=files,
        missing_files=tuple(missing),
        has_secret_key=keeps_key,
    )


@contextmanager
def snapshot() -> Iterator[Connection]:
    """Give a connection that sees the database as it is now, whatever others commit meanwhile."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")  # noqa: PLW2901 - the same one
        yield connection


def _write_rows(connection: Connection, backup: BackupFolder) -> dict[str, TableSummary]:
    return {
        name: backup.write_table(name, columns_of(table), lines_of(connection, table))
        for name, table in tables_of(connection).items()
    }


def _write_files(backup: BackupFolder, store: FileStore, digests: Iterable[str]) -> tuple[dict[str, int], list[str]]:
    """Copy the contents; return their sizes, and those that the store does not have."""
    sizes: dict[str, int] = {}
    missing: list[str] = []
    for digest in digests:
        try:
            pieces = store.read(digest)
        except OSError:
            missing.append(digest)
            continue
        sizes[digest] = backup.write_file(digest, pieces)
    return sizes, missing
