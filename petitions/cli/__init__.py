"""The terminal door: one file per noun, registered here and nowhere else."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

from petitions.cli.plain import speak_plainly

NOUNS = (
    "serve",
    "worker",
    "jobs",
    "database",
    "search",
    "deadlines",
    "demo",
    "seed",
    "backup",
    "restore",
    "accounts",
    "organisations",
    "localities",
    "people",
    "calendar",
    "imports",
    "doctor",
    "files",
)


def register_commands(app: Flask) -> None:
    """Register every noun's command or group; each module offers one by the name ``command``."""
    for noun in NOUNS:
        command = import_module(f"petitions.cli.{noun}").command
        speak_plainly(command)
        app.cli.add_command(command)
