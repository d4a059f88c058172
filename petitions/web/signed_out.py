"""Whoever is not signed in, or not any more: sent to sign in and back, told what became of what he had sent."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petitions.web.kept import keep_posted_form
from petitions.web.openable import page_of_form
from petitions.web.scripts import wants_json, wants_part

SIGNING_OUT = "auth.sign_out"


def send_to_sign_in() -> ResponseReturnValue:
    """Send whoever is not signed in to the sign-in page and back to where he was; tell a script to ask for it."""
    sign_in = url_for("auth.sign_in", next=page_of_form())
    if wants_json():
        return {"sign_in": sign_in}, 401
    if wants_part():
        return _in_place_of_the_part(sign_in)
    if request.method == "POST" and request.endpoint != SIGNING_OUT:
        flash(_what_became_of_it(), "info")
    return redirect(sign_in, 303)


def _in_place_of_the_part(sign_in: str) -> ResponseReturnValue:
    """Lead away from a page that only asked for itself anew; beside a form say how it goes on, and leave it there."""
    open_page = request.headers.get("HX-Current-URL", "").partition("//")[2].partition("/")[2]
    if request.method == "GET" and "/" + open_page.partition("#")[0].partition("?")[0] == request.path:
        return "", 401, {"HX-Redirect": sign_in}
    return render_template("auth/part_signed_out.html"), 401


def _what_became_of_it() -> str:
    if keep_posted_form() is not None:
        return str(
            _(
                "Your sign-in has ended. "
                "Sign in again: what you had just sent is kept for you, and nobody else, for 30 minutes."
            )
        )
    return str(_("Your sign-in has ended, so what you had just sent was not taken, and nothing of it is kept."))
