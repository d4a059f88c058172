"""What the commands that take in a file share: reading it, telling every fault, telling what was done."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from petitions.adapters.table_fault import TableFault, TableRefusedError
from petitions.adapters.table_file import TableRow, read_table
from petitions.extensions import transaction
from petitions.sentences import place_of, sentence_of, table_sentence
from petitions.services.imports.rows import ImportRefusedError, ImportResult, RowFault

R = TypeVar("R", bound=ImportResult)

FILE = click.argument("file", type=click.Path(path_type=Path))
DRY_RUN = click.option("--dry-run", is_flag=True, help="Check every row and write nothing.")
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document: accepted, skipped, errors, notes.")


def take_in(
    path: Path,
    write: Callable[[Session, list[TableRow]], R],
    *,
    dry_run: bool,
    as_json: bool,
    before_commit: Callable[[R], None] = lambda _result: None,
    after_commit: Callable[[R], None] = lambda _result: None,
) -> R | None:
    """Write the rows of a file in one transaction and say what was done; None when it was a dry run.

    ``before_commit`` is done last, within the transaction; ``after_commit`` before anything is told.
    Ends the command with exit code 1 when a row is faulty.
    """
    table = _table(path, as_json=as_json)
    try:
        with transaction() as session:
            result = write(session, table)
            if dry_run:
                session.rollback()
            else:
                before_commit(result)
    except ImportRefusedError as error:
        _tell_faults(error.faults, as_json=as_json)
        raise click.exceptions.Exit(1) from error
    if not dry_run:
        after_commit(result)
    _tell_result(result, dry_run=dry_run, as_json=as_json)
    return None if dry_run else result


def content_of(path: Path) -> bytes:
    """Return what a file holds; TableRefusedError where it is none that can be opened."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise TableRefusedError(TableFault.ABSENT) from error


def _table(path: Path, *, as_json: bool) -> list[TableRow]:
    try:
        return read_table(content_of(path))
    except TableRefusedError as error:
        sentence = table_sentence(error)
        if as_json:
            fault = {"row": error.line, "column": error.column, "message": sentence}
            _tell_json({"accepted": 0, "skipped": 0, "errors": [fault], "notes": []})
        raise click.ClickException(sentence) from error


def _tell_result(result: ImportResult, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        done = result.created + result.changed
        told = {"accepted": done, "skipped": result.unchanged, "errors": [], "notes": _listed(result.notes)}
        _tell_json(told if result.moved is None else {**told, "moved": result.moved})
        return
    for remark in result.notes:
        click.echo(f"{place_of(remark)} {sentence_of(remark)}")
    counts = _(
        "%(created)s new, %(changed)s changed, %(unchanged)s as before.",
        created=result.created,
        changed=result.changed,
        unchanged=result.unchanged,
    )
    click.echo(counts)
    if result.moved is not None:
        click.echo(_("Due dates of open clocks that move: %(count)s.", count=result.moved))
    if dry_run:
        click.echo(_("Every row is good. Nothing was written: this was a trial."))


def _tell_faults(faults: tuple[RowFault, ...], *, as_json: bool) -> None:
    if as_json:
        _tell_json({"accepted": 0, "skipped": 0, "errors": _listed(faults), "notes": []})
        return
    for fault in faults:
        click.echo(f"{place_of(fault)} {sentence_of(fault)}", err=True)
    click.echo(_("Nothing was written. Faults: %(count)s.", count=len(faults)), err=True)


def _listed(faults: Iterable[RowFault]) -> list[dict[str, Any]]:
    return [{"row": f.row, "column": f.column, "message": sentence_of(f)} for f in faults]


def _tell_json(document: dict[str, Any]) -> None:
    click.echo(json.dumps(document, ensure_ascii=False))
