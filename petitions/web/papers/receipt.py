"""The receipt for a matter handed in: issued with a new key, shown once, printed from that page or as PDF."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from petitions import clock
from petitions.adapters.qr_code import qr_as_data_address
from petitions.domain.errors import NotFoundError
from petitions.extensions import db
from petitions.models import Case, CaseVoter
from petitions.queries.issuers import get_issuer
from petitions.queries.receipts import list_receipts
from petitions.services.receipts import ReceiptFacts, compose_receipt, get_case_for_receipt, issue_receipt
from petitions.web.access import current_actor, signed_in
from petitions.web.addresses import public_address
from petitions.web.form_page import FormPage
from petitions.web.lookup_secret import lookup_secret
from petitions.web.papers.forms import ReceiptForm
from petitions.web.printing import as_file, printer_of, texts_of
from petitions.web.shown_once import keep_once, seal, take_once, unseal

_KEPT_AS = "receipt"


class ReceiptPage(FormPage[ReceiptForm, Case]):
    """Issue a receipt; the one before it, if any, opens nothing from then on."""

    form_class = ReceiptForm
    template = "papers/receipt.html"
    decorators: ClassVar[list[Any]] = [signed_in]

    def subject(self, session: Session, **route: Any) -> Case:
        """Return the case, when the person gives its receipts."""
        return get_case_for_receipt(session, route["code"], actor=current_actor())

    def context(self, session: Session, form: ReceiptForm, subject: Case) -> dict[str, Any]:  # noqa: ARG002 - nothing to fill in
        """Tell which receipts were given before."""
        return {"receipts": list_receipts(session, subject.id)}

    def carry_out(self, session: Session, form: ReceiptForm, **route: Any) -> str:  # noqa: ARG002 - nothing to fill in
        """Issue it and go to where it is shown, once."""
        key = issue_receipt(session, route["code"], actor=current_actor(), now=clock.now(), secret=lookup_secret())
        code = get_case_for_receipt(session, route["code"], actor=current_actor()).code
        keep_once(_KEPT_AS, code, key)
        return url_for("papers.receipt_paper", code=code)

    def back_url(self, **route: Any) -> str:
        """Return the case."""
        return url_for("browse.case", code=route["code"])


@signed_in
def receipt_paper(code: str) -> ResponseReturnValue:
    """Show the receipt just issued; whoever comes again is told that its key was shown."""
    case = get_case_for_receipt(db.session(), code, actor=current_actor())
    key = take_once(_KEPT_AS, case.code)
    if key is None:
        flash(_("The key of a receipt is shown once, right after it was issued. Issue a new receipt to get a new key."))
        return redirect(url_for("papers.receipt", code=case.code), 303)
    facts = _facts(case, key)
    return render_template(
        "papers/receipt_paper.html",
        case=case,
        facts=facts,
        qr=qr_as_data_address(facts.link),
        sealed=seal(_KEPT_AS, f"{case.code} {key}"),
    )


@signed_in
def receipt_file(code: str) -> Response:
    """Give the receipt shown as PDF; the page that shows it carries its key sealed, for ten minutes."""
    case = get_case_for_receipt(db.session(), code, actor=current_actor())
    sealed_for, _blank, key = (unseal(_KEPT_AS, request.form.get("sealed", "")) or "").partition(" ")
    if sealed_for != case.code:
        raise NotFoundError
    printer = printer_of("pdf")
    paper = compose_receipt(_facts(case, key), texts_of("meeting_papers"), today=clock.today())
    return as_file(printer.print_paper(paper), printer, _("Receipt %(code)s", code=case.code))


def _facts(case: Case, key: str) -> ReceiptFacts:
    voter = db.session().get(CaseVoter, case.id)
    unit = get_issuer(db.session(), case.origin_id)
    return ReceiptFacts(
        unit=unit.name,
        unit_place=unit.place,
        code=case.code,
        key=key,
        received_on=case.received_on,
        summary=case.summary,
        voter=voter.name if voter else None,
        address=public_address(url_for("lookup.page")),
        link=public_address(url_for("lookup.page", code=case.code)),
    )
