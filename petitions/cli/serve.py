"""petitions serve: one process that one machine needs."""

from __future__ import annotations

from contextlib import nullcontext
from ipaddress import ip_address

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import gettext as _

from petitions.extensions import db, scheduled_work
from petitions.queries.accounts import has_demo_accounts


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, envvar="PORT", type=click.IntRange(1, 65535))
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 64))
@click.option("--worker/--no-worker", "with_worker", default=True, help="Do the scheduled work too, or leave it.")
@with_appcontext
def command(host: str, port: int, threads: int, *, with_worker: bool) -> None:
    """Serve the web pages until stopped, and do the scheduled work meanwhile.

    Where accounts of the demo live, with their published password, only this machine is served.
    """
    if has_demo_accounts(db.session()) and not is_this_machine(host):
        raise click.ClickException(
            _("Accounts of the demo live here, with a published password, so only 127.0.0.1 can be served.")
        )
    db.session.remove()
    from waitress import serve

    click.echo(f"http://{f'[{host}]' if ':' in host else host}:{port}/")
    application = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - the proxy is not the application
    with scheduled_work().working_beside() if with_worker else nullcontext():
        serve(application, host=host, port=port, threads=threads, ident=None)


def is_this_machine(host: str) -> bool:
    """Tell whether an address is reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
