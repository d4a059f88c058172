"""Terms of councils and their council sessions."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from petitions import clock
from petitions.domain.admin_vocabulary import AdminSubject
from petitions.domain.vocabulary import OrganisationKind
from petitions.extensions import db
from petitions.models import CouncilSession, CouncilTerm
from petitions.queries.administration import (
    get_council_session,
    list_admin_events_of,
    list_sessions_of_term,
    list_terms,
)
from petitions.queries.organisations import get_organisation_page, list_units
from petitions.services.council_terms import (
    add_council_session,
    create_council_term,
    edit_council_session,
    edit_council_term,
    get_council_term,
)
from petitions.web.access import current_actor
from petitions.web.admin.history import in_sentences
from petitions.web.admin.pages import AdminPage, administrators_only
from petitions.web.admin.unit_forms import CouncilSessionForm, CouncilTermForm
from petitions.web.admin.views import blueprint
from petitions.web.form_page import taken


@blueprint.get("/terms/")
@administrators_only
def terms() -> ResponseReturnValue:
    """List the terms of all councils."""
    return render_template("admin/terms.html", rows=list_terms(db.session()))


@blueprint.get("/terms/<int:term_id>/")
@administrators_only
def term(term_id: int) -> ResponseReturnValue:
    """Show one term with its council sessions."""
    session = db.session()
    row = get_council_term(session, term_id)
    return render_template(
        "admin/term.html",
        term=row,
        council=get_organisation_page(session, row.council_id),
        rows=list_sessions_of_term(session, term_id),
        steps=in_sentences(list_admin_events_of(session, AdminSubject.COUNCIL_TERM, term_id)),
    )


class TermFormPage(AdminPage[CouncilTermForm, CouncilTerm | None]):
    """A term; the same form enters and changes it."""

    form_class = CouncilTermForm

    def subject(self, session: Session, **route: Any) -> CouncilTerm | None:
        """Return the term, None for a new one."""
        return get_council_term(session, route["term_id"]) if route else None

    def offer(self, session: Session, form: CouncilTermForm, subject: CouncilTerm | None) -> None:
        """Offer the councils."""
        held = [subject.council_id] if subject else []
        councils = list_units(session, on=clock.today(), kinds=[OrganisationKind.COUNCIL], also=held)
        form.council_id.offer(councils)

    def back_url(self, **route: Any) -> str:
        """Return the term's own page, or the list."""
        return url_for("admin.term", **route) if route else url_for("admin.terms")


class NewTermPage(TermFormPage):
    """Enters a term."""

    template = "admin/new_term.html"

    def carry_out(self, session: Session, form: CouncilTermForm, **_route: Any) -> str:
        """Enter it."""
        row = create_council_term(session, form.draft(), actor=current_actor(), now=clock.now())
        flash(_("The term has been entered. Enter its council sessions next."), "success")
        return url_for("admin.term", term_id=row.id)


class EditTermPage(TermFormPage):
    """Changes a term."""

    template = "admin/edit_term.html"

    def prefill(self, session: Session, subject: CouncilTerm | None) -> dict[str, Any]:  # noqa: ARG002 - all is in the row
        """Return the term as it stands."""
        return {name: getattr(subject, name) for name in ("council_id", "name", "starts_on", "ends_on")}

    def carry_out(self, session: Session, form: CouncilTermForm, **route: Any) -> str:
        """Change it."""
        key = route["term_id"]
        edit_council_term(session, key, form.draft(), **taken(form))
        flash(_("The change has been saved."), "success")
        return self.back_url(**route)


class NewCouncilSessionPage(AdminPage[CouncilSessionForm, CouncilTerm]):
    """Enters a council session of a term."""

    form_class = CouncilSessionForm
    template = "admin/new_council_session.html"

    def subject(self, session: Session, **route: Any) -> CouncilTerm:
        """Return the term."""
        return get_council_term(session, route["term_id"])

    def carry_out(self, session: Session, form: CouncilSessionForm, **route: Any) -> str:
        """Enter it."""
        add_council_session(session, route["term_id"], form.draft(), actor=current_actor(), now=clock.now())
        flash(_("The council session has been entered."), "success")
        return self.back_url(**route)

    def back_url(self, **route: Any) -> str:
        """Return the term's own page."""
        return url_for("admin.term", term_id=route["term_id"])


class CouncilSessionPage(AdminPage[CouncilSessionForm, CouncilSession]):
    """Changes a council session."""

    form_class = CouncilSessionForm
    template = "admin/edit_council_session.html"

    def subject(self, session: Session, **route: Any) -> CouncilSession:
        """Return the council session with its term."""
        return get_council_session(session, route["council_session_id"])

    def prefill(self, session: Session, subject: CouncilSession) -> dict[str, Any]:  # noqa: ARG002 - all is in the row
        """Return it as it stands."""
        return {"name": subject.name, "held_on": subject.held_on}

    def carry_out(self, session: Session, form: CouncilSessionForm, **route: Any) -> str:
        """Change it."""
        key = route["council_session_id"]
        row = edit_council_session(session, key, form.draft(), **taken(form))
        flash(_("The change has been saved."), "success")
        return url_for("admin.term", term_id=row.council_term_id)

    def back_url(self, **route: Any) -> str:
        """Return the term's own page."""
        row = get_council_session(db.session(), route["council_session_id"])
        return url_for("admin.term", term_id=row.council_term_id)


blueprint.add_url_rule("/terms/new/", view_func=NewTermPage.as_view("new_term"))
blueprint.add_url_rule("/terms/<int:term_id>/particulars/", view_func=EditTermPage.as_view("edit_term"))
blueprint.add_url_rule(
    "/terms/<int:term_id>/sessions/new/", view_func=NewCouncilSessionPage.as_view("new_council_session")
)
blueprint.add_url_rule(
    "/council-sessions/<int:council_session_id>/", view_func=CouncilSessionPage.as_view("council_session")
)
