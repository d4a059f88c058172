"""petitions db …: bring the tables to this version; revisions are made in a checkout."""

from __future__ import annotations

from flask_migrate.cli import db as command

__all__ = ["command"]
