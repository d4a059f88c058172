"""Changes of the calendar and the rules: proposed, tried on every open clock, applied, dropped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from petitions import clock
from petitions.domain.admin_vocabulary import AdminAction, AdminSubject
from petitions.domain.calendar_change import CalendarChange
from petitions.domain.proposals import AT_WORK, DROPPABLE, ChangePhase
from petitions.domain.rule_change import RuleChange
from petitions.extensions import db
from petitions.models import ProposedChange
from petitions.queries.calendar import get_work_calendar
from petitions.queries.proposals import Shown, count_left_alone, get_change, list_changes, list_moves
from petitions.services.proposals import change_of, discard, propose_change, start_application
from petitions.web.access import current_actor
from petitions.web.admin.forms import ConfirmForm
from petitions.web.admin.history import changes_in_words
from petitions.web.admin.pages import AdminPage, administrators_only
from petitions.web.admin.views import blueprint
from petitions.web.form_page import taken
from petitions.web.labels import label
from petitions.web.pagination import key_of


def hand_in(session: Session, change: CalendarChange | RuleChange, *, back: str, reason: str | None = None) -> str:
    """Propose a change and return the page where its effects can be seen; ``back`` when there is nothing to change."""
    row = propose_change(session, change, actor=current_actor(), now=clock.now(), reason=reason)
    if row is None:
        flash(_("Nothing was changed: all of it stands already."), "info")
        return back
    return url_for("admin.change", change_id=row.id)


@dataclass(frozen=True, slots=True)
class RowInWords:
    """One row that a change writes: what is done to it, what it is, and each value before and after."""

    what: str
    kind: str
    name: str
    details: tuple[str, ...]


def rows_in_words(row: ProposedChange) -> Iterator[RowInWords]:
    """Yield what a change writes, as people read it."""
    for told in row.payload["rows"]:
        kind, action = AdminSubject(told["subject_kind"]), AdminAction(told["action"])
        yield RowInWords(
            what=label(action),
            kind=label(kind),
            name=told["subject_name"],
            details=tuple(changes_in_words(told["changes"], kind, action)),
        )


@blueprint.get("/changes/")
@administrators_only
def changes() -> ResponseReturnValue:
    """List the changes, the latest first."""
    before = key_of(request.args.get("cursor", ""))
    rows, following = list_changes(db.session(), before=before)
    return render_template(
        "admin/changes.html",
        rows=[(row, next(rows_in_words(row))) for row in rows],
        next_url=url_for("admin.changes", cursor=following) if following else None,
        first_url=url_for("admin.changes") if before else None,
    )


class ChangePage(AdminPage[ConfirmForm, ProposedChange]):
    """Shows what a change does, how far it has come, and applies it once it was tried."""

    form_class = ConfirmForm
    template = "admin/change.html"

    def subject(self, session: Session, **route: Any) -> ProposedChange:
        """Return the change."""
        return get_change(session, route["change_id"])

    def context(self, session: Session, form: ConfirmForm, subject: ProposedChange) -> dict[str, Any]:
        """Return its rows, its numbers and one page of what it moves."""
        super().context(session, form, subject)
        shown = _shown()
        moves, following = list_moves(session, subject.id, shown=shown, after=_position())
        address: dict[str, Any] = {"change_id": subject.id} | ({} if shown is Shown.ALL else {"show": shown.value})
        is_applied = subject.phase is ChangePhase.APPLIED
        return {
            "rows": list(rows_in_words(subject)),
            "idle_days": _idle_days(session, subject),
            "moves": moves,
            "shown": shown.value,
            "left_alone": count_left_alone(session, subject.id) if is_applied else 0,
            "is_at_work": subject.phase in AT_WORK,
            "can_apply": subject.phase is ChangePhase.PREVIEWED,
            "can_drop": subject.phase in DROPPABLE,
            "next_url": url_for("admin.change", **address, cursor=_cursor(following)) if following else None,
            "first_url": url_for("admin.change", **address) if _position() else None,
        }

    def carry_out(self, session: Session, form: ConfirmForm, **route: Any) -> str:
        """Apply it; where calendar or rules changed since it was tried, it was tried anew instead."""
        row = start_application(session, route["change_id"], **taken(form))
        if row.phase in {ChangePhase.PREVIEWING, ChangePhase.PREVIEWED}:
            flash(_("Calendar or rules have changed since, so the effects were worked out anew. Please look again."))
        return url_for("admin.change", **route)

    def back_url(self, **_route: Any) -> str:
        """Return the list."""
        return url_for("admin.changes")


class ChangeDiscardPage(AdminPage[ConfirmForm, ProposedChange]):
    """Drops a change of which nothing was written."""

    form_class = ConfirmForm
    template = "admin/change_discard.html"

    def subject(self, session: Session, **route: Any) -> ProposedChange:
        """Return the change."""
        return get_change(session, route["change_id"])

    def context(self, session: Session, form: ConfirmForm, subject: ProposedChange) -> dict[str, Any]:
        """Return its rows."""
        return {**super().context(session, form, subject), "rows": list(rows_in_words(subject))}

    def carry_out(self, session: Session, form: ConfirmForm, **route: Any) -> str:
        """Drop it."""
        discard(session, route["change_id"], **taken(form))
        flash(_("The proposed change has been dropped; nothing was written."), "success")
        return url_for("admin.changes")

    def back_url(self, **route: Any) -> str:
        """Return the change."""
        return url_for("admin.change", **route)


def _idle_days(session: Session, row: ProposedChange) -> list[date]:
    """Return the days off of a change not yet written on which nobody works anyway."""
    change = change_of(row) if row.phase in DROPPABLE else None
    if not isinstance(change, CalendarChange) or not change.days:
        return []
    return [day.on for day in change.without_effect(get_work_calendar(session))]


def _shown() -> Shown:
    """Return which moves the address asks for; nonsense shows all."""
    wanted = request.args.get("show", "")
    return next((shown for shown in Shown if shown.value == wanted), Shown.ALL)


def _position() -> tuple[date, int] | None:
    """Return where the list of moves goes on, as the address tells it; nonsense begins the list."""
    day, _dot, key = request.args.get("cursor", "").partition(".")
    number = key_of(key)
    try:
        return None if number is None else (date.fromisoformat(day), number)
    except ValueError:
        return None


def _cursor(position: tuple[date, int]) -> str:
    return f"{position[0].isoformat()}.{position[1]}"


blueprint.add_url_rule("/changes/<int:change_id>/", view_func=ChangePage.as_view("change"))
blueprint.add_url_rule("/changes/<int:change_id>/discard/", view_func=ChangeDiscardPage.as_view("change_discard"))
