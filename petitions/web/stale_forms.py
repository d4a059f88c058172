"""A form whose token is not of this sign-in: whose it was, whether it is kept for him, and what is said."""

from __future__ import annotations

from flask import Flask, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError

from petitions.web.access import access_of, current_actor
from petitions.web.errors import page
from petitions.web.kept import author_of_form, keep_posted_form
from petitions.web.openable import page_of_form
from petitions.web.signed_out import send_to_sign_in


def refuse_stale_form(_error: CSRFError) -> ResponseReturnValue:
    """Carry out nothing; whoever's page it was finds what was typed when he opens the page again, nobody else does."""
    access = access_of(str(request.endpoint))
    if access is not None and access.is_public:
        # What strangers send is kept nowhere, whoever sent it: it holds a password or the key of a receipt.
        old = _("This form had grown old, or the browser keeps no cookies, so nothing was sent. Open the page again.")
        return page(400, old, back_url=page_of_form())
    if not current_user.is_authenticated:
        return send_to_sign_in()
    author, me = author_of_form(), current_actor()
    is_kept = keep_posted_form() is not None
    if author not in (None, me.person_id):
        return page(400, _belongs_to_another(me.name, is_kept=is_kept), is_anothers=True)
    return page(400, _is_old(is_kept=is_kept), back_url=page_of_form())


def _belongs_to_another(name: str, *, is_kept: bool) -> str:
    if is_kept:
        return str(
            _(
                "Somebody else had opened this page; now %(name)s is signed in here, so nothing was sent. "
                "What stood in the form is kept for 30 minutes for whoever had opened it, and for nobody else.",
                name=name,
            )
        )
    return str(
        _(
            "Somebody else had opened this page; now %(name)s is signed in here. "
            "Nothing was sent, and nothing is kept.",
            name=name,
        )
    )


def _is_old(*, is_kept: bool) -> str:
    if is_kept:
        return str(_("This form had grown old and nothing was sent. Open it again: what you typed is still there."))
    return str(_("This page had grown old, so nothing was sent, and nothing of it is kept."))


def init_app(app: Flask) -> None:
    """Answer every form without a token of ours."""
    app.register_error_handler(CSRFError, refuse_stale_form)
