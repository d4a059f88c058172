"""The door: every route says who may come in, what says nothing lets nobody in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import UserMixin, current_user

from petitions import clock
from petitions.domain.identity import Actor
from petitions.domain.policy import Permission, insist, may
from petitions.extensions import db, login_manager, transaction
from petitions.queries.identity import SignedIn, find_signed_in
from petitions.services.sessions import hash_token, touch_session
from petitions.web.signed_out import send_to_sign_in

View = TypeVar("View", bound=Callable[..., Any])

FIRST_PAGE = "home.index"
"""Where everybody lands after signing in; who holds no role is told so there."""

_TOUCH_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Access:
    """The class of a route, kept on its view function and listed by the route census."""

    is_public: bool = False
    permission: Permission | None = None
    while_password_must_change: bool = False


def public(view: View) -> View:
    """Let anybody in."""
    return _mark(view, Access(is_public=True))


def signed_in(view: View) -> View:
    """Let in whoever is signed in; what he sees and may do there is the service's question."""
    return _mark(view, Access())


def signed_in_even_before_password_change(view: View) -> View:
    """Let in also who has to change the password first (the page for that, and signing out)."""
    return _mark(view, Access(while_password_must_change=True))


def requires(permission: Permission) -> Callable[[View], View]:
    """Let in whoever one of whose grants allows ``permission``."""

    def mark(view: View) -> View:
        return _mark(view, Access(permission=permission))

    return mark


def _mark(view: View, access: Access) -> View:
    view.access = access  # type: ignore[attr-defined]
    return view


class User(UserMixin):  # type: ignore[misc]  # the package carries no types
    """What Flask-Login carries through a request: the signed-in person's living session."""

    def __init__(self, signed_in: SignedIn, token: str) -> None:
        self.signed_in = signed_in
        self.id = token


@login_manager.user_loader  # type: ignore[untyped-decorator]  # the package carries no types
def load_user(token: str) -> User | None:
    """Return the user of a session cookie while its row lives."""
    found = find_signed_in(db.session(), hash_token(token), now=clock.now(), today=clock.today())
    return None if found is None else User(found, token)


def current_actor() -> Actor:
    """Return who is acting in this request."""
    return cast("User", current_user).signed_in.actor


def signed_in_person() -> SignedIn:
    """Return the living session of whoever sent this request."""
    return cast("User", current_user).signed_in


def access_of(endpoint: str) -> Access | None:
    """Return the access class of an endpoint, or None when it has none: nobody comes in."""
    return getattr(current_app.view_functions[endpoint], "access", None)


def guard() -> ResponseReturnValue | None:
    """Decide, before every request, whether it comes in at all."""
    if request.endpoint is None:
        return None  # the router has no such address: 404 or a redirect to the one with a slash
    access = access_of(request.endpoint)
    if access is None:
        abort(403)
    if access.is_public:
        return None
    if not current_user.is_authenticated:
        return send_to_sign_in()
    known = cast("User", current_user).signed_in
    if known.must_change_password and not access.while_password_must_change:
        return redirect(url_for("auth.password"), 303)
    if not known.actor.grants and request.endpoint == FIRST_PAGE:
        return render_template("auth/no_grants.html")
    if access.permission is not None:
        insist(known.actor, access.permission)
    if clock.now() - known.last_used_at > _TOUCH_EVERY:
        with transaction() as writing:
            touch_session(writing, known.session_id, now=clock.now())
    return None


def init_app(app: Flask) -> None:
    """Put the guard before every request."""
    app.before_request(guard)
    app.context_processor(lambda: {"whoami": _whoami()})


@dataclass(frozen=True, slots=True)
class WhoAmI:
    """What every page shows of the signed-in person."""

    name: str
    organisation_id: int | None
    organisation_name: str
    can: frozenset[str]


def _whoami() -> WhoAmI | None:
    if "whoami" not in g:
        g.whoami = None
        if current_user and current_user.is_authenticated:
            actor = current_actor()
            can = frozenset(p.value for p in Permission if may(actor, p))
            g.whoami = WhoAmI(actor.name, actor.organisation_id, actor.organisation_name, can)
    return cast("WhoAmI | None", g.whoami)


def may_now(permission: Permission) -> bool:
    """Tell whether the signed-in person's grants allow ``permission``."""
    return may(current_actor(), permission)
