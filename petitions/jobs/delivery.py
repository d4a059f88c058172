"""Every few minutes of working days: queue the day's digests and send what waits, each once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import current_app
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from petitions.adapters.mail import Letter, LetterRefusedError, Mailer, MailServerAwayError, is_address
from petitions.config import Settings
from petitions.domain.schedule import MOST_LATE
from petitions.domain.vocabulary import JobName
from petitions.extensions import JobFacts, JobStoppedError, db, mailer, transaction
from petitions.i18n import DEFAULT_LANGUAGE, format_date
from petitions.jobs.runner import Turn
from petitions.queries.calendar import get_work_calendar
from petitions.queries.digests import Digest, find_digest
from petitions.queries.jobs import find_last_success
from petitions.services import outbox
from petitions.services.outbox import ClaimedMessage

MOST_BREAKS = 3
"""After so many letters at which the server broke off, the rest waits for the next run."""


def work(turn: Turn) -> JobFacts:
    """Send what waits, within the hours of mail; by hand at any hour."""
    settings: Settings = current_app.config["SETTINGS"]
    with force_locale(DEFAULT_LANGUAGE):
        open_line = mailer(sender_name=_("Voter petitions"))
    if open_line is None or not _is_time(turn, settings):
        return {"sent": 0}
    with transaction() as session:
        outbox.take_back_abandoned(session, now=turn.now())
    queued = _queue(turn, settings)
    with open_line:
        return {"queued": queued, **_send_all(turn, open_line, settings)}


def _queue(turn: Turn, settings: Settings) -> int:
    """Queue the day's digests, once its sweep has said what they are to tell; late is better than never."""
    begin = settings.mail_hours.begin_on(turn.on)
    is_swept = find_last_success(db.session(), JobName.SWEEP, before=turn.on + timedelta(days=1))
    waits = (is_swept is None or is_swept.on < turn.on) and turn.now() < begin + MOST_LATE
    if waits and not turn.by_hand:
        return 0
    with transaction() as session:
        until = turn.now() if turn.by_hand else begin
        return outbox.queue_digests(session, day=turn.on, until=until, now=turn.now())


def _is_time(turn: Turn, settings: Settings) -> bool:
    return turn.by_hand or settings.mail_hours.are_now(turn.now(), get_work_calendar(db.session()))


def _send_all(turn: Turn, open_line: Mailer, settings: Settings) -> dict[str, int]:
    counts = {"sent": 0, "dropped": 0, "put_off": 0, "failed": 0}
    breaks = 0
    while _is_time(turn, settings) and (held := _claim(turn)) is not None:
        turn.keep()
        try:
            counts[_send(turn, held, open_line, settings)] += 1
        except MailServerAwayError as error:
            breaks += 1
            _wait_for_server(held, turn, error)
            if breaks == MOST_BREAKS or not error.is_in_between:
                raise JobStoppedError(error.kind) from None
    return counts


def _claim(turn: Turn) -> ClaimedMessage | None:
    with transaction() as session:
        return outbox.claim_next(session, worker=turn.claim.worker, now=turn.now())


def _wait_for_server(held: ClaimedMessage, turn: Turn, error: MailServerAwayError) -> None:
    """Put the letter back; one at which the server broke off waits longer, for it may be the cause."""
    with transaction() as session:
        if error.is_in_between:
            outbox.put_off(session, held, error=error.kind, now=turn.now())
        else:
            outbox.let_wait(session, held)


def _send(turn: Turn, held: ClaimedMessage, open_line: Mailer, settings: Settings) -> str:
    """Send one letter; return what became of it."""
    digest = find_digest(db.session(), held.id, today=turn.on)
    if digest is None or not is_address(digest.address.mail):
        with transaction() as session:
            outbox.drop(session, held) if digest is None else outbox.give_up(session, held, error="NoAddress")
        return "dropped" if digest is None else "failed"
    letter = compose(held, digest, settings, turn)
    try:
        if not open_line.send(letter, now=turn.now(), about_to=lambda: _about_to(turn, held)):
            return "dropped"
    except LetterRefusedError as refusal:
        error = f"SMTP{refusal.code}"
        with transaction() as session:
            if refusal.is_final:
                outbox.give_up(session, held, error=error)
            else:
                outbox.put_off(session, held, error=error, now=turn.now())
        return "failed" if refusal.is_final else "put_off"
    with transaction() as session:
        outbox.mark_sent(session, held, now=turn.now())
    return "sent"


def _about_to(turn: Turn, held: ClaimedMessage) -> bool:
    with transaction() as session:
        return outbox.hand_over(session, held, now=turn.now())


def compose(held: ClaimedMessage, digest: Digest, settings: Settings, turn: Turn) -> Letter:
    """Return the letter in Vietnamese: codes and links, no content, no name of a voter."""
    with force_locale(DEFAULT_LANGUAGE):
        count = len(digest.dates) + len(digest.news) + digest.left_out
        subject = ngettext(
            "%(num)d matter for you on %(day)s", "%(num)d matters for you on %(day)s", count, day=format_date(turn.on)
        )
        shown = {"digest": digest, "address": (settings.public_url or "").rstrip("/"), "today": turn.on}
        return Letter(
            key=held.key,
            to=digest.address.mail,
            to_name=digest.address.name,
            subject=subject,
            text=_rendered("email/digest.txt", shown),
            html=_rendered("email/digest.html", shown),
        )


def _rendered(name: str, shown: dict[str, Any]) -> str:
    """Return a template filled in, without what pages need: there is no request and nobody signed in."""
    return current_app.jinja_env.get_template(name).render(shown)
