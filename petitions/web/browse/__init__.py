"""The browse pages."""

from petitions.web.browse.views import blueprint

__all__ = ["blueprint"]
