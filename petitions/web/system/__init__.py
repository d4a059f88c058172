"""Whether the server lives, is ready, and does its scheduled work: for machines and for those who look after it."""

from petitions.web.system.views import blueprint

__all__ = ["blueprint"]
