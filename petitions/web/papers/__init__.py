"""The papers of meetings and rounds."""

from petitions.web.papers.views import blueprint

__all__ = ["blueprint"]
