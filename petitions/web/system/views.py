"""Health for balancers, numbers for a monitoring system, one page for people."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from prometheus_client import CONTENT_TYPE_LATEST

from petitions import clock
from petitions.domain.policy import Permission
from petitions.extensions import db, transaction
from petitions.queries.calendar import get_work_calendar
from petitions.queries.jobs import WorkStanding, get_work_standing
from petitions.queries.outbox import get_mail_standing, list_troubles
from petitions.sentences import alarms_of, mail_alarms_of
from petitions.services.outbox import dismiss, send_again
from petitions.web.access import public, requires
from petitions.web.system.metrics import exposition, may_read

blueprint = Blueprint("system", __name__)


@blueprint.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """Say that the process answers."""
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8"}


@blueprint.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """Say that the database answers too, and how scheduled work stands; late work does not keep pages away."""
    standing = _standing()
    return jsonify(
        {
            "status": "ready",
            "worker": {"is_alive": standing.is_alive, "beat_at": _iso(standing.beat_at)},
            "jobs": {
                job.name.value: {
                    "last_success_at": _iso(job.last_success_at),
                    "last_error": job.last_error,
                    "is_late": job.is_late,
                }
                for job in standing.jobs
            },
        }
    )


@blueprint.get("/metrics")
@public
def metrics() -> ResponseReturnValue:
    """Give the numbers, to this machine or for the token alone."""
    if not may_read(request):
        abort(403)
    return Response(
        exposition(_standing(), get_mail_standing(db.session()), now=clock.now()), content_type=CONTENT_TYPE_LATEST
    )


@blueprint.get("/system/")
@requires(Permission.WATCH_SYSTEM)
def scheduled_work() -> ResponseReturnValue:
    """Show when each job last succeeded and what is wrong."""
    standing, mail, now = _standing(), get_mail_standing(db.session()), clock.now()
    return render_template(
        "system/index.html",
        standing=standing,
        alarms=[*alarms_of(standing), *mail_alarms_of(mail, now=now)],
        mail=mail,
        has_mail=current_app.config["SETTINGS"].mail_url is not None,
        troubles=list_troubles(db.session()) if mail.failed or mail.uncertain else [],
    )


@blueprint.post("/system/mails/<int:message_id>/sending/")
@requires(Permission.WATCH_SYSTEM)
def send_mail_again(message_id: int) -> ResponseReturnValue:
    """Let a mail that did not arrive be tried once more."""
    with transaction() as session:
        send_again(session, message_id, now=clock.now())
    flash(_("The mail is tried again within the next hours of work."), "success")
    return redirect(url_for("system.scheduled_work"), 303)


@blueprint.post("/system/mails/<int:message_id>/dismissal/")
@requires(Permission.WATCH_SYSTEM)
def dismiss_mail(message_id: int) -> ResponseReturnValue:
    """Take notice of a mail that did not arrive, so that nobody is told of it any more."""
    with transaction() as session:
        dismiss(session, message_id)
    return redirect(url_for("system.scheduled_work"), 303)


def _standing() -> WorkStanding:
    session = db.session()
    return get_work_standing(session, get_work_calendar(session), now=clock.now())


def _iso(instant: object) -> str | None:
    return None if instant is None else instant.isoformat()  # type: ignore[attr-defined]
