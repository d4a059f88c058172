"""The first screen, the language switch, and whether the server lives."""

from petitions.web.home.views import blueprint

__all__ = ["blueprint"]
