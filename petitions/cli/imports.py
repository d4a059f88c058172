"""petitions import …: what voters said, from a list that an office keeps."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

import click
from flask.cli import with_appcontext
from flask_babel import gettext as _

from petitions import clock
from petitions.adapters.table_fault import TableRefusedError
from petitions.cli.import_files import DRY_RUN, FILE, content_of
from petitions.domain.errors import NotFoundError
from petitions.domain.identity import SYSTEM
from petitions.domain.import_errors import NoContentColumnError, NothingToWriteError, WrittenBeforeError
from petitions.domain.meeting_errors import NotHeldYetError
from petitions.extensions import transaction
from petitions.list_sentences import cell_fault_sentence, import_sentence
from petitions.sentences import place_in_list, table_sentence
from petitions.services.imports.statement_lists import digest_of, read_list
from petitions.services.imports.statements import ListResult, PlacedFault, RowsRefusedError, import_statements

_REFUSALS = (NoContentColumnError, NothingToWriteError, WrittenBeforeError)


@click.group("import")
def command() -> None:
    """Take in what voters said."""


@command.command("statements")
@FILE
@click.option("--meeting", "meeting_id", type=int, required=True, help="Number of the meeting, as in its address.")
@click.option("--again", is_flag=True, help="Also when the same file was written into this meeting before.")
@DRY_RUN
@click.option("--json", "as_json", is_flag=True, help="One JSON document: accepted, skipped, errors, warnings.")
@with_appcontext
def statements_command(file: Path, meeting_id: int, *, again: bool, dry_run: bool, as_json: bool) -> None:
    """Write the statements of FILE into a meeting: all of them, or none when a row is faulty.

    FILE is a workbook (.xlsx, .xls, .ods) or CSV. The columns are found by their headings, or read
    as the unit that keeps the minutes had the same headings read before.
    """
    try:
        data = content_of(file)
        sheets = read_list(data, file.name)
        with transaction() as session:
            result = import_statements(
                session,
                meeting_id,
                sheets,
                name=file.name,
                digest=digest_of(data),
                again=again,
                actor=SYSTEM,
                now=clock.now(),
            )
            if dry_run:
                session.rollback()
    except TableRefusedError as error:
        _refuse(table_sentence(error), row=error.line, column=error.column, as_json=as_json)
    except _REFUSALS as error:
        _refuse(import_sentence(error), as_json=as_json)
    except NotHeldYetError:
        _refuse(_("This meeting has not been held yet."), as_json=as_json)
    except NotFoundError:
        _refuse(_("There is no such meeting."), as_json=as_json)
    except RowsRefusedError as error:
        _tell_faults(error.faults, as_json=as_json)
    else:
        _tell_result(result, dry_run=dry_run, as_json=as_json)


def _refuse(sentence: str, *, row: int | None = None, column: str | None = None, as_json: bool) -> NoReturn:
    if as_json:
        _tell({"accepted": 0, "skipped": 0, "errors": [{"row": row, "column": column, "message": sentence}]})
    raise click.ClickException(sentence)


def _tell_faults(faults: Iterable[PlacedFault], *, as_json: bool) -> NoReturn:
    listed = list(faults)
    if as_json:
        _tell({"accepted": 0, "skipped": 0, "errors": _listed(listed)})
    else:
        for each in listed:
            click.echo(f"{place_in_list(each.row, each.column)} {cell_fault_sentence(each.fault)}", err=True)
    raise click.ClickException(_("Nothing was written. Faults: %(count)s.", count=len(listed)))


def _tell_result(result: ListResult, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        counts = {"accepted": result.accepted, "skipped": result.skipped}
        _tell({**counts, "errors": [], "warnings": _listed(result.warnings)})
        return
    for each in result.warnings:
        click.echo(f"{place_in_list(each.row, each.column)} {cell_fault_sentence(each.fault)}")
    click.echo(_("%(accepted)s statements; %(skipped)s other rows.", accepted=result.accepted, skipped=result.skipped))
    if dry_run:
        click.echo(_("Every row is good. Nothing was written: this was a trial."))


def _listed(faults: Iterable[PlacedFault]) -> list[dict[str, Any]]:
    return [{"row": f.row, "column": f.column, "message": cell_fault_sentence(f.fault)} for f in faults]


def _tell(document: dict[str, Any]) -> None:
    click.echo(json.dumps(document, ensure_ascii=False))
