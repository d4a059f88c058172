"""How a date is counted: a calculator for everybody, and the proof behind every due date."""

from petitions.web.deadlines.views import blueprint

__all__ = ["blueprint"]
