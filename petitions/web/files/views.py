"""Files of a case: scans added, every file served to whom it is open, a wrong one withdrawn."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from petitions import clock
from petitions.domain.vocabulary import Action, FileAccess
from petitions.extensions import db
from petitions.models import Case, CaseFile
from petitions.queries.cases import get_case
from petitions.queries.files import get_served_file, list_files
from petitions.services.files import add_files, get_file_to_withdraw, withdraw_file
from petitions.web.access import current_actor, signed_in
from petitions.web.file_rows import file_rows
from petitions.web.file_serving import serve
from petitions.web.files.forms import FileWithdrawalForm, NewFilesForm
from petitions.web.form_page import StepPage
from petitions.web.uploads import FilesPage

blueprint = Blueprint("files", __name__)


@blueprint.get("/cases/<code>/files/<int:file_id>/")
@signed_in
def download(code: str, file_id: int) -> Response:
    """Serve one file to whoever sees the case and, where it is internal, the voter."""
    actor = current_actor()
    case = get_case(db.session(), code, actor=actor)
    return serve(get_served_file(db.session(), case, file_id, actor=actor), inline=request.args.get("inline") == "1")


class NewFilesPage(FilesPage[NewFilesForm]):
    """Put scans of the intake on the case."""

    form_class = NewFilesForm
    action = Action.ADD_FILE
    template = "files/add_files.html"

    def context(self, session: Session, form: NewFilesForm, subject: Case) -> dict[str, Any]:
        """Show what is there already."""
        actor = current_actor()
        files = file_rows(subject, list_files(session, subject, actor=actor), actor=actor)
        form.files.flags.required = True
        return super().context(session, form, subject) | {"files": files}

    def carry_out(self, session: Session, form: NewFilesForm, **route: Any) -> str:  # noqa: ARG002 - taken before
        """Add them."""
        case = add_files(session, route["code"], self.attachments, actor=current_actor(), now=clock.now())
        count = len(self.attachments.files)
        flash(ngettext("%(num)d file has been added.", "%(num)d files have been added.", count))
        return self.back_url(code=case.code)


class FileWithdrawalPage(StepPage[FileWithdrawalForm]):
    """Let nobody open a wrong file any more."""

    form_class = FileWithdrawalForm
    action = Action.WITHDRAW_FILE
    template = "files/withdraw_file.html"
    file: CaseFile

    def subject(self, session: Session, **route: Any) -> Case:
        """Return the case, when the file is one of the person's own unit and not yet withdrawn."""
        case = super().subject(session, **route)
        self.file = get_file_to_withdraw(session, case, route["file_id"], actor=current_actor())
        return case

    def context(self, session: Session, form: FileWithdrawalForm, subject: Case) -> dict[str, Any]:
        """Name the file."""
        return super().context(session, form, subject) | {"file": self.file}

    def carry_out(self, session: Session, form: FileWithdrawalForm, **route: Any) -> str:
        """Withdraw it."""
        reason, file_id = form.reason.data or "", route["file_id"]
        file = withdraw_file(session, route["code"], file_id, reason=reason, actor=current_actor(), now=clock.now())
        flash(_("The file \u201c%(name)s\u201d has been withdrawn.", name=file.name))
        if file.access is FileAccess.DRAFT:
            return url_for("response.respond", code=route["code"])
        return self.back_url(code=route["code"])


blueprint.add_url_rule("/cases/<code>/files/", view_func=NewFilesPage.as_view("add_file"))
blueprint.add_url_rule(
    "/cases/<code>/files/<int:file_id>/withdrawal/", view_func=FileWithdrawalPage.as_view("withdraw_file")
)
