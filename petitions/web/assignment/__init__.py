"""The assignment pages."""

from petitions.web.assignment.views import blueprint

__all__ = ["blueprint"]
