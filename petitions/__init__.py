"""Petitions: case management for voters' petitions to People's Councils."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from petitions.config import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """Return the assembled application; import late so that the domain never loads Flask."""
    from petitions.app import build_app

    return build_app(settings)
