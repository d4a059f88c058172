"""The HTTP door: one package per feature, registered here and nowhere else."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

from petitions.web import addresses

FEATURES = (
    "auth",
    "home",
    "browse",
    "intake",
    "imports",
    "papers",
    "lookup",
    "classification",
    "merging",
    "alike",
    "assignment",
    "forwarding",
    "response",
    "evaluation",
    "files",
    "monitoring",
    "reminders",
    "admin",
    "deadlines",
    "system",
    "notices",
)


def register_features(app: Flask) -> None:
    """Register every feature's blueprint; each package offers one by the name ``blueprint``."""
    addresses.init_app(app)
    for feature in FEATURES:
        app.register_blueprint(import_module(f"petitions.web.{feature}").blueprint)
