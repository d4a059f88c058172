"""The files pages."""

from petitions.web.files.views import blueprint

__all__ = ["blueprint"]
