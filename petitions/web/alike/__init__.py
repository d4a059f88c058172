"""The pages that ask whether a matter was raised before."""

from petitions.web.alike.views import blueprint

__all__ = ["blueprint"]
