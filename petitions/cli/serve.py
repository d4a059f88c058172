"""petitions serve: one process that one machine needs."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, envvar="PORT", type=click.IntRange(1, 65535))
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 64))
@with_appcontext
def command(host: str, port: int, threads: int) -> None:
    """Serve the web pages until stopped."""
    from waitress import serve

    click.echo(f"http://{host}:{port}/")
    serve(current_app._get_current_object(), host=host, port=port, threads=threads, ident=None)  # type: ignore[attr-defined]  # noqa: SLF001 - the proxy is not the application
