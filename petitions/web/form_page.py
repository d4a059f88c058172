"""One address with one form: shown on GET, carried out once on POST, nothing typed ever lost.

Every page that writes is a ``FormPage``; every step on a case is a ``StepPage``. A feature says what
to load, what to offer, what to prefill and which service to call; refusals, doubled forms, conflicts
and kept forms are dealt with here, the same for all.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Generic, TypedDict, TypeVar

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask.views import MethodView
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from petitions import clock
from petitions.domain.errors import (
    ChangedMeanwhileError,
    FieldError,
    NotFoundError,
    NotPermittedError,
    TransitionNotAllowedError,
)
from petitions.domain.identity import Actor
from petitions.domain.policy import require
from petitions.domain.vocabulary import Action
from petitions.extensions import db, transaction
from petitions.models import Case
from petitions.queries.cases import facts_of, get_case
from petitions.services.submissions import claim, find_done
from petitions.web.access import current_actor, signed_in
from petitions.web.action_pages import ACTION_PAGES
from petitions.web.errors import sentence_for
from petitions.web.form import BaseForm, errors_onto
from petitions.web.kept import take_kept_form

F = TypeVar("F", bound=BaseForm)
S = TypeVar("S")

_CONFLICTS = (ChangedMeanwhileError, TransitionNotAllowedError, StaleDataError)
_CLOSED = (NotFoundError, NotPermittedError)
"""What a form meets whose first sending took the step out of its sender's hands."""


class Taken(TypedDict):
    """What every service asks of a step: who takes it, when, and which version the page showed."""

    actor: Actor
    now: datetime
    seen_version: int | None


def taken(form: BaseForm) -> Taken:
    """Return by whom the step of a form is taken; ``**taken(form)`` hands it to the service."""
    return {"actor": current_actor(), "now": clock.now(), "seen_version": form.seen_version}


