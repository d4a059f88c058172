"""What columns, rows and phases of imports are called."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from petitions.domain.statement_columns import Target
from petitions.domain.statement_import import ImportPhase
from petitions.domain.statement_rows import RowKind

TARGETS: Mapping[Target, LazyString] = {
    Target.IGNORED: _l("Nothing that is needed"),
    Target.CONTENT: _l("What was said"),
    Target.SPEAKER: _l("Speaker"),
    Target.VILLAGE: _l("Village"),
    Target.FIELD: _l("Field"),
    Target.ANSWERED: _l("Answered at the meeting"),
    Target.ANSWERED_BY: _l("Answered by"),
    Target.PHONE: _l("Telephone"),
    Target.DATE: _l("Date (compared with the meeting's)"),
    Target.ORDER: _l("Running number"),
}

KINDS: Mapping[RowKind, LazyString] = {
    RowKind.STATEMENT: _l("Statement"),
    RowKind.GROUP: _l("Heading of a group"),
    RowKind.TOTAL: _l("Total"),
    RowKind.HEADING: _l("Heading of the list"),
    RowKind.REMARK: _l("Text around the list"),
}

PHASES: Mapping[ImportPhase, LazyString] = {
    ImportPhase.COLUMNS: _l("Columns to be confirmed"),
    ImportPhase.READY: _l("To be looked through and confirmed"),
    ImportPhase.WRITING: _l("Being written"),
    ImportPhase.WRITTEN: _l("Written"),
    ImportPhase.REFUSED: _l("Could not be written; to be looked through again"),
}
