"""petitions restore: bring back what a backup holds, all of it or nothing."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import format_datetime
from flask_babel import gettext as _
from flask_migrate import upgrade
from sqlalchemy.engine import Connection

from petitions.adapters.backup_folder import (
    BackupFault,
    BackupFolder,
    BackupFolderError,
    Manifest,
    RowDigest,
    TableSummary,
)
from petitions.adapters.file_store import FileStore
from petitions.cli.backup import sentence_of, snapshot
from petitions.config import Settings
from petitions.extensions import db, file_store, transaction
from petitions.services.backup import (
    BrokenRowError,
    DifferentTablesError,
    columns_of,
    empty,
    holds_work,
    lines_of,
    load,
    revision_of,
    tables_of,
)
from petitions.services.search_index import index_batch_anew, tidy_index


@click.command("restore")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--replace", is_flag=True, help="Throw away what is in the database now.")
@with_appcontext
def command(folder: Path, *, replace: bool) -> None:
    """Bring back the rows, files and secret key of the backup in FOLDER; stop the server first.

    The backup is verified before anything is touched, and the restored rows are compared with it before
    they count: it succeeds wholly or changes nothing. The database may be of the other kind.
    """
    settings: Settings = current_app.config["SETTINGS"]
    try:
        backup = BackupFolder.open(folder.absolute())
        manifest = backup.manifest()
        verify_backup(backup, manifest)
        _prepare_database(manifest, replace=replace)
        _restore_files(backup, manifest, file_store())
        _restore_rows(backup, manifest)
    except BackupFolderError as error:
        raise click.ClickException(sentence_of(error)) from error
    _finish(backup, manifest, settings)
    rows = sum(table.rows for table in manifest.tables.values())
    files, made_at = len(manifest.files), format_datetime(datetime.fromisoformat(manifest.made_at), "dd/MM/yyyy HH:mm")
    click.echo(
        _("%(rows)s rows and %(files)s files are back as of %(made_at)s.", rows=rows, files=files, made_at=made_at)
    )
    if manifest.missing_files:
        count = len(manifest.missing_files)
        click.echo(_("%(count)s files were missing already when the backup was made.", count=count), err=True)


def verify_backup(backup: BackupFolder, manifest: Manifest) -> None:
    """Read the whole backup once; refuse it when anything differs from its manifest."""
    for name, summary in manifest.tables.items():
        digest = RowDigest()
        for line in backup.read_table(name):
            digest.add(line)
        if digest.summary(summary.columns) != summary:
            raise BackupFolderError(BackupFault.DAMAGED_ROWS, name=name)
    for digest_of_file, size in manifest.files.items():
        if len(backup.read_file(digest_of_file)) != size:
            raise BackupFolderError(BackupFault.DAMAGED_FILE, digest=digest_of_file)
    if manifest.has_secret_key:
        backup.read_secret_key()


def _prepare_database(manifest: Manifest, *, replace: bool) -> None:
    """Make the tables of the backup's day where there are none; refuse a database that people work in."""
    with snapshot() as connection:
        revision = revision_of(connection)
        is_in_use = revision is not None and holds_work(connection, tables_of(connection))
    if is_in_use and not replace:
        raise BackupFolderError(BackupFault.IN_USE)
    if revision is None:
        upgrade(revision=manifest.revision)
    elif revision != manifest.revision:
        raise BackupFolderError(BackupFault.OTHER_REVISION, backup=manifest.revision, here=revision)


def _restore_files(backup: BackupFolder, manifest: Manifest, store: FileStore) -> None:
    """Put back the contents before the rows that name them."""
    for digest in manifest.files:
        if not store.has(digest):
            store.put(digest, backup.read_file(digest))


def _restore_rows(backup: BackupFolder, manifest: Manifest) -> None:
    """Replace every row in one transaction, which ends only when the database holds what the manifest says."""
    try:
        _replace_rows(backup, manifest)
    except sa.exc.IntegrityError as error:  # SQLite looks at references in the end
        raise BackupFolderError(BackupFault.ROWS_DO_NOT_FIT, name="") from error


def _replace_rows(backup: BackupFolder, manifest: Manifest) -> None:
    with transaction() as session:
        connection = session.connection()
        tables = tables_of(connection)
        if tables.keys() != manifest.tables.keys():
            raise BackupFolderError(BackupFault.OTHER_TABLES)
        empty(connection, tables)
        for name, table in tables.items():
            try:
                load(connection, table, manifest.tables[name].columns, backup.read_table(name))
            except (BrokenRowError, DifferentTablesError) as error:
                raise BackupFolderError(BackupFault.ROWS_DO_NOT_FIT, name=name) from error
        for name, table in tables.items():
            if summary_of(connection, table) != manifest.tables[name]:
                raise BackupFolderError(BackupFault.ROWS_CHANGED, name=name)


def summary_of(connection: Connection, table: sa.Table) -> TableSummary:
    """Return what the database holds of a table, as a backup would."""
    digest = RowDigest()
    for line in lines_of(connection, table):
        digest.add(line)
    return digest.summary(columns_of(table))


def _finish(backup: BackupFolder, manifest: Manifest, settings: Settings) -> None:
    """Bring tables of an older day up to this one, make the search index anew, put the key in its place."""
    upgrade()
    last: int | None = 0
    while last is not None:
        with transaction() as session:
            last = index_batch_anew(session, after_id=last)
    with transaction() as session:
        tidy_index(session)
    if manifest.has_secret_key and "PETITIONS_SECRET_KEY" not in os.environ:
        _put_key(settings.data_dir / "secret-key", backup.read_secret_key())
    db.session.remove()


def _put_key(path: Path, key: str) -> None:
    """Replace the key in one stroke; running servers go on with the old one until they are started again."""
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(key + "\n")
    draft.replace(path)
