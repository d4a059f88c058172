"""Cases become one and come apart again, are split and put together, are linked to what was raised before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from petitions.domain.errors import NotFoundError
from petitions.domain.merge_errors import CaseUnknownError, MergeRefusedError
from petitions.domain.vocabulary import Action
from petitions.models import Case
from petitions.queries.cases import get_case
from petitions.queries.families import count_opinions, find_earlier_code
from petitions.services.merging import merge_cases, standing_fault, unmerge_case
from petitions.services.re_raising import link_re_raised
from petitions.services.splitting import undo_split
from petitions.web.access import current_actor
from petitions.web.errors import sentence_for
from petitions.web.form import errors_onto, filled, given
from petitions.web.form_page import StepPage, taken
from petitions.web.merging.forms import MergeForm, ReRaiseForm, UndoForm
from petitions.web.merging.split_page import SplitPage

blueprint = Blueprint("merging", __name__)


class MergePage(StepPage[MergeForm]):
    """Say which case goes on for both; with a look at the two side by side before."""

    form_class = MergeForm
    action = Action.MERGE
    template = "merging/merge.html"

    def suggest(self, session: Session, subject: Case) -> dict[str, Any]:  # noqa: ARG002 - the address says it
        """Return what a link to this page names already."""
        return {name: request.args.get(name, "")[:600] for name in ("target_code", "other_codes", "reason")}

    def post(self, **route: Any) -> ResponseReturnValue:
        """Show the two side by side when asked to, else merge them."""
        if "preview" in request.form:
            form = MergeForm(formdata=request.form)
            named = {n: form[n].data for n in ("target_code", "other_codes", "reason") if form[n].data}
            return redirect(url_for("merging.merge", **route, **named), 303)
        return super().post(**route)

    def context(self, session: Session, form: MergeForm, subject: Case) -> dict[str, Any]:
        """Show the other case, and what the two come to together."""
        target, fault = None, None
        try:
            target = get_case(session, form.target_code.data, actor=current_actor()) if form.target_code.data else None
        except NotFoundError:
            fault = sentence_for(CaseUnknownError("target_code", filled(form.target_code.data)))
        if target is not None and (found := standing_fault(subject, target)) is not None:
            fault = sentence_for(MergeRefusedError("target_code", found, target.code))
        if fault and request.method == "GET":
            errors_onto(form, {"target_code": fault})
        together = {}
        if target is not None and not fault:
            together = {
                "places": list(dict.fromkeys((target.locality.name, subject.locality.name))),
                "before": count_opinions(session, [target.id]),
                "after": count_opinions(session, [target.id, subject.id]),
            }
        return {**super().context(session, form, subject), "target": target, "together": together}

    def carry_out(self, session: Session, form: MergeForm, **route: Any) -> str:
        """Merge the cases."""
        codes = [route["code"], *form.codes()]
        target = merge_cases(
            session, codes, filled(form.target_code.data), reason=given(form.reason.data), **taken(form)
        )
        flash(_("Merged into %(code)s, which goes on. It can be undone until that case is answered.", code=target.code))
        return self.back_url(code=route["code"])


class _UndoPage(StepPage[UndoForm]):
    """Take something back by ``undo``, with a reason; ``said`` is told afterwards."""

    form_class = UndoForm
    undo: ClassVar[Callable[..., Case]]
    said: ClassVar[LazyString]

    def carry_out(self, session: Session, form: UndoForm, **route: Any) -> str:
        """Take it back and say so."""
        case = self.undo(session, route["code"], reason=filled(form.reason.data), **taken(form))
        flash(self.said)
        return self.back_url(code=case.code)


class UnmergePage(_UndoPage):
    """Take a case out of the one it became part of."""

    action = Action.UNMERGE
    undo = staticmethod(unmerge_case)
    said = _l("The case goes on by itself again, where it stood before.")


class UndoSplitPage(_UndoPage):
    """Put together again what was split."""

    action = Action.UNDO_SPLIT
    undo = staticmethod(undo_split)
    said = _l("The split has been undone; the case reads as before.")


class ReRaisePage(StepPage[ReRaiseForm]):
    """Say which earlier case voters raise again."""

    form_class = ReRaiseForm
    action = Action.RE_RAISE

    def suggest(self, session: Session, subject: Case) -> dict[str, Any]:
        """Return the case a link names, or the one it is linked to."""
        named = request.args.get("re_raised_code", "")[:40]
        return {"re_raised_code": named or find_earlier_code(session, subject, actor=current_actor()) or ""}

    def carry_out(self, session: Session, form: ReRaiseForm, **route: Any) -> str:
        """Link the two, or take the link away."""
        case = link_re_raised(session, route["code"], form.earlier(), **taken(form))
        flash(_("Linked.") if case.re_raised_from_id else _("The link has been taken away."))
        return self.back_url(code=case.code)


for _address, _name, _page in (
    ("merge", "merge", MergePage),
    ("merge/undo", "unmerge", UnmergePage),
    ("split", "split", SplitPage),
    ("split/undo", "undo_split", UndoSplitPage),
    ("re-raising", "re_raise", ReRaisePage),
):
    blueprint.add_url_rule(f"/cases/<code>/{_address}/", view_func=_page.as_view(_name))
