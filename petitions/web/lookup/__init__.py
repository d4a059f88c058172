"""The public look-up by receipt."""

from petitions.web.lookup.views import blueprint

__all__ = ["blueprint"]
