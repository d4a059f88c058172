"""Signing in and out, the person's own account and password."""

from petitions.web.auth import account as account  # registers its pages on the blueprint
from petitions.web.auth.views import blueprint

__all__ = ["blueprint"]
