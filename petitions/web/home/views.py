"""What to do next; the footer's switch."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from petitions import clock
from petitions.extensions import db
from petitions.i18n import LANGUAGES
from petitions.web.access import public, signed_in, signed_in_person
from petitions.web.home.page import home_page

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@signed_in
def index() -> ResponseReturnValue:
    """Show the person what waits for him."""
    return render_template("home/index.html", **home_page(db.session(), signed_in_person(), today=clock.today()))


@blueprint.post("/language/")
@public
def language() -> ResponseReturnValue:
    """Switch the language of the pages for this browser."""
    chosen = request.form.get("language")
    if chosen in LANGUAGES:
        session["language"] = chosen
    return redirect(url_for("home.index"), 303)
