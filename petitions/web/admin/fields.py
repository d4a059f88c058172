"""Subject fields: the list, entered, changed, taken out of use."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from petitions import clock
from petitions.domain.admin_vocabulary import AdminSubject
from petitions.extensions import db
from petitions.models import SubjectField
from petitions.queries.administration import (
    get_subject_field,
    is_field_used,
    list_admin_events_of,
    list_all_subject_fields,
)
from petitions.services.subject_fields import create_subject_field, edit_subject_field
from petitions.web.access import current_actor
from petitions.web.admin.history import in_sentences
from petitions.web.admin.pages import AdminPage, administrators_only
from petitions.web.admin.unit_forms import SubjectFieldForm
from petitions.web.admin.views import blueprint
from petitions.web.form_page import taken

STEP = 10
"""How far apart new fields are put, so that one fits in between later."""


@blueprint.get("/subject-fields/")
@administrators_only
def subject_fields() -> ResponseReturnValue:
    """List the fields in their order."""
    return render_template("admin/subject_fields.html", rows=list_all_subject_fields(db.session()))


class SubjectFieldFormPage(AdminPage[SubjectFieldForm, SubjectField | None]):
    """A field; the same form enters and changes it."""

    form_class = SubjectFieldForm

    def subject(self, session: Session, **route: Any) -> SubjectField | None:
        """Return the field, None for a new one."""
        return get_subject_field(session, route["field_id"]) if route else None

    def context(self, session: Session, form: SubjectFieldForm, subject: SubjectField | None) -> dict[str, Any]:
        """Return the groups in use, and what was changed."""
        super().context(session, form, subject)
        groups = sorted({field.report_group for field in list_all_subject_fields(session)})
        if subject is None:
            return {"groups": groups}
        events = list_admin_events_of(session, AdminSubject.SUBJECT_FIELD, subject.id)
        return {"groups": groups, "is_used": is_field_used(session, subject.id), "steps": in_sentences(events)}

    def back_url(self, **_route: Any) -> str:
        """Return the list."""
        return url_for("admin.subject_fields")


class NewSubjectFieldPage(SubjectFieldFormPage):
    """Enters a field."""

    template = "admin/new_subject_field.html"

    def suggest(self, session: Session, subject: SubjectField | None) -> dict[str, Any]:  # noqa: ARG002 - as declared
        """Put it behind the last one."""
        last = max((field.position for field in list_all_subject_fields(session)), default=0)
        return {"position": last + STEP, "is_active": True}

    def carry_out(self, session: Session, form: SubjectFieldForm, **_route: Any) -> str:
        """Enter it."""
        create_subject_field(session, form.draft(), actor=current_actor(), now=clock.now())
        flash(_("The subject field has been entered."), "success")
        return self.back_url()


class EditSubjectFieldPage(SubjectFieldFormPage):
    """Changes a field everywhere it stands."""

    template = "admin/edit_subject_field.html"

    def prefill(self, session: Session, subject: SubjectField | None) -> dict[str, Any]:  # noqa: ARG002 - all is in the row
        """Return the field as it stands."""
        return {name: getattr(subject, name) for name in ("name", "report_group", "position", "is_active")}

    def carry_out(self, session: Session, form: SubjectFieldForm, **route: Any) -> str:
        """Change it."""
        key = route["field_id"]
        edit_subject_field(session, key, form.draft(), **taken(form))
        flash(_("The change has been saved."), "success")
        return self.back_url()


blueprint.add_url_rule("/subject-fields/new/", view_func=NewSubjectFieldPage.as_view("new_subject_field"))
blueprint.add_url_rule("/subject-fields/<int:field_id>/", view_func=EditSubjectFieldPage.as_view("subject_field"))
