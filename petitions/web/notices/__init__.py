"""The inbox: what a person was told, and what of it he has not seen yet."""

from petitions.web.notices.views import blueprint

__all__ = ["blueprint"]
