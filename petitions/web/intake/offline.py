"""The meeting's page without a network: the worker that keeps its shell, the shell itself, and how it is installed.

None of the three holds anything about a person or a meeting: the worker fetches the shell as a stranger would.
"""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from pathlib import Path

from flask import Response, current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petitions import resources
from petitions.web.access import public
from petitions.web.intake.forms import StatementForm
from petitions.web.intake.row_words import row_words

SCOPE = "/meetings/"
_USED = re.compile(r'(?:src|href)="(/static/[^"]+)"')
_FOLDERS = ("intake", "layouts", "components")


@public
def worker() -> ResponseReturnValue:
    """Return the service worker: our own file, told what to keep and which version of it."""
    shell = {"version": _version(), "page": url_for("intake.offline"), "assets": _assets()}
    script = (resources.static_directory() / "js" / "rows" / "worker.js").read_text("utf-8")
    reply = Response(f"self.SHELL = {json.dumps(shell)};\n{script}", mimetype="text/javascript")
    reply.headers["Service-Worker-Allowed"] = SCOPE
    return reply


@public
def offline() -> ResponseReturnValue:
    """Return the page as it opens without a network, before the browser fills it with what it keeps."""
    return _shell()


@public
def manifest() -> ResponseReturnValue:
    """Return how the meetings' pages are installed."""
    icon = {"src": url_for("static", filename="img/favicon.svg"), "type": "image/svg+xml", "sizes": "any"}
    described = {
        "name": _("Voter petitions"),
        "short_name": _("Meetings"),
        "lang": "vi",
        "start_url": url_for("intake.offline"),
        "scope": SCOPE,
        "display": "standalone",
        "background_color": "#f5f4ef",
        "theme_color": "#17415a",
        "icons": [icon],
    }
    return Response(json.dumps(described, ensure_ascii=False), mimetype="application/manifest+json")


def _shell() -> str:
    form = StatementForm(formdata=None)
    form.subject_field_id.offer([], empty="")
    return render_template("intake/offline.html", form=form, words=row_words())


def _assets() -> list[str]:
    """Return the address of every file the shell is made of, modules and pictures included."""
    static = resources.static_directory()
    named = set(_USED.findall(_shell()))
    parts = [*static.glob("js/rows/*.js"), *static.glob("img/*.svg")]
    named |= {url_for("static", filename=part.relative_to(static).as_posix()) for part in parts}
    return sorted(named - {url_for("static", filename="js/rows/worker.js")})


def _version() -> str:
    return _digest(str(current_app.static_folder), str(current_app.template_folder))


@cache
def _digest(static_folder: str, template_folder: str) -> str:
    """Return what changes whenever a file of ours does, so that browsers fetch the shell anew."""
    templates = [path for name in _FOLDERS for path in Path(template_folder, name).glob("*.html")]
    files = sorted([*Path(static_folder).rglob("*.*"), *templates])
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
