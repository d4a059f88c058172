"""A form sent after its sign-in had ended: kept sealed for half an hour, given back to its author.

Its author is whoever was signed in when the page was shown, not who is now: each form's token against forgery is made
of the sign-in it was shown in, and signed.
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from flask import current_app, request, session
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.datastructures import MultiDict

from petitions import clock
from petitions.extensions import db, transaction
from petitions.services.kept_forms import find_author, keep_form, take_form
from petitions.services.sessions import hash_token
from petitions.web.openable import page_of_form
from petitions.web.scripts import wants_json, wants_part

FIELD = "csrf_token"
"""The field of a form, and the entry of the cookie it is compared with."""

_LARGEST = 2_000_000
_LONGEST_PATH = 400


def name_author(token: str) -> None:
    """Have every form shown in this sign-in carry whose it is."""
    session[FIELD] = hash_token(token)


def author_of_form() -> int | None:
    """Return on whose page the posted form stood, by what we signed; None where nobody was signed in there."""
    try:
        shown_in = _signature().loads(request.form.get(FIELD, ""))
    except BadData:
        return None
    return find_author(db.session(), str(shown_in))


def keep_posted_form() -> int | None:
    """Seal the posted form for its author, and return who that is; None where it is not kept.

    A stranger's is not kept, nor one that no page would show again, nor what a script sent: that stands in its page.
    """
    person_id = author_of_form()
    is_scripts = wants_json() or wants_part()
    if person_id is None or is_scripts or page_of_form() is None or len(request.path) > _LONGEST_PATH:
        return None
    fields = [(name, value) for name, value in request.form.items(multi=True) if _may_keep(name)]
    plain = json.dumps(fields).encode()
    if len(plain) > _LARGEST:
        return None
    with transaction() as writing:
        keep_form(writing, person_id, request.path, _seal().encrypt(plain), now=clock.now())
    return person_id


def _may_keep(field: str) -> bool:
    """Tell whether a field's value may be written down: no token, and nothing that is or was a password."""
    return field != FIELD and "password" not in field.lower()


def take_kept_form(path: str, person_id: int) -> MultiDict[str, Any] | None:
    """Return what this person had sent to ``path`` before signing in again, once."""
    row = take_form(db.session(), person_id, path, now=clock.now())
    if row is None:
        return None
    sealed = row.sealed
    with transaction() as writing:
        take_form(writing, person_id, path, now=clock.now(), forget=True)
    try:
        return MultiDict(json.loads(_seal().decrypt(sealed)))
    except InvalidToken:
        return None


def _seal() -> Fernet:
    key = hashlib.sha256(b"kept forms:" + str(current_app.secret_key).encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def _signature() -> URLSafeTimedSerializer:
    """Return what Flask-WTF signs its tokens with; it offers none that reads a token of another session."""
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="wtf-csrf-token")
