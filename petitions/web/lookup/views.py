"""The one page for strangers with a receipt: code and key open a state and dates, and nothing tells which was wrong."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address

from petitions.domain.case_code import normalize_case_code
from petitions.domain.errors import NotFoundError
from petitions.extensions import db, limiter
from petitions.queries.receipts import PublicState
from petitions.services.receipts import look_up as open_by_key
from petitions.web.access import public
from petitions.web.lookup.forms import LONGEST, LookupForm
from petitions.web.lookup.states import PLAIN_WORDS
from petitions.web.lookup_secret import lookup_secret

blueprint = Blueprint("lookup", __name__)


def code_asked_for() -> str:
    """Return whose tries are counted together besides an address's: those for one code, whether it exists or not."""
    code = normalize_case_code(request.form.get("code", "")[:LONGEST])
    return f"code:{code}" if code else f"no code:{get_remote_address()}"


@blueprint.get("/lookup/")
@public
def page() -> ResponseReturnValue:
    """Ask for code and key; the address of a receipt's QR code brings the code, no address ever brings the key."""
    form = LookupForm(formdata=None)
    form.code.data = normalize_case_code(request.args.get("code", "")[:LONGEST]) or ""
    return _page(form)


@blueprint.post("/lookup/")
@limiter.limit("20/minute;200/hour", key_func=get_remote_address)
@limiter.limit("30/hour", key_func=code_asked_for)
@public
def look_up() -> ResponseReturnValue:
    """Tell where the matter stands, or that code and key do not belong together."""
    form = LookupForm(request.form)
    if not form.validate():
        return _page(form), 422
    try:
        found = open_by_key(db.session(), form.code.data or "", form.key.data or "", secret=lookup_secret())
    except NotFoundError:
        form.key.errors = [_("Code and key do not belong together. Compare both with the receipt.")]
        return _page(form), 422
    return _page(form, found)


def _page(form: LookupForm, found: PublicState | None = None) -> str:
    """Draw the page; what was typed as key is never written back."""
    form.key.data, form.key.raw_data = "", []
    words = PLAIN_WORDS[found.state] if found else None
    return render_template("lookup/page.html", form=form, found=found, words=words)
