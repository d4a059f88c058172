"""Signing in and out; the person's own account."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user

from petitions import clock
from petitions.domain.errors import CredentialsError
from petitions.extensions import db, limiter, transaction
from petitions.queries.accounts import has_demo_accounts
from petitions.services.authentication import authenticate, check_wait, forget_failures, note_failure
from petitions.services.sessions import begin_session, end_session
from petitions.web.access import User, load_user, public, signed_in_even_before_password_change
from petitions.web.auth.forms import SignInForm
from petitions.web.errors import sentence_for
from petitions.web.form import errors_onto

blueprint = Blueprint("auth", __name__)


@blueprint.get("/sign-in/")
@public
def sign_in() -> ResponseReturnValue:
    """Ask for name and password."""
    if current_user.is_authenticated:
        return redirect(_next_url(), 303)
    return _page(SignInForm(formdata=None)), 200


@blueprint.post("/sign-in/")
@limiter.limit("60/minute")
@public
def enter() -> ResponseReturnValue:
    """Sign in, or show the form again."""
    form = SignInForm(request.form)
    if not form.validate():
        return _page(form), 422
    username, address, now = (form.username.data or "").lower(), request.remote_addr or "", clock.now()
    check_wait(db.session(), username, address, now=now)
    try:
        person = authenticate(db.session(), username, form.password.data or "")
    except CredentialsError as error:
        with transaction() as writing:
            note_failure(writing, username, address, now=now)
        errors_onto(form, {"username": sentence_for(error)})
        return _page(form), 422
    with transaction() as writing:
        forget_failures(writing, username, address)
        agent = request.user_agent.string
        token = begin_session(writing, person.id, address=address, user_agent=agent, now=now)
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    user = load_user(token)
    if user is not None:
        login_user(user)
    return redirect(_next_url(), 303)


@blueprint.post("/sign-out/")
@signed_in_even_before_password_change
def sign_out() -> ResponseReturnValue:
    """Sign out here."""
    with transaction() as writing:
        end_session(writing, cast("User", current_user).signed_in.session_id, now=clock.now())
    logout_user()
    session.clear()
    return redirect(url_for("auth.sign_in"), 303)


@blueprint.get("/account/")
@signed_in_even_before_password_change
def account() -> ResponseReturnValue:
    """Show one's own account."""
    return render_template("auth/account.html")


@blueprint.get("/account/password/")
@signed_in_even_before_password_change
def password() -> ResponseReturnValue:
    """Ask for a new password."""
    return render_template("auth/account.html")


def _page(form: SignInForm) -> str:
    return render_template("auth/sign_in.html", form=form, has_demo=has_demo_accounts(db.session()))


def _next_url() -> str:
    """Return the page asked for before signing in, when it is one of ours."""
    target = request.args.get("next", "")
    parts = urlsplit(target)
    safe = target.startswith("/") and not target.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return target if safe and "\n" not in target and "\r" not in target else url_for("home.index")
