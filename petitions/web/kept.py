"""A form sent after the sign-in had expired: kept sealed for half an hour, given back to its author."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from flask import current_app, request
from werkzeug.datastructures import MultiDict

from petitions import clock
from petitions.extensions import db, transaction
from petitions.services.kept_forms import find_author, keep_form, take_form
from petitions.services.sessions import hash_token

_LARGEST = 2_000_000
_LONGEST_PATH = 400


def keep_posted_form(token: str | None) -> None:
    """Seal the posted form for the person of an expired session; a stranger's is not kept."""
    if not token or not request.form or len(request.path) > _LONGEST_PATH:
        return
    person_id = find_author(db.session(), hash_token(token))
    if person_id is None:
        return
    fields = [(name, value) for name, value in request.form.items(multi=True) if _may_keep(name)]
    plain = json.dumps(fields).encode()
    if len(plain) > _LARGEST:
        return
    with transaction() as session:
        keep_form(session, person_id, request.path, _seal().encrypt(plain), now=clock.now())


def _may_keep(field: str) -> bool:
    """Tell whether a field's value may be written down: no token, and nothing that is or was a password."""
    return field != "csrf_token" and "password" not in field.lower()


def take_kept_form(path: str, person_id: int) -> MultiDict[str, Any] | None:
    """Return what this person had sent to ``path`` before signing in again, once."""
    session = db.session()
    row = take_form(session, person_id, path, now=clock.now())
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
