"""Lists and minutes on their way into a meeting: handed in, looked through, confirmed."""

from petitions.web.imports.views import blueprint

__all__ = ["blueprint"]
