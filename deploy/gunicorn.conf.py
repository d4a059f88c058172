"""How gunicorn serves the product: gunicorn -c deploy/gunicorn.conf.py (settings come from the environment)."""

import os
from typing import Any

wsgi_app = "petitions:create_app()"
bind = os.environ.get("PETITIONS_BIND", "127.0.0.1:8000")

# Two processes a core are plenty: a page waits for the database a third of its time, and threads use that.
workers = int(os.environ.get("PETITIONS_WORKERS", "2"))
worker_class = "gthread"
threads = int(os.environ.get("PETITIONS_THREADS", "4"))

# Memory for what is written while a request runs; a disk would stop the heartbeat when it is busy.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108, PTH112 - gunicorn makes its own file there

# A scan of 20 MB over a weak link takes its minute; threads are not killed by that, only silent processes.
timeout = 120
graceful_timeout = 30
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000

# nginx writes down who asked for what; here only faults.
accesslog = None
errorlog = "-"
forwarded_allow_ips = os.environ.get("PETITIONS_PROXY_ADDRESSES", "127.0.0.1,::1")


def on_starting(server: Any) -> None:
    """Refuse to serve more than this machine where accounts with a published password live, as `serve` does."""
    from petitions import create_app
    from petitions.cli.serve import is_this_machine
    from petitions.extensions import db
    from petitions.queries.accounts import has_demo_accounts

    # A socket in the file system is no pair; it is there for a proxy, so it counts as the world.
    if all(isinstance(address, tuple) and is_this_machine(address[0]) for address in server.cfg.address):
        return
    with create_app().app_context():
        is_demo = has_demo_accounts(db.session())
        db.session.remove()
        db.engine.dispose()  # the processes that serve open connections of their own
    if is_demo:
        server.log.error(
            "Accounts of the demo live in this database, with a published password, so only 127.0.0.1 can be served."
        )
        raise SystemExit(1)
