"""Signing in and out."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_limiter.util import get_remote_address
from flask_login import current_user, login_user, logout_user
from flask_wtf.csrf import CSRFError
from werkzeug.datastructures import MultiDict

from petitions import clock
from petitions.domain.accounts import DEMO_PASSWORD, username_of
from petitions.domain.errors import CredentialsError, SlowDownError
from petitions.extensions import db, limiter, transaction
from petitions.queries.accounts import has_demo_accounts, list_demo_accounts
from petitions.services.accounts import get_person
from petitions.services.authentication import authenticate, check_wait, forget_failures, note_failure
from petitions.services.sessions import begin_session, end_session, end_session_of_token
from petitions.web.access import User, current_actor, load_user, public, signed_in_even_before_password_change
from petitions.web.auth.forms import SignInForm
from petitions.web.errors import page, sentence_for
from petitions.web.form import errors_onto
from petitions.web.kept import name_author
from petitions.web.openable import opens
from petitions.web.row_keys import take_key
from petitions.web.stale_forms import refuse_stale_form

blueprint = Blueprint("auth", __name__)

WELL_KNOWN_ACCOUNTS = 14
"""How many of the demo's accounts are shown at once, one for each role and a second of some."""


@blueprint.get("/sign-in/")
@public
def sign_in() -> ResponseReturnValue:
    """Ask for name and password."""
    if current_user.is_authenticated:
        return redirect(next_url(), 303)
    # Nobody is signed in here any more, so nobody's rows shall open here.
    reply = make_response(_page(SignInForm(formdata=None)))
    take_key(reply)
    return reply


@blueprint.post("/sign-in/")
@limiter.limit("100/minute", key_func=get_remote_address)
@public
def enter() -> ResponseReturnValue:
    """Sign in, or show the form again."""
    form = SignInForm(_posted())
    if not form.validate():
        return _page(form), 422
    username, address, now = username_of(form.username.data or ""), request.remote_addr or "", clock.now()
    try:
        check_wait(db.session(), username, address, now=now)
        person = authenticate(db.session(), username, form.password.data or "")
    except SlowDownError as error:
        errors_onto(form, {"": _wait_sentence(error.wait_seconds)})
        return _page(form), 429, {"Retry-After": str(error.wait_seconds)}
    except CredentialsError as error:
        with transaction() as writing:
            note_failure(writing, username, address, now=now)
        errors_onto(form, {"username": sentence_for(error)})
        return _page(form), 422
    _begin(person.id, username, address)
    return redirect(next_url(), 303)


@blueprint.errorhandler(CSRFError)
def sent_from_an_old_page(error: CSRFError) -> ResponseReturnValue:
    """Let whoever has signed in beside this page go on; the password stays unread, nobody comes in by it."""
    if request.endpoint != "auth.enter" or not current_user.is_authenticated:
        return refuse_stale_form(error)
    actor = current_actor()
    if username_of(_posted().get("username", "")) == get_person(db.session(), actor.person_id).username:
        return redirect(next_url(), 303)
    sentence = _("You are signed in here as %(name)s. To come in as somebody else, sign out first.", name=actor.name)
    return page(400, sentence, is_anothers=True)


@blueprint.post("/sign-out/")
@signed_in_even_before_password_change
def sign_out() -> ResponseReturnValue:
    """Sign out here."""
    with transaction() as writing:
        end_session(writing, cast("User", current_user).signed_in.session_id, now=clock.now())
    leave()
    flash(_("You have signed out."), "success")
    reply = make_response(redirect(url_for("auth.sign_in"), 303))
    take_key(reply)
    return reply


def leave() -> None:
    """Forget the person in this browser; the language stays."""
    language = session.get("language")
    logout_user()
    session.clear()
    if language:
        session["language"] = language


def next_url() -> str:
    """Return the page asked for before signing in, when it is one of ours and opens."""
    target = request.args.get("next", "")
    is_path = target.startswith("/") and not target.startswith("//") and "\\" not in target and target.isprintable()
    is_elsewhere = not target.startswith(url_for("auth.sign_in"))
    return target if is_path and is_elsewhere and opens(target) else url_for("home.index")


def _posted() -> MultiDict[str, str]:
    """Return what was typed, or the published password with the demo account whose button was pressed."""
    account = request.form.get("account")
    if account and has_demo_accounts(db.session()):
        return MultiDict({"username": account, "password": DEMO_PASSWORD})
    return request.form


def _begin(person_id: int, username: str, address: str) -> None:
    """Start a session in the place of whatever this browser carried before."""
    former, now = session.get("_user_id"), clock.now()
    with transaction() as writing:
        forget_failures(writing, username, address)
        if former:
            end_session_of_token(writing, former, now=now)
        token = begin_session(writing, person_id, address=address, user_agent=request.user_agent.string, now=now)
    leave()
    user = load_user(token)
    if user is not None:
        login_user(user)
        name_author(token)


def _page(form: SignInForm) -> str:
    accounts = list_demo_accounts(db.session())
    return render_template(
        "auth/sign_in.html",
        form=form,
        is_demo=bool(accounts),
        has_expired=bool(session.get("_user_id")),
        demo_password=DEMO_PASSWORD,
        demo_accounts=accounts[:WELL_KNOWN_ACCOUNTS],
        more_demo_accounts=accounts[WELL_KNOWN_ACCOUNTS:],
        next=request.args.get("next"),
    )


def _wait_sentence(seconds: int) -> str:
    minutes = round(seconds / 60)
    wait = (
        ngettext("%(num)d second", "%(num)d seconds", seconds)
        if seconds < 90  # noqa: PLR2004 - in minutes from there on
        else ngettext("%(num)d minute", "%(num)d minutes", minutes)
    )
    sentence: str = _(
        "This name has been entered with a wrong password too often from this computer. "
        "Please wait %(wait)s, then try again. Other computers are not slowed down.",
        wait=wait,
    )
    return sentence
