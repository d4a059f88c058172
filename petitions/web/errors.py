"""What a refusal looks like: one table gives each error its HTTP status and its sentence."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_limiter import RateLimitExceeded
from sqlalchemy.exc import NoResultFound, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from petitions.adapters.table_fault import TableRefusedError
from petitions.domain import change_errors, errors, import_errors, meeting_errors, merge_errors
from petitions.domain.accounts import PasswordFault
from petitions.i18n import format_date
from petitions.list_sentences import import_sentence
from petitions.sentences import table_sentence
from petitions.services.imports.rows import ImportRefusedError
from petitions.web.file_sentences import FILE_SENTENCES
from petitions.web.merge_refusals import MERGE_REFUSALS
from petitions.web.scripts import wants_json

log = structlog.get_logger(__name__)

NOT_FOUND = _l("We cannot find what you asked for.")
MOVED_ON = _l("The case has moved on since you opened this page, so this step can no longer be taken.")
CHANGED = _l("Somebody else changed this while you were working on it.")

SENTENCES: dict[type[Exception], tuple[int, LazyString]] = {
    NoResultFound: (404, NOT_FOUND),
    errors.NotFoundError: (404, NOT_FOUND),
    errors.NotPermittedError: (403, _l("This step belongs to someone else.")),
    errors.TransitionNotAllowedError: (409, MOVED_ON),
    errors.ChangedMeanwhileError: (409, CHANGED),
    StaleDataError: (409, CHANGED),
    errors.NotEmptyError: (
        409,
        _l("The demo is loaded only into an empty database; this one already holds people, units, places or cases."),
    ),
    errors.StatementInUseError: (409, _l("A case was made from this statement meanwhile; correct the case instead.")),
    meeting_errors.NotHeldYetError: (409, _l("This meeting has not been held yet.")),
    errors.StatementRemovedError: (409, _l("This statement was taken off the minutes meanwhile.")),
    errors.DeclineLimitError: (403, _l("This case has been declined too often; the Standing Board decides now.")),
    errors.OwnGrantError: (403, _l("Nobody changes his own rights; another administrator has to do it.")),
    errors.LastAdministratorError: (
        409,
        _l("This is the last administrator; appoint another one first."),
    ),
    errors.CredentialsError: (422, _l("User name or password is not right.")),
    errors.SlowDownError: (429, _l("Too many failed attempts from here. Please wait a little and try again.")),
    errors.FieldError: (422, _l("This value cannot be accepted.")),
    errors.MissingError: (422, _l("Please fill this in.")),
    errors.DateInFutureError: (422, _l("This date has not come yet.")),
    errors.UnknownChoiceError: (422, _l("Please choose one from the list.")),
    errors.FilesNotKeptError: (422, _l("Files cannot be stored just now. Nothing was saved; please try again.")),
    errors.FileUnreadableError: (
        503,
        _l("This file cannot be read just now. Please tell the administrator."),
    ),
    errors.RuleMissingError: (422, _l("No deadline rule is in force; please enter the date the letter names.")),
    errors.NotExtendableError: (422, _l("The rule of this deadline allows no extension.")),
    errors.NotPausableError: (422, _l("This deadline cannot be paused: its rule does not allow it.")),
    errors.DeadlineInputError: (422, _l("These dates contradict each other or reach outside the calendar.")),
    errors.OtherCouncilError: (422, _l("This council session belongs to another People's Council.")),
    errors.LeadAlsoCoordinatingError: (422, _l("The lead agency cannot coordinate with itself.")),
    errors.AlreadyTakenError: (422, _l("This is already in use; choose another.")),
    errors.UsernameError: (
        422,
        _l("A user name has at least two letters (a to z, no accents) or digits; of other signs only . _ -."),
    ),
    errors.WrongPasswordError: (422, _l("The present password is not right.")),
    errors.RoleDoesNotFitError: (422, _l("This role does not exist in a unit of this kind.")),
    errors.HierarchyError: (422, _l("This would place it under or after itself, or under one of the wrong kind.")),
    change_errors.LengthRefusedError: (422, _l("A length is a whole number from 1 to 3650.")),
    change_errors.TargetAfterLegalError: (422, _l("The shorter term may not be longer than the legal one.")),
    change_errors.ExtensionContradictionError: (
        422,
        _l(
            "This contradicts how often the term may be extended: from 0 to 9 times, and a length only where it may be."
        ),
    ),
    change_errors.OffsetsRefusedError: (
        422,
        _l(
            "Write whole numbers from 1 to 365, each once and in order: warnings from the most to the fewest days, "
            "reminders from the fewest to the most."
        ),
    ),
    change_errors.RuleInUseError: (
        409,
        _l("Clocks rest on this version, so its numbers stay. Enter a new version that takes its place from a day on."),
    ),
    change_errors.LastVersionError: (409, _l("This is the only version of the rule; it cannot be taken out.")),
    change_errors.ChangeAtWorkError: (
        409,
        _l("Another change of calendar or rules is being applied just now. Please wait until it is done."),
    ),
    change_errors.NoWorkingDayError: (422, _l("Tick at least one day of the week that is worked.")),
    merge_errors.UnmergeRefusedError: (409, MOVED_ON),
    merge_errors.PartsInUseError: (409, MOVED_ON),
    merge_errors.RaisedInCircleError: (
        422,
        _l("That case is this one, or was itself raised again from it; name one that came before."),
    ),
    errors.CodeError: (422, _l("A code holds letters without accents, digits and . _ - / only.")),
}

_PASSWORD_FAULTS: dict[PasswordFault, LazyString] = {
    PasswordFault.TOO_SHORT: _l("A password has at least 10 characters; several words in a row are easy to remember."),
    PasswordFault.TOO_LONG: _l("A password has at most 200 characters."),
    PasswordFault.COMMON: _l("This password is easy to guess; take several words that only you put together."),
    PasswordFault.LIKE_USERNAME: _l("The password may not be made of the user name."),
}

WITH_FACTS: dict[type[Exception], Callable[[Any], str]] = {
    **MERGE_REFUSALS,
    TableRefusedError: table_sentence,
    **dict.fromkeys(import_errors.ALL, import_sentence),
    ImportRefusedError: lambda e: _("Nothing was written. Faults: %(count)s.", count=len(e.faults)),
    errors.DateBeforeError: lambda e: _("This date may not lie before %(date)s.", date=format_date(e.earliest)),
    errors.DateAfterError: lambda e: _("This date may not lie after %(date)s.", date=format_date(e.latest)),
    change_errors.MakeupOnWorkingDayError: lambda e: _(
        "%(date)s is worked anyway by the weekly pattern, so it cannot be a make-up day.", date=format_date(e.on)
    ),
    errors.ExtensionLimitError: lambda e: ngettext(
        "The rule of this deadline allows %(num)d extension, and it has been granted.",
        "The rule of this deadline allows %(num)d extensions, and they have been granted.",
        e.limit,
    ),
    errors.PersonalDataError: lambda e: _(
        "This text goes to agencies but holds personal data: %(found)s. "
        "Take it out, or confirm below that it has to stay.",
        found=", ".join(f"\u201c{text}\u201d" for text in e.found),
    ),
    errors.PasswordRefusedError: lambda e: str(_PASSWORD_FAULTS[e.fault]),
    errors.PersonalDataInNoteError: lambda e: _(
        "Agencies read this but it holds personal data: %(found)s. Please write it without.",
        found=", ".join(f"\u201c{text}\u201d" for text in e.found),
    ),
    meeting_errors.NotHeldYetError: lambda e: _(
        "This meeting is planned for %(day)s; what voters say can be entered from that day on.",
        day=format_date(e.held_on),
    ),
    meeting_errors.MoreSpeakersError: lambda e: _(
        "More voters cannot have spoken than were present (%(count)s); check both numbers.", count=e.voter_count
    ),
    meeting_errors.StatementTakenError: lambda e: _(
        "Since this page was opened, %(codes)s was made from a statement chosen here. Look at it first; "
        "if another case is needed all the same, confirm it below.",
        codes=", ".join(e.codes),
    ),
    errors.FilesRefusedError: lambda e: " ".join(sentence_for(refusal) for refusal in e.refusals),
    **FILE_SENTENCES,
}


def sentence_for(error: Exception) -> str:
    """Return the sentence of an error, of the nearest class that has one."""
    for kind in type(error).__mro__:
        if kind in WITH_FACTS:
            return str(WITH_FACTS[kind](error))
        if kind in SENTENCES:
            return str(SENTENCES[kind][1])
    return str(_("Something went wrong."))


def status_for(error: Exception) -> int:
    """Return the HTTP status of an error."""
    return next((SENTENCES[kind][0] for kind in type(error).__mro__ if kind in SENTENCES), 500)


def page(status: int, sentence: str | None = None, **context: Any) -> tuple[str | dict[str, Any], int]:
    """Return the page of a refusal, or for a script its sentence alone; ``sentence`` where there is an exact one."""
    if wants_json():
        return {"sentence": sentence or ""}, status
    return render_template(f"errors/{status}.html", sentence=sentence, **context), status


def _refused(error: Exception) -> ResponseReturnValue:
    status = status_for(error)
    if isinstance(error, errors.FieldError) and wants_json():
        return {"errors": {error.field: [sentence_for(error)]}}, status
    typed = [(str(_TEXTS[name]), value) for name, value in request.form.items(multi=True) if name in _TEXTS and value]
    sentence = None if type(error) in _SAID_BY_THE_PAGE else sentence_for(error)
    shown = {"typed": typed if status in _KEEPS_TEXT else [], "current": [], "back_url": _way_back(status)}
    return page(status, sentence, is_overtaken=type(error) not in _FORBIDDEN_BY_A_RULE, **shown)


def _way_back(status: int) -> str | None:
    """Return where what the step was meant for can be seen; nothing where the refusal hides it."""
    route = request.view_args or {}
    if "code" in route and status in _LEAVES_IN_SIGHT:
        return url_for("browse.case", code=route["code"])
    if "meeting_id" in route and status == HTTPStatus.CONFLICT:
        return url_for("intake.meeting", meeting_id=route["meeting_id"])
    return None


_SAID_BY_THE_PAGE = frozenset({NoResultFound, errors.NotFoundError, errors.NotPermittedError})
_FORBIDDEN_BY_A_RULE = frozenset(
    {
        meeting_errors.NotHeldYetError,
        errors.LastAdministratorError,
        change_errors.RuleInUseError,
        change_errors.LastVersionError,
        change_errors.ChangeAtWorkError,
    }
)
"""What answers 409 although nobody else was quicker."""
_KEEPS_TEXT = frozenset({400, 403, 404, 409})
_LEAVES_IN_SIGHT = frozenset({403, 409})
"""Refusals that only meet whoever sees the case, so that the way back to it is open."""
_TEXTS: dict[str, LazyString] = {
    "summary": _l("Summary"),
    "content": _l("Content"),
    "forwarded_text": _l("Forwarded text"),
    "answer": _l("Answer"),
    "reason": _l("Reason"),
    "note": _l("Note"),
}
"""The long texts of forms: what a refused step keeps, under the labels people know."""


def _http(error: HTTPException) -> ResponseReturnValue:
    """Give Werkzeug's own refusals our page; redirects pass."""
    code = error.code or 500
    if code < 400:  # noqa: PLR2004 - 3xx are answers, not refusals
        return error.get_response()
    if code in _PAGES:
        headers = {k: v for k, v in error.get_headers() if k in ("Retry-After", "Allow")}
        wait = error.limit.limit.get_expiry() if isinstance(error, RateLimitExceeded) else None
        if wait:
            headers["Retry-After"] = str(wait)
        return *page(code, retry_after=wait), headers
    return page(400, _("The request could not be understood."))


_PAGES = frozenset({403, 404, 405, 413, 429, 500, 503})


def _database_away(error: OperationalError) -> ResponseReturnValue:
    log.error("database unavailable", kind=type(error.orig).__name__)
    return *page(503), {"Retry-After": "30"}


def _unexpected(error: Exception) -> ResponseReturnValue:
    log.error("unexpected error", kind=type(error).__name__, exc_info=error)
    return page(500)


def init_app(app: Flask) -> None:
    """Register the table."""
    for kind in (errors.DomainError, NoResultFound, StaleDataError):
        app.register_error_handler(kind, _refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _database_away)
    if not app.testing:
        app.register_error_handler(Exception, _unexpected)
