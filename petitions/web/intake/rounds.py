"""Rounds of meetings: the list, a new one, one with its meetings."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from petitions import clock
from petitions.domain.errors import NotPermittedError
from petitions.domain.policy import Permission
from petitions.extensions import db
from petitions.models import ContactRound
from petitions.queries.choices import list_council_sessions, list_councils_for
from petitions.queries.meetings import list_coming_meetings, list_latest_meetings, list_meetings, may_record_for
from petitions.queries.rounds import get_round, list_rounds
from petitions.services.rounds import change_round, plan_round
from petitions.web.access import current_actor, may_now, requires
from petitions.web.form_page import FormPage
from petitions.web.intake.cursors import cursor_of, next_page
from petitions.web.intake.forms import JOINING_LABELS, RoundForm

MEETINGS_NEAR = 5
"""How many coming and how many held meetings stand above the list of rounds."""


@requires(Permission.READ_MEETINGS)
def rounds() -> ResponseReturnValue:
    """Show the rounds open to the person, and the meetings before and behind us on the first page."""
    session, actor, after = db.session(), current_actor(), cursor_of(request.args.get("cursor"))
    rows, following = list_rounds(session, actor, after=after)
    near = (
        {}
        if after
        else {
            "coming": list_coming_meetings(session, actor, today=clock.today(), most=MEETINGS_NEAR),
            "meetings": list_latest_meetings(session, actor, today=clock.today(), most=MEETINGS_NEAR),
        }
    )
    return render_template(
        "intake/rounds.html",
        rounds=rows,
        **near,
        next_url=next_page("intake.rounds", following),
        first_url=url_for("intake.rounds") if after else None,
        may_plan=may_now(Permission.PLAN_ROUNDS),
    )


class _RoundFormPage(FormPage[RoundForm, ContactRound | None]):
    form_class = RoundForm

    def offer(self, session: Session, form: RoundForm, subject: ContactRound | None) -> None:
        """Offer the councils the person records for, and their sessions."""
        also = subject.council_id if subject else None
        councils = list_councils_for(session, current_actor(), today=clock.today(), also=also)
        held = subject.council_session_id if subject else None
        sessions = list_council_sessions(session, [key for key, _name in councils], also=held)
        form.council_session_id.offer(sessions, empty=_l("Not tied to a session yet"))
        form.council_id.offer(councils, empty=_l("As the council session says"))


class NewRoundPage(_RoundFormPage):
    """Plan a round."""

    template = "intake/new_round.html"
    decorators: ClassVar[list[Any]] = [requires(Permission.PLAN_ROUNDS)]

    def subject(self, session: Session, **_route: Any) -> None:
        """Nothing stands yet."""

    def carry_out(self, session: Session, form: RoundForm, **_route: Any) -> str:
        """Plan it; its page says what comes next."""
        row = plan_round(session, form.draft(), actor=current_actor(), now=clock.now())
        flash(_("The round has been saved."))
        return url_for("intake.round", round_id=row.id)

    def back_url(self, **_route: Any) -> str:
        """Return the list."""
        return url_for("intake.rounds")


class RoundPage(_RoundFormPage):
    """A round with its meetings; its unit puts it right here."""

    template = "intake/round.html"
    decorators: ClassVar[list[Any]] = [requires(Permission.READ_MEETINGS)]

    def subject(self, session: Session, **route: Any) -> ContactRound:
        """Return the round; only its own unit posts here."""
        found = get_round(session, route["round_id"], actor=current_actor())
        if request.method == "POST" and not may_record_for(current_actor(), found.recorded_by_id):
            raise NotPermittedError
        return found

    def offer(self, session: Session, form: RoundForm, subject: ContactRound | None) -> None:
        """Offer nothing to who only reads."""
        if subject is not None and may_record_for(current_actor(), subject.recorded_by_id):
            super().offer(session, form, subject)

    def prefill(self, session: Session, subject: ContactRound | None) -> dict[str, Any]:  # noqa: ARG002 - all is in the row
        """Return the round as it stands."""
        if subject is None:
            return {}
        names = (
            "name",
            "phase",
            "council_session_id",
            "plan_number",
            "plan_on",
            "form",
            "joined_levels",
            "starts_on",
            "ends_on",
        )
        return {name: getattr(subject, name) for name in names}

    def suggest(self, session: Session, subject: ContactRound | None) -> dict[str, Any]:  # noqa: ARG002 - all is in the row
        """Name the council only where no session tells it."""
        if subject is None or subject.council_session_id is not None:
            return {}
        return {"council_id": subject.council_id}

    def context(self, session: Session, form: RoundForm, subject: ContactRound | None) -> dict[str, Any]:
        """Return the meetings of the round whose minutes are open to the person."""
        if subject is None:
            return {}
        if not form.version.data:
            form.version.data = str(subject.version)
        after = cursor_of(request.args.get("cursor"))
        meetings, following = list_meetings(session, current_actor(), round_id=subject.id, after=after)
        return {
            "meetings": meetings,
            "joined": ", ".join(str(JOINING_LABELS[level]) for level in subject.joined_levels),
            "next_url": next_page("intake.round", following, round_id=subject.id),
            "first_url": url_for("intake.round", round_id=subject.id) if after else None,
            "may_edit": may_record_for(current_actor(), subject.recorded_by_id),
            "may_record": may_now(Permission.RECORD_MEETINGS),
        }

    def carry_out(self, session: Session, form: RoundForm, **route: Any) -> str:
        """Put it right."""
        key, now, seen = route["round_id"], clock.now(), form.seen_version
        change_round(session, key, form.draft(), actor=current_actor(), now=now, seen_version=seen)
        flash(_("The round has been saved."))
        return url_for("intake.round", round_id=key)

    def back_url(self, **route: Any) -> str:
        """Return the round's own page."""
        return url_for("intake.round", round_id=route["round_id"])
