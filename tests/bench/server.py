"""The product and a bare page side by side in one server process, each reply telling its statements.

    python -m tests.bench.server PORT

The bare page is the measure of all others: the same server, a Flask view, one Core select by an
index, a plain Jinja table of 25 rows, no sign-in.
"""

import sys
import threading
from dataclasses import replace

import sqlalchemy as sa
from flask import Flask, Response, render_template_string
from waitress import serve
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from petitions.app import build_app
from petitions.config import settings_from_environment
from petitions.extensions import engine_options

BARE_PAGE = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>Bare</title></head><body>
<h1>Bare</h1>
<table><thead><tr><th>Code</th><th>Summary</th><th>State</th><th>Received</th><th>Due</th></tr></thead><tbody>
{% for row in rows %}<tr><td><a href="/cases/{{ row.code }}/">{{ row.code }}</a></td><td>{{ row.summary }}</td>
<td>{{ row.state }}</td><td>{{ row.received_on.strftime("%d/%m/%Y") }}</td>
<td>{{ row.due_on.strftime("%d/%m/%Y") if row.due_on else "" }}</td></tr>
{% endfor %}</tbody></table></body></html>
"""
_counted = threading.local()


@sa.event.listens_for(sa.Engine, "before_cursor_execute")
def _count(_connection, _cursor, statement, *_rest):
    if not statement.startswith(("BEGIN", "PRAGMA")):
        _counted.statements = getattr(_counted, "statements", 0) + 1


def tell_statements(app: Flask) -> None:
    """Let every reply carry the number of its statements."""

    @app.before_request
    def begin() -> None:
        _counted.statements = 0

    # Before the guard of the product, which makes statements of its own.
    app.before_request_funcs[None].insert(0, app.before_request_funcs[None].pop())

    @app.after_request
    def tell(response: Response) -> Response:
        response.headers["X-Statements"] = str(_counted.statements)
        return response


def bare_app(database_url: str) -> Flask:
    """Return the page that does only what no page can do without."""
    app = Flask("bare")
    engine = sa.create_engine(database_url, **engine_options(database_url))
    case = sa.table(
        "case",
        sa.column("id"),
        sa.column("code"),
        sa.column("summary"),
        sa.column("state"),
        sa.column("received_on", sa.Date),
        sa.column("due_on", sa.Date),
    )
    newest = (
        sa.select(case.c.code, case.c.summary, case.c.state, case.c.received_on, case.c.due_on)
        .order_by(case.c.received_on.desc(), case.c.id.desc())
        .limit(25)
    )

    @app.get("/")
    def page() -> str:
        with engine.connect() as connection:
            return render_template_string(BARE_PAGE, rows=connection.execute(newest).all())

    return app


def main() -> None:
    """Serve until killed."""
    settings = replace(settings_from_environment(), is_testing=True)  # a closed loop meets no request limit
    product = build_app(settings)
    bare = bare_app(settings.database_url)
    for app in (product, bare):
        tell_statements(app)
    both = DispatcherMiddleware(product, {"/bare": bare})
    # Whoever waits for his scene keeps his connection, however long the others take.
    serve(both, host="127.0.0.1", port=int(sys.argv[1]), threads=8, channel_timeout=3600)


if __name__ == "__main__":
    main()
