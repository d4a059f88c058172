"""Sentences that both doors speak about lists and minutes on their way into a meeting."""

from __future__ import annotations

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from petitions.domain.errors import FieldError
from petitions.domain.import_errors import (
    ColumnTwiceError,
    FaultyRowsError,
    NoContentColumnError,
    NothingToReadError,
    NothingToWriteError,
    WrittenBeforeError,
)
from petitions.domain.statement_columns import Target
from petitions.domain.statement_faults import CellFault, CellFaultKind
from petitions.i18n import format_instant

_CELL_FAULTS: dict[CellFaultKind, LazyString] = {
    CellFaultKind.MISSING_CONTENT: _l("what was said is missing"),
    CellFaultKind.TOO_LONG: _l("this text is too long"),
    CellFaultKind.CELL_ERROR: _l("the formula in this cell comes to an error"),
    CellFaultKind.NOT_COMPUTED: _l("the result of this formula was not saved; open the file in Excel and save it"),
    CellFaultKind.FIELD_ENDED: _l("the field chosen is no longer in use; choose another"),
    CellFaultKind.INVISIBLE: _l("invisible signs were taken out of this text; please read it once more"),
    CellFaultKind.LOST_ZERO: _l("this telephone number has lost the zero at its beginning; it is kept as it stands"),
    CellFaultKind.BAD_PHONE: _l("this is no telephone number; it is kept as it stands"),
    CellFaultKind.BAD_DATE: _l("this is no date"),
    CellFaultKind.OTHER_DAY: _l("the meeting was held on another day"),
    CellFaultKind.UNKNOWN_FIELD: _l("no field in use is called so; the statement gets none for now"),
    CellFaultKind.SEVERAL_FIELDS: _l("several fields are marked; the statement gets none for now"),
    CellFaultKind.UNKNOWN_MARK: _l("this is no mark; the field is left out"),
    CellFaultKind.UNCLEAR_ANSWER: _l("taken for the name of who answered at the meeting"),
    CellFaultKind.NOT_ANSWERED: _l("the row says that nobody answered at the meeting; this name is left out"),
    CellFaultKind.CONTINUES: _l("the row has neither number nor name; taken as said by the speaker of the row above"),
    CellFaultKind.HIDDEN_ROW: _l("this row is hidden in the workbook"),
}


_PHONE_TOO_LONG = _l(
    "a telephone number has at most 20 characters; shorten it by hand, so that nothing of it is lost unseen"
)


def cell_fault_sentence(fault: CellFault) -> str:
    """Return what is wrong with a row of a list, with the beginning of the cell."""
    if fault.kind is CellFaultKind.SAID_TWICE:
        return str(_("the same was said by the same person in row %(row)s.", row=fault.value))
    sentence = str(_PHONE_TOO_LONG if _is_long_phone(fault) else _CELL_FAULTS[fault.kind])
    return f"{sentence} (\u201c{fault.value}\u201d)." if fault.value else f"{sentence}."


def _is_long_phone(fault: CellFault) -> bool:
    return fault.kind is CellFaultKind.TOO_LONG and fault.target == Target.PHONE


_IMPORT_REFUSALS: dict[type[FieldError], LazyString] = {
    NoContentColumnError: _l("Say which column holds what voters said; no heading tells it."),
    NothingToReadError: _l("Choose a file, or paste the text of the minutes."),
    NothingToWriteError: _l("No row is left that would become a statement."),
}


def import_sentence(error: FieldError) -> str:
    """Return why a list or minutes cannot be written."""
    text: LazyString | str
    match error:
        case WrittenBeforeError():
            text = _(
                "The same file was written into this meeting on %(instant)s (%(count)s statements).",
                instant=format_instant(error.written_at),
                count=error.count,
            )
        case FaultyRowsError():
            text = ngettext(
                "%(num)d row cannot be written as it stands: correct it, or leave it out.",
                "%(num)d rows cannot be written as they stand: correct them, or leave them out.",
                error.count,
            )
        case ColumnTwiceError():
            text = _("The column \u201c%(title)s\u201d is given what another column holds already.", title=error.title)
        case _:
            text = _IMPORT_REFUSALS[type(error)]
    return str(text)
