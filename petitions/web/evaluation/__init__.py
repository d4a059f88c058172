"""The evaluation pages."""

from petitions.web.evaluation.views import blueprint

__all__ = ["blueprint"]
