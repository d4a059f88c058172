"""The secret with which keys of receipts are stored: derived from the installation's own, so a backup carries both."""

from __future__ import annotations

import hashlib

from flask import current_app


def lookup_secret() -> bytes:
    """Return it; another secret key of the installation voids every receipt."""
    return hashlib.sha256(b"receipts:" + str(current_app.secret_key).encode()).digest()
