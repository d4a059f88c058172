"""The response pages."""

from petitions.web.response.views import blueprint

__all__ = ["blueprint"]