class FormPage(MethodView, Generic[F, S]):
    """A page around one form ``F`` about one subject ``S`` (a case, a meeting, a person, or None)."""

    form_class: type[F]
    template: ClassVar[str]
    refusal: FieldError | None = None
    """What the service said to the form that is shown again, for a page that has more to tell of it."""

    def subject(self, session: Session, **route: Any) -> S:
        """Return what the page is about; raises NotFoundError or NotPermittedError."""
        raise NotImplementedError

    def offer(self, session: Session, form: F, subject: S) -> None:
        """Fill the form's choices."""

    def prefill(self, session: Session, subject: S) -> dict[str, Any]:  # noqa: ARG002 - for pages that have some
        """Return what the fields hold when the page is opened; also 'now' on the conflict page."""
        return {}

    def suggest(self, session: Session, subject: S) -> dict[str, Any]:  # noqa: ARG002 - for pages that have some
        """Return what else the fields hold when the page is opened; a field not posted does not fall back on it."""
        return {}

    def carry_out(self, session: Session, form: F, **route: Any) -> str:
        """Do the work inside one transaction; return the address to go to."""
        raise NotImplementedError

    def context(self, session: Session, form: F, subject: S) -> dict[str, Any]:  # noqa: ARG002 - for pages that have some
        """Return what the template needs beside ``form`` and ``subject``."""
        return {}

    def keep_for_next_try(self, form: F) -> None:
        """Keep what a browser cannot send a second time, before a refused form is shown again."""

    def settle(self, session: Session, form: F) -> None:
        """Do what goes with the work in the same transaction."""

    def back_url(self, **route: Any) -> str:  # noqa: ARG002 - most pages override it with their route
        """Return where Cancel and the conflict page lead."""
        return url_for("home.index")

    # --- the one way every such page works -----------------------------------------------------

    def get(self, **route: Any) -> ResponseReturnValue:
        """Show the form, with what was kept of it when a sign-in had expired."""
        session = db.session()
        subject = self.subject(session, **route)
        kept = take_kept_form(request.path, current_actor().person_id)
        form = self._form(session, subject, kept, self.suggest(session, subject) if kept is None else {})
        return self._render(session, form, subject, route, was_kept=kept is not None)

    def post(self, **route: Any) -> ResponseReturnValue:
        """Carry the form out once, or show it again with its faults."""
        session = db.session()
        try:
            subject = self.subject(session, **route)
            form = self._form(session, subject, request.form)
            if form.validate():
                return self._attempt(form, subject, route)
        except (*_CONFLICTS, *_CLOSED, IntegrityError) as error:
            return self._overtaken(error, route)
        return self._refused(form, subject, route)

    def _attempt(self, form: F, subject: S, route: dict[str, Any]) -> ResponseReturnValue:
        try:
            return redirect(self._write(form, route), 303)
        except FieldError as error:
            self.refusal = error
            errors_onto(form, {error.field: sentence_for(error)})
            return self._refused(form, subject, route)

    def _refused(self, form: F, subject: S, route: dict[str, Any]) -> ResponseReturnValue:
        """Show the form with its faults, unless they only come of its having been carried out already."""
        session = db.session()
        if (done := self._done(session)) is not None:
            return redirect(done, 303)
        self.keep_for_next_try(form)
        return self._render(session, form, subject, route), 422

    def _overtaken(self, error: Exception, route: dict[str, Any]) -> ResponseReturnValue:
        """Send the sender of a doubled form where the first one went; show anybody else the conflict."""
        if (done := self._done(db.session())) is not None:
            return redirect(done, 303)
        if not isinstance(error, _CONFLICTS):
            raise error
        return self._conflict(error, route)

    def _form(self, session: Session, subject: S, data: Any, suggested: dict[str, Any] | None = None) -> F:
        formdata = None if data is None else data
        if data is request.form:
            formdata = _with_files()
        form = self.form_class(formdata=formdata, data=self.prefill(session, subject) | (suggested or {}))
        self.offer(session, form, subject)
        form.ready()
        return form

    def _write(self, form: F, route: dict[str, Any]) -> str:
        key = form.key
        with transaction() as session:
            likely = self.back_url(**route)
            row = claim(session, key, current_actor().person_id, now=clock.now(), location=likely) if key else None
            location = self.carry_out(session, form, **route)
            self.settle(session, form)
            if row is not None:
                row.location = location
        return location

    def _done(self, session: Session) -> str | None:
        key = _usable(request.form.get("submission_key"))
        return find_done(session, key, current_actor().person_id) if key else None

    def _render(self, session: Session, form: F, subject: S, route: dict[str, Any], *, was_kept: bool = False) -> str:
        context = self.context(session, form, subject)
        return render_template(
            self.template, form=form, subject=subject, was_kept=was_kept, cancel_url=self.back_url(**route), **context
        )

    def current(self, session: Session, **route: Any) -> S | None:
        """Return the subject as it is now for the conflict page, without asking whether the step is still open."""
        return self.subject(session, **route)

    def _conflict(self, error: Exception, route: dict[str, Any]) -> ResponseReturnValue:
        session = db.session()
        subject = self.current(session, **route)
        typed, stored = self.form_class(formdata=request.form).typed(), []
        if subject is not None:
            typed = self._form(session, subject, request.form).typed()
            stored = self._form(session, subject, None).typed()
        return (
            render_template(
                "errors/409.html",
                sentence=sentence_for(error),
                typed=typed,
                current=stored,
                is_overtaken=True,
                back_url=self.back_url(**route),
            ),
            409,
        )


class StepPage(FormPage[F, Case]):
    """The page of one step on a case: open only while the workflow has the step for this person."""

    action: ClassVar[Action]
    template = "steps/step.html"
    decorators: ClassVar[list[Any]] = [signed_in]

    def action_for(self, case: Case) -> Action:  # noqa: ARG002 - one address may serve two steps
        """Return the step this page takes."""
        return self.action

    def subject(self, session: Session, **route: Any) -> Case:
        """Return the case when the step is open to the actor now."""
        case = get_case(session, route["code"], actor=current_actor())
        require(current_actor(), self.action_for(case), facts_of(case))
        return case

    def current(self, session: Session, **route: Any) -> Case | None:
        """Return the case whatever its state."""
        return get_case(session, route["code"], actor=current_actor())

    def context(self, session: Session, form: F, subject: Case) -> dict[str, Any]:  # noqa: ARG002 - same for all steps
        """Return title, explanation and button of the step."""
        if not form.version.data:
            form.version.data = str(subject.version)
        action = self.action_for(subject)
        return {"case": subject, "action": action, "page": ACTION_PAGES[action]}

    def back_url(self, **route: Any) -> str:
        """Return the case's own page."""
        return url_for("browse.case", code=route["code"])


def _usable(key: str | None) -> str | None:
    """Return a form's key as the table takes it, or None; a forged one with a NUL counts as none."""
    return key[:40] if key and "\0" not in key else None


def _with_files() -> Any:
    """Return the posted fields and files as one mapping, as Flask-WTF would."""
    if not request.files:
        return request.form
    from werkzeug.datastructures import CombinedMultiDict

    return CombinedMultiDict((request.files, request.form))
