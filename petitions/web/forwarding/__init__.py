"""The pages of a council's forwarding letters."""

from petitions.web.forwarding.views import blueprint

__all__ = ["blueprint"]
