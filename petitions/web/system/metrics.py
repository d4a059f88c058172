"""Numbers for a monitoring system, all of them from the database, so that it is the same whichever process answers."""

from __future__ import annotations

import hmac
from datetime import datetime
from ipaddress import ip_address

from flask import Request, current_app
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from petitions.queries.jobs import WorkStanding
from petitions.queries.outbox import MailStanding


def may_read(request: Request) -> bool:
    """Tell whether the request comes from this machine itself, not through a proxy here, or carries the token."""
    token = current_app.config["SETTINGS"].metrics_token
    given = request.headers.get("Authorization", "")
    if token and hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        return True
    was_passed_on = {"X-Forwarded-For", "Forwarded"} & set(request.headers.keys())
    return not was_passed_on and _is_loopback(request.remote_addr)


def exposition(standing: WorkStanding, mail: MailStanding, *, now: datetime) -> bytes:
    """Return the numbers in Prometheus' text form."""
    registry = CollectorRegistry()
    _gauge(registry, "worker_alive", "Whether a worker has given a sign of life lately.").set(standing.is_alive)
    if standing.beat_at is not None:
        age = _gauge(registry, "worker_beat_age_seconds", "Seconds since the last sign of life of any worker.")
        age.set((now - standing.beat_at).total_seconds())
    success = _gauge(registry, "job_last_success_timestamp_seconds", "When the job last succeeded.", "job")
    failing = _gauge(registry, "job_failing", "Whether the last attempt of the job failed.", "job")
    late = _gauge(registry, "job_late", "Whether the job should have succeeded since it last did.", "job")
    for job in standing.jobs:
        if job.last_success_at is not None:
            success.labels(job.name.value).set(job.last_success_at.timestamp())
        failing.labels(job.name.value).set(job.last_error is not None)
        late.labels(job.name.value).set(job.is_late)
    mails = _gauge(registry, "mails", "Mails that are not done with, by state.", "state")
    for state, count in (("waiting", mail.waiting), ("failed", mail.failed), ("uncertain", mail.uncertain)):
        mails.labels(state).set(count)
    return generate_latest(registry)


def _gauge(registry: CollectorRegistry, name: str, meaning: str, *labels: str) -> Gauge:
    return Gauge(name, meaning, labels, namespace="petitions", registry=registry)


def _is_loopback(address: str | None) -> bool:
    try:
        return ip_address(address or "").is_loopback
    except ValueError:
        return False
