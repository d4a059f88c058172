"""The key under which a browser keeps rows it could not send: derived here, never stored, gone with the sign-in.

It travels as a cookie without an end, so it lives exactly as long as the sign-in beside it: all tabs share it, closing
the browser or signing out takes it away. It opens nothing on the server. docs/adr/0013 says why a cookie.
"""

from __future__ import annotations

import base64
import ipaddress
from dataclasses import dataclass

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Response, current_app, request
from sqlalchemy.orm import Session

from petitions.queries.identity import get_key_salt

COOKIE = "petitions_rows"
PATH = "/meetings/"
_OWNER_BYTES = 9
_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class RowKey:
    """A person's key, and the name under which he is known to his browser: it tells nobody who he is."""

    owner: str
    secret: str

    @property
    def cookie(self) -> str:
        """Return both as the script reads them."""
        return f"{self.owner}.{self.secret}"


def row_key_of(session: Session, person_id: int) -> RowKey:
    """Return the key of a person: always the same one, until his salt or the installation's secret changes."""
    derivation = HKDF(
        algorithm=SHA256(),
        length=_OWNER_BYTES + _KEY_BYTES,
        salt=get_key_salt(session, person_id).encode(),
        info=b"petitions: rows kept in the browser of person %d" % person_id,
    )
    made = derivation.derive(str(current_app.secret_key).encode())
    return RowKey(_as_text(made[:_OWNER_BYTES]), _as_text(made[_OWNER_BYTES:]))


def give_key(response: Response, key: RowKey) -> None:
    """Send the key along, where the line is safe enough; elsewhere browsers offer nothing to use it with anyway."""
    if is_secure_context() and request.cookies.get(COOKIE) != key.cookie:
        secure = current_app.config["SESSION_COOKIE_SECURE"] or request.is_secure
        response.set_cookie(COOKIE, key.cookie, path=PATH, secure=secure, samesite="Strict")


def take_key(response: Response) -> None:
    """Have the browser forget the key."""
    response.delete_cookie(COOKIE, path=PATH, samesite="Strict")


def is_secure_context() -> bool:
    """Tell whether browsers count this address as secure: https, or their own machine."""
    if request.is_secure:
        return True
    host = request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _as_text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
