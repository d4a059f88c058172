"""Files as pages list them: under their own names, with what they are, where they open and who may withdraw them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from flask import url_for
from flask_babel import format_decimal
from flask_babel import gettext as _

from petitions.domain.identity import Actor
from petitions.domain.policy import can
from petitions.domain.vocabulary import Action, FileAccess, Role
from petitions.i18n import format_instant
from petitions.models import Case
from petitions.queries.cases import facts_of
from petitions.queries.files import FileSummary
from petitions.web.labels import label

SHOWN_IN_THE_BROWSER = frozenset({"application/pdf", "image/jpeg", "image/png"})

_KINDS = {
    "application/pdf": "PDF",
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "application/msword": "Word",
    "application/vnd.ms-excel": "Excel",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
}
_KILOBYTE = 1024
_MEGABYTE = 1024 * 1024


def file_rows(case: Case, files: Iterable[FileSummary], *, actor: Actor) -> list[dict[str, Any]]:
    """Return the files as the macro ``file_list`` takes them; links only where the person may follow them."""
    units = actor.units_as(Role.CLERK, Role.OFFICE, Role.OFFICER, Role.LEADER)
    withdraws = can(actor, Action.WITHDRAW_FILE, facts_of(case))
    return [_row(case, file, may_withdraw=withdraws and file.organisation_id in units) for file in files]


def size_in_words(size: int) -> str:
    """Return a number of bytes as people say it: "340 KB", "1,2 MB"."""
    if size < _MEGABYTE:
        return f"{format_decimal(max(1, round(size / _KILOBYTE)))} KB"
    return f"{format_decimal(round(size / _MEGABYTE, 1))} MB"


def _row(case: Case, file: FileSummary, *, may_withdraw: bool) -> dict[str, Any]:
    row = plain_row(file, url_for("files.download", code=case.code, file_id=file.id), added_by=file.organisation_name)
    if file.withdrawn_at is not None:
        return row
    if file.access is not FileAccess.SHARED:
        row["note"] = label(file.access)
    if may_withdraw:
        row["withdraw_url"] = url_for("files.withdraw_file", code=case.code, file_id=file.id)
    return row


class StoredPaper(Protocol):
    """What is shown of any file, wherever it is on file."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def media_type(self) -> str:
        """What it is."""

    @property
    def size(self) -> int:
        """Its size in bytes."""

    @property
    def added_at(self) -> datetime:
        """Since when it is on file."""

    @property
    def withdrawn_at(self) -> datetime | None:
        """Since when nobody opens it any more."""

    @property
    def withdrawn_reason(self) -> str | None:
        """Why."""


def plain_row(file: StoredPaper, address: str, *, added_by: str) -> dict[str, Any]:
    """Return a file as the macro ``file_list`` takes it; a withdrawn one with its reason and without its address."""
    row: dict[str, Any] = {
        "name": file.name,
        "kind": _KINDS.get(file.media_type, file.media_type),
        "size": size_in_words(file.size),
        "added_by": added_by,
        "added_at": file.added_at,
    }
    if file.withdrawn_at is not None:
        at, why = format_instant(file.withdrawn_at), file.withdrawn_reason or ""
        return row | {"note": _("Withdrawn %(at)s: %(why)s", at=at, why=why)}
    row["url"] = address
    if file.media_type in SHOWN_IN_THE_BROWSER:
        row["view_url"] = f"{address}?inline=1"
    return row
