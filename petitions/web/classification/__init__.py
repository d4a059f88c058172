"""The classification pages."""

from petitions.web.classification.views import blueprint

__all__ = ["blueprint"]
