"""What the commands that take in a file share: reading it, telling every fault, telling what was done."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from petitions.adapters.table_file import TableFault, TableRefusedError, TableRow, read_table
from petitions.extensions import transaction
from petitions.services.imports.rows import FaultKind, ImportRefusedError, ImportResult, RowFault

R = TypeVar("R", bound=ImportResult)

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
DRY_RUN = click.option("--dry-run", is_flag=True, help="Check every row and write nothing.")
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document: accepted, skipped, errors.")

_TABLE_FAULTS: dict[TableFault, LazyString] = {
    TableFault.EMPTY: _l("The file holds no rows."),
    TableFault.TOO_LARGE: _l("The file is larger than 10 MB or 50,000 rows."),
    TableFault.NOT_UTF8: _l("The file is not UTF-8. In Excel choose Save as, CSV UTF-8, or hand in the .xlsx file."),
    TableFault.UNREADABLE: _l("The file is neither CSV nor a workbook that can be opened."),
}

_FAULTS: dict[FaultKind, LazyString] = {
    FaultKind.MISSING_COLUMN: _l("this column is missing"),
    FaultKind.UNKNOWN_COLUMN: _l("this column is not known; take it out or name it as in the sample file"),
    FaultKind.DOUBLE_COLUMN: _l("this column stands twice"),
    FaultKind.MISSING_VALUE: _l("this has to be filled in"),
    FaultKind.UNKNOWN_WORD: _l("this word is not known here"),
    FaultKind.BAD_DATE: _l("this is no date; write day/month/year"),
    FaultKind.BAD_NUMBER: _l("this is no number that can stand here"),
    FaultKind.TOO_LONG: _l("this text is too long"),
    FaultKind.BAD_CODE: _l("a code holds letters without accents, digits and . _ - / only"),
    FaultKind.DOUBLE_CODE: _l("this stands twice or is in use already"),
    FaultKind.UNKNOWN_CODE: _l("nothing of this code or name exists, in the file or in the system"),
    FaultKind.SEVERAL_NAMES: _l("several have this name; write the code instead"),
    FaultKind.WRONG_PLACE: _l("this would place it under or after itself, or under one of the wrong kind"),
    FaultKind.ENDS_TOO_EARLY: _l("this lies before the first day"),
    FaultKind.BAD_MAIL: _l("this is no e-mail address"),
    FaultKind.BAD_USERNAME: _l("a user name has at least two letters or digits; of other signs only . _ - @"),
    FaultKind.ROLE_DOES_NOT_FIT: _l("this role does not exist in a unit of this kind"),
    FaultKind.CONTRADICTION: _l("another row gives this user name to somebody else"),
    FaultKind.REFUSED: _l("this value cannot be accepted"),
}


def take_in(
    path: Path,
    write: Callable[[Session, list[TableRow]], R],
    *,
    dry_run: bool,
    as_json: bool,
    before_commit: Callable[[R], None] = lambda _result: None,
) -> R | None:
    """Write the rows of a file in one transaction and say what was done; None when it was a dry run.

    ``before_commit`` is done last, within the transaction. Ends the command with exit code 1 when a
    row is faulty.
    """
    table = _table(path)
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
    _tell_result(result, dry_run=dry_run, as_json=as_json)
    return None if dry_run else result


def _table(path: Path) -> list[TableRow]:
    try:
        return read_table(path.read_bytes())
    except TableRefusedError as error:
        raise click.ClickException(str(_TABLE_FAULTS[error.fault])) from error


def _tell_result(result: ImportResult, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        done = result.created + result.changed
        _tell_json({"accepted": done, "skipped": result.unchanged, "errors": []})
        return
    counts = _(
        "%(created)s new, %(changed)s changed, %(unchanged)s as before.",
        created=result.created,
        changed=result.changed,
        unchanged=result.unchanged,
    )
    click.echo(counts)
    if dry_run:
        click.echo(_("Every row is good. Nothing was written: this was a trial."))


def _tell_faults(faults: tuple[RowFault, ...], *, as_json: bool) -> None:
    if as_json:
        errors = [{"row": f.row, "column": f.column, "message": sentence_of(f)} for f in faults]
        _tell_json({"accepted": 0, "skipped": 0, "errors": errors})
        return
    for fault in faults:
        place = _("Row %(row)s, column %(column)s:", row=fault.row, column=f"\u201c{fault.column}\u201d")
        click.echo(f"{place} {sentence_of(fault)}", err=True)
    click.echo(_("Nothing was written. Faults: %(count)s.", count=len(faults)), err=True)


def sentence_of(fault: RowFault) -> str:
    """Return what is wrong, with the cell it is about."""
    sentence = str(_FAULTS[fault.kind])
    is_about_cell = fault.value and fault.value != fault.column
    return f"{sentence} (\u201c{fault.value}\u201d)." if is_about_cell else f"{sentence}."


def _tell_json(document: dict[str, Any]) -> None:
    click.echo(json.dumps(document, ensure_ascii=False))
