"""Deadline rules: each with its versions; a version entered, put right, taken out, always as a proposed change."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from petitions import clock
from petitions.domain.admin_vocabulary import AdminSubject
from petitions.domain.change_errors import RuleInUseError
from petitions.domain.rule_change import RuleChange, RuleStep
from petitions.extensions import db
from petitions.models import DeadlineRule
from petitions.queries.administration import list_admin_events_of_many, list_deadline_rules
from petitions.queries.proposals import rule_uses
from petitions.queries.rules import get_rule_version, list_rule_versions
from petitions.services.rules import is_rule_used
from petitions.web.admin.calendar_forms import RemovalForm
from petitions.web.admin.changes import hand_in
from petitions.web.admin.history import in_sentences
from petitions.web.admin.pages import AdminPage, administrators_only
from petitions.web.admin.rule_forms import SourceForm, VersionForm
from petitions.web.admin.views import blueprint
from petitions.web.rule_names import rule_name


@blueprint.get("/rules/")
@administrators_only
def rules() -> ResponseReturnValue:
    """Show the rules that fix due dates, each with its source and whether it was checked."""
    return render_template("admin/rules.html", rules=list_deadline_rules(db.session()), rule_name=rule_name)


@blueprint.get("/rules/<string:rule_code>/")
@administrators_only
def rule(rule_code: str) -> ResponseReturnValue:
    """Show one rule with all its versions, what rests on each, and who changed what."""
    session, today = db.session(), clock.today()
    versions = list_rule_versions(session, rule_code)
    ends = [*(row.valid_from for row in versions[1:]), None]
    begun = [row for row in versions if row.valid_from <= today]
    events = list_admin_events_of_many(session, AdminSubject.DEADLINE_RULE, [row.id for row in versions])
    return render_template(
        "admin/rule.html",
        name=rule_name(rule_code),
        code=rule_code,
        versions=[(row, until) for row, until in zip(versions, ends, strict=True)][::-1],
        in_force=(begun or versions)[-1 if begun else 0],
        uses=rule_uses(session, rule_code),
        steps=in_sentences(events),
    )


class VersionPage(AdminPage[VersionForm, DeadlineRule]):
    """A version of a rule; the same form enters and changes it."""

    form_class = VersionForm

    def prefill(self, session: Session, subject: DeadlineRule) -> dict[str, Any]:  # noqa: ARG002 - all is in the row
        """Return the version as it stands."""
        return VersionForm.values_of(subject)

    def context(self, session: Session, form: VersionForm, subject: DeadlineRule) -> dict[str, Any]:
        """Return what the rule is called."""
        return {**super().context(session, form, subject), "name": rule_name(subject.code)}

    def back_url(self, **route: Any) -> str:
        """Return the rule."""
        return url_for("admin.rule", rule_code=route["rule_code"])


class NewVersionPage(VersionPage):
    """Enters a version that takes the place of the one before it from a day on."""

    template = "admin/new_rule_version.html"

    def subject(self, session: Session, **route: Any) -> DeadlineRule:
        """Return the latest version, from which the new one is made."""
        return list_rule_versions(session, route["rule_code"])[-1]

    def prefill(self, session: Session, subject: DeadlineRule) -> dict[str, Any]:
        """Return the latest version without its day, its source and who checked it."""
        return super().prefill(session, subject) | {"valid_from": None, "source": "", "is_verified": False}

    def carry_out(self, session: Session, form: VersionForm, **route: Any) -> str:
        """Propose it."""
        change = RuleChange(RuleStep.ADD, route["rule_code"], None, form.draft())
        return hand_in(session, change, back=self.back_url(**route))


class EditVersionPage(VersionPage):
    """Changes a version on which nothing rests yet."""

    template = "admin/edit_rule_version.html"

    def subject(self, session: Session, **route: Any) -> DeadlineRule:
        """Return the version."""
        return get_rule_version(session, route["rule_code"], route["rule_id"])

    def context(self, session: Session, form: VersionForm, subject: DeadlineRule) -> dict[str, Any]:
        """Return whether clocks rest on it, so that its numbers stay."""
        return {**super().context(session, form, subject), "is_used": is_rule_used(session, subject.id)}

    def carry_out(self, session: Session, form: VersionForm, **route: Any) -> str:
        """Propose it."""
        change = RuleChange(RuleStep.EDIT, route["rule_code"], route["rule_id"], form.draft())
        return hand_in(session, change, back=self.back_url(**route))


class VersionSourcePage(AdminPage[SourceForm, DeadlineRule]):
    """Puts right where a version stands and whether somebody compared it; moves no date."""

    form_class = SourceForm
    template = "admin/rule_version_source.html"

    def subject(self, session: Session, **route: Any) -> DeadlineRule:
        """Return the version."""
        return get_rule_version(session, route["rule_code"], route["rule_id"])

    def prefill(self, session: Session, subject: DeadlineRule) -> dict[str, Any]:  # noqa: ARG002 - all is in the row
        """Return the source as it stands."""
        return {"source": subject.source, "is_verified": subject.is_verified}

    def context(self, session: Session, form: SourceForm, subject: DeadlineRule) -> dict[str, Any]:
        """Return what the rule is called."""
        return {**super().context(session, form, subject), "name": rule_name(subject.code)}

    def carry_out(self, session: Session, form: SourceForm, **route: Any) -> str:
        """Propose it."""
        return hand_in(session, form.change(self.subject(session, **route)), back=self.back_url(**route))

    def back_url(self, **route: Any) -> str:
        """Return the rule."""
        return url_for("admin.rule", rule_code=route["rule_code"])


class VersionRemovalPage(AdminPage[RemovalForm, DeadlineRule]):
    """Takes out a version on which nothing rests; the one before it goes on."""

    form_class = RemovalForm
    template = "admin/rule_version_removal.html"

    def subject(self, session: Session, **route: Any) -> DeadlineRule:
        """Return the version, or say that clocks rest on it."""
        version = get_rule_version(session, route["rule_code"], route["rule_id"])
        if is_rule_used(session, version.id):
            raise RuleInUseError
        return version

    def context(self, session: Session, form: RemovalForm, subject: DeadlineRule) -> dict[str, Any]:
        """Return what the rule is called, and whether no version stands before this one."""
        is_first = list_rule_versions(session, subject.code)[0] is subject
        return {**super().context(session, form, subject), "name": rule_name(subject.code), "is_first": is_first}

    def carry_out(self, session: Session, form: RemovalForm, **route: Any) -> str:
        """Propose it."""
        change = RuleChange(RuleStep.REMOVE, route["rule_code"], route["rule_id"])
        return hand_in(session, change, back=self.back_url(**route), reason=form.reason.data)

    def back_url(self, **route: Any) -> str:
        """Return the rule."""
        return url_for("admin.rule", rule_code=route["rule_code"])


_VERSION = "/rules/<string:rule_code>/versions/<int:rule_id>"
blueprint.add_url_rule("/rules/<string:rule_code>/versions/new/", view_func=NewVersionPage.as_view("new_rule_version"))
blueprint.add_url_rule(f"{_VERSION}/", view_func=EditVersionPage.as_view("rule_version"))
blueprint.add_url_rule(f"{_VERSION}/source/", view_func=VersionSourcePage.as_view("rule_version_source"))
blueprint.add_url_rule(f"{_VERSION}/removal/", view_func=VersionRemovalPage.as_view("rule_version_removal"))
