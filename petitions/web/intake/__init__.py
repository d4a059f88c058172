"""The intake pages."""

from petitions.web.intake.views import blueprint

__all__ = ["blueprint"]
