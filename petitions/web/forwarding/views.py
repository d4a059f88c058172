"""The letters a council has forwarded cases by: the list, one with its cases, one put right."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from petitions.domain.policy import Permission
from petitions.extensions import db
from petitions.i18n import format_date
from petitions.models import Forwarding
from petitions.queries.forwardings import (
    count_cases_of,
    get_forwarding,
    list_forwarded_cases,
    list_forwardings,
)
from petitions.services.letters import correct_letter
from petitions.web.access import current_actor, may_now, requires
from petitions.web.form import filled
from petitions.web.form_page import FormPage, taken
from petitions.web.forwarding.forms import LetterForm
from petitions.web.pagination import key_of

blueprint = Blueprint("forwarding", __name__)


@blueprint.get("/forwardings/")
@requires(Permission.READ_FORWARDINGS)
def index() -> ResponseReturnValue:
    """List the letters, the one entered last first."""
    cursor = key_of(request.args.get("cursor", ""))
    rows, following = list_forwardings(db.session(), actor=current_actor(), cursor=cursor)
    return render_template(
        "forwarding/index.html",
        rows=rows,
        has_several_councils=len({row.council_name for row in rows}) > 1,
        next_url=following and url_for("forwarding.index", cursor=following),
        first_url=url_for("forwarding.index") if cursor else None,
    )


@blueprint.get("/forwardings/<int:forwarding_id>/")
@requires(Permission.READ_FORWARDINGS)
def detail(forwarding_id: int) -> ResponseReturnValue:
    """Show one letter and the cases it covers."""
    session, cursor = db.session(), key_of(request.args.get("cursor", ""))
    letter = get_forwarding(session, forwarding_id, actor=current_actor())
    rows, following = list_forwarded_cases(session, letter.id, actor=current_actor(), cursor=cursor)
    return render_template(
        "forwarding/detail.html",
        letter=letter,
        rows=rows,
        case_count=count_cases_of(session, [letter.id]).get(letter.id, 0),
        may_correct=may_now(Permission.CORRECT_FORWARDINGS),
        next_url=following and url_for("forwarding.detail", forwarding_id=letter.id, cursor=following),
        first_url=url_for("forwarding.detail", forwarding_id=letter.id) if cursor else None,
    )


class CorrectPage(FormPage[LetterForm, Forwarding]):
    """Put number or date of a letter right, for every case it covers."""

    form_class = LetterForm
    template = "forwarding/correct.html"
    decorators: ClassVar[list[Any]] = [requires(Permission.CORRECT_FORWARDINGS)]

    def subject(self, session: Session, **route: Any) -> Forwarding:
        """Return the letter."""
        return get_forwarding(session, route["forwarding_id"], actor=current_actor())

    def prefill(self, session: Session, subject: Forwarding) -> dict[str, Any]:  # noqa: ARG002 - all at hand
        """Return what was entered."""
        return {"letter_number": subject.letter_number, "letter_on": subject.letter_on}

    def context(self, session: Session, form: LetterForm, subject: Forwarding) -> dict[str, Any]:
        """Say how many cases it covers."""
        if not form.version.data:
            form.version.data = str(subject.version)
        return {"letter": subject, "case_count": count_cases_of(session, [subject.id]).get(subject.id, 0)}

    def carry_out(self, session: Session, form: LetterForm, **route: Any) -> str:
        """Correct the letter."""
        letter = correct_letter(
            session,
            route["forwarding_id"],
            number=filled(form.letter_number.data),
            on=filled(form.letter_on.data),
            reason=filled(form.reason.data),
            **taken(form),
        )
        flash(
            _(
                "The letter now reads no. %(number)s of %(date)s; the history of its cases says so.",
                number=letter.letter_number,
                date=format_date(letter.letter_on),
            )
        )
        return url_for("forwarding.detail", forwarding_id=letter.id)

    def back_url(self, **route: Any) -> str:
        """Return the letter's own page."""
        return url_for("forwarding.detail", forwarding_id=route["forwarding_id"])


blueprint.add_url_rule("/forwardings/<int:forwarding_id>/correction/", view_func=CorrectPage.as_view("correct"))
