"""The first screen and the language switch."""

from petitions.web.home.views import blueprint

__all__ = ["blueprint"]
