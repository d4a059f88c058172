"""The merging pages."""

from petitions.web.merging.views import blueprint

__all__ = ["blueprint"]
