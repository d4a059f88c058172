"""The monitoring pages."""

from petitions.web.monitoring.views import blueprint

__all__ = ["blueprint"]
