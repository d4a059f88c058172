"""The admin pages."""

from petitions.web.admin.views import blueprint

__all__ = ["blueprint"]
