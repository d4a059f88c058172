"""Reminding agencies of answers that are late: the tasks, their letters, the register of what went out."""

from petitions.web.reminders.views import blueprint

__all__ = ["blueprint"]
