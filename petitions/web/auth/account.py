"""One's own account: who I am, what I am granted, where I am signed in, my password."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address
from flask_login import current_user
from sqlalchemy.orm import Session

from petitions import clock
from petitions.extensions import db, limiter, transaction
from petitions.models import Person
from petitions.queries.accounts import list_grants, list_sessions
from petitions.services.accounts import change_password, choose_mail, get_person
from petitions.services.sessions import end_own_session, end_sessions_of
from petitions.web.access import User, current_actor, signed_in_even_before_password_change
from petitions.web.auth.forms import ConfirmForm, PasswordForm
from petitions.web.auth.views import blueprint, leave
from petitions.web.devices import device_in_words
from petitions.web.form_page import FormPage


@blueprint.get("/account/")
@signed_in_even_before_password_change
def account() -> ResponseReturnValue:
    """Show one's own account."""
    reading, person_id = db.session(), current_actor().person_id
    return render_template(
        "auth/account.html",
        person=get_person(reading, person_id),
        grants=list_grants(reading, [person_id], living_only=True),
        sessions=list_sessions(reading, person_id, now=clock.now()),
        session_id=_session_id(),
        device=device_in_words,
        has_mail=current_app.config["SETTINGS"].mail_url is not None,
    )


@blueprint.post("/account/mail/")
@signed_in_even_before_password_change
def mail() -> ResponseReturnValue:
    """Take the daily mail, or do without."""
    wants = request.form.get("wants_digest") == "1"
    with transaction() as writing:
        choose_mail(writing, current_actor().person_id, wants_digest=wants)
    flash(
        _("You get one mail a day when something waits for you.") if wants else _("You get no mail any more."),
        "success",
    )
    return redirect(url_for("auth.account"), 303)


@blueprint.post("/account/sessions/<int:session_id>/sign-out/")
@signed_in_even_before_password_change
def sign_out_place(session_id: int) -> ResponseReturnValue:
    """Sign out one of the places where one is signed in."""
    with transaction() as writing:
        end_own_session(writing, session_id, current_actor().person_id, now=clock.now())
    if session_id == _session_id():
        leave()
        return redirect(url_for("auth.sign_in"), 303)
    flash(_("You have been signed out there."), "success")
    return redirect(url_for("auth.account"), 303)


class SignOutEverywhere(FormPage[ConfirmForm, None]):
    """Ends every session of the person, this one too."""

    form_class = ConfirmForm
    template = "auth/sign_out_everywhere.html"
    decorators: ClassVar[list[Any]] = [signed_in_even_before_password_change]

    def subject(self, session: Session, **route: Any) -> None:
        """Be about nothing but the person himself."""

    def context(self, session: Session, form: ConfirmForm, subject: None) -> dict[str, Any]:  # noqa: ARG002 - as declared
        """Say how many places will be signed out."""
        return {"count": len(list_sessions(session, current_actor().person_id, now=clock.now()))}

    def carry_out(self, session: Session, form: ConfirmForm, **route: Any) -> str:  # noqa: ARG002 - as declared
        """End the sessions; the browser forgets its own when it comes to sign in again."""
        end_sessions_of(session, current_actor().person_id, now=clock.now())
        return url_for("auth.sign_in")

    def back_url(self, **route: Any) -> str:  # noqa: ARG002 - as declared
        """Return to the account."""
        return url_for("auth.account")

    def post(self, **route: Any) -> ResponseReturnValue:
        """Carry it out and leave nothing of the person in this browser."""
        answer = super().post(**route)
        leave()
        flash(_("You have been signed out everywhere."), "success")
        return answer


class PasswordPage(FormPage[PasswordForm, Person]):
    """Changes one's own password; after a reset it is the only page that opens."""

    form_class = PasswordForm
    template = "auth/password.html"
    decorators: ClassVar[list[Any]] = [
        limiter.limit("30/minute", key_func=get_remote_address, methods=["POST"]),
        signed_in_even_before_password_change,
    ]

    def subject(self, session: Session, **route: Any) -> Person:  # noqa: ARG002 - as declared
        """Return the person himself."""
        return get_person(session, current_actor().person_id)

    def carry_out(self, session: Session, form: PasswordForm, **route: Any) -> str:  # noqa: ARG002 - as declared
        """Change it and end the other sessions."""
        change_password(
            session,
            current_actor().person_id,
            form.current_password.data or "",
            form.new_password.data or "",
            session_id=_session_id(),
            now=clock.now(),
        )
        flash(_("Your password has been changed. Everywhere else you have been signed out."), "success")
        return url_for("home.index" if _had_to_change() else "auth.account")

    def back_url(self, **route: Any) -> str:  # noqa: ARG002 - as declared
        """Return to the account."""
        return url_for("auth.account")


def _session_id() -> int:
    return cast("User", current_user).signed_in.session_id


def _had_to_change() -> bool:
    return cast("User", current_user).signed_in.must_change_password


blueprint.add_url_rule("/account/password/", view_func=PasswordPage.as_view("password"))
blueprint.add_url_rule("/account/sessions/sign-out/", view_func=SignOutEverywhere.as_view("sign_out_everywhere"))
