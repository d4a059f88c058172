"""People: the list, one person, entered, changed, closed, opened again, with a new password."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from petitions import clock
from petitions.domain.admin_vocabulary import AdminSubject
from petitions.domain.errors import OwnGrantError
from petitions.domain.vocabulary import LocalityKind, Role
from petitions.extensions import db
from petitions.models import Person
from petitions.queries.accounts import list_grants, list_people, list_sessions
from petitions.queries.administration import list_admin_events_of
from petitions.queries.localities import list_places
from petitions.queries.organisations import list_units
from petitions.services.accounts import (
    activate_person,
    create_person,
    deactivate_person,
    edit_person,
    get_person,
    reset_password,
    sign_person_out,
)
from petitions.services.grants import give_grant
from petitions.web.access import current_actor
from petitions.web.admin.forms import ConfirmForm, NewPersonForm, PersonForm, ReasonForm
from petitions.web.admin.history import in_sentences
from petitions.web.admin.pages import (
    AdminPage,
    F,
    administrators_only,
    cursor_from_address,
    next_address,
    remember_password,
    remembered_password,
    search_words,
)
from petitions.web.admin.views import blueprint
from petitions.web.devices import device_in_words
from petitions.web.form_page import taken
from petitions.web.labels import label, options
from petitions.web.pagination import key_of

MOST_FORMER_GRANTS = 200


@blueprint.get("/people/")
@administrators_only
def people() -> ResponseReturnValue:
    """List accounts by name, found by name, unit and role."""
    query, closed, role = search_words(), request.args.get("state") == "closed", _role_asked_for()
    filters: dict[str, Any] = {"q": query or None, "role": role, "state": "closed" if closed else None}
    after = cursor_from_address()
    rows, following = list_people(db.session(), query=query, role=role, active=not closed, after=after)
    return render_template(
        "admin/people.html",
        rows=rows,
        query=query,
        role=role,
        is_closed=closed,
        roles=[(role.value, label(role)) for role in Role],
        next_url=next_address("admin.people", following, **filters),
        first_url=url_for("admin.people", **filters) if after else None,
    )


@blueprint.get("/people/<int:person_id>/")
@administrators_only
def person(person_id: int) -> ResponseReturnValue:
    """Show one account: who, which roles, where signed in, what was done to it."""
    session = db.session()
    row = get_person(session, person_id)
    grants = list_grants(session, [person_id], living_only=False, limit=MOST_FORMER_GRANTS)
    return render_template(
        "admin/person.html",
        person=row,
        is_me=person_id == current_actor().person_id,
        grants=[grant for grant in grants if grant.revoked_at is None],
        former_grants=[grant for grant in grants if grant.revoked_at is not None],
        sessions=list_sessions(session, person_id, now=clock.now(), limit=10),
        device=device_in_words,
        steps=in_sentences(list_admin_events_of(session, AdminSubject.PERSON, person_id)),
        one_time_password=remembered_password(person_id),
    )


class NewPersonPage(AdminPage[NewPersonForm, None]):
    """Enters a person, with a first role if it is known; the password is made up and shown once."""

    form_class = NewPersonForm
    template = "admin/new_person.html"

    def subject(self, session: Session, **_route: Any) -> None:
        """Nothing stands yet."""

    def offer(self, session: Session, form: NewPersonForm, subject: None) -> None:  # noqa: ARG002 - nothing stands
        """Offer roles, units and areas, each with the choice to leave it open."""
        form.role.choices = [SelectChoice("", _l("Not yet")), *options(Role)]
        form.organisation_id.offer(list_units(session, on=clock.today()), empty=_l("Not yet"))
        form.locality_id.offer(areas(session), empty=_l("Not narrowed"))

    def suggest(self, session: Session, subject: None) -> dict[str, Any]:  # noqa: ARG002 - as declared
        """Take the unit from the page one comes from."""
        unit = key_of(request.args.get("organisation", ""))
        return {} if unit is None else {"organisation_id": unit}

    def carry_out(self, session: Session, form: NewPersonForm, **_route: Any) -> str:
        """Enter the person and the first role, and show the password on the next page."""
        actor, now, first = current_actor(), clock.now(), form.grant()
        row, made = create_person(session, form.draft(), actor=actor, now=now)
        if first is not None:
            give_grant(session, row.id, first, actor=actor, now=now)
        remember_password(row.id, made or "")
        flash(_("The account of %(name)s has been opened.", name=row.full_name), "success")
        return url_for("admin.person", person_id=row.id)

    def back_url(self, **_route: Any) -> str:
        """Return the list."""
        return url_for("admin.people")


class PersonPage(AdminPage[F, Person]):
    """A page about one person."""

    is_about_another: ClassVar[bool] = False
    """Whether nobody may do it to himself."""

    def subject(self, session: Session, **route: Any) -> Person:
        """Return the person, unless it has to be another than who is acting."""
        if self.is_about_another and route["person_id"] == current_actor().person_id:
            raise OwnGrantError
        return get_person(session, route["person_id"])

    def back_url(self, **route: Any) -> str:
        """Return the person's own page."""
        return url_for("admin.person", person_id=route["person_id"])


class EditPersonPage(PersonPage[PersonForm]):
    """Changes name, user name, mail and telephone."""

    form_class = PersonForm
    template = "admin/edit_person.html"

    def prefill(self, session: Session, subject: Person) -> dict[str, Any]:  # noqa: ARG002 - all is in the row
        """Return the person as he stands."""
        return {name: getattr(subject, name) for name in ("full_name", "username", "email", "phone")}

    def carry_out(self, session: Session, form: PersonForm, **route: Any) -> str:
        """Change it."""
        key = route["person_id"]
        edit_person(session, key, form.draft(), **taken(form))
        flash(_("The change has been saved."), "success")
        return self.back_url(**route)


class DeactivatePage(PersonPage[ReasonForm]):
    """Closes an account."""

    form_class = ReasonForm
    template = "admin/deactivation.html"
    is_about_another = True

    def carry_out(self, session: Session, form: ReasonForm, **route: Any) -> str:
        """Close it and sign it out."""
        reason = form.reason.data or ""
        deactivate_person(session, route["person_id"], reason, actor=current_actor(), now=clock.now())
        flash(_("The account has been closed. It is signed out everywhere."), "success")
        return self.back_url(**route)


class ActivatePage(PersonPage[ConfirmForm]):
    """Opens a closed account again."""

    form_class = ConfirmForm
    template = "admin/activation.html"
    is_about_another = True

    def context(self, session: Session, form: ConfirmForm, subject: Person) -> dict[str, Any]:
        """Say which roles come back to life."""
        super().context(session, form, subject)
        return {"grants": list_grants(session, [subject.id], living_only=True)}

    def carry_out(self, session: Session, form: ConfirmForm, **route: Any) -> str:  # noqa: ARG002 - nothing to fill in
        """Open it."""
        activate_person(session, route["person_id"], actor=current_actor(), now=clock.now())
        flash(_("The account is open again."), "success")
        return self.back_url(**route)


class ResetPasswordPage(PersonPage[ConfirmForm]):
    """Makes up a new password, shown once, that has to be changed at the next sign-in."""

    form_class = ConfirmForm
    template = "admin/password_reset.html"
    is_about_another = True

    def carry_out(self, session: Session, form: ConfirmForm, **route: Any) -> str:  # noqa: ARG002 - nothing to fill in
        """Reset it, and show the new one on the next page."""
        key = route["person_id"]
        remember_password(key, reset_password(session, key, actor=current_actor(), now=clock.now()))
        return self.back_url(**route)


class SignOutPersonPage(PersonPage[ConfirmForm]):
    """Ends every session of a person."""

    form_class = ConfirmForm
    template = "admin/person_sign_out.html"

    def carry_out(self, session: Session, form: ConfirmForm, **route: Any) -> str:  # noqa: ARG002 - nothing to fill in
        """End them."""
        sign_person_out(session, route["person_id"], actor=current_actor(), now=clock.now())
        flash(_("The person has been signed out everywhere."), "success")
        return self.back_url(**route)


def areas(session: Session) -> list[tuple[int, str]]:
    """Return the places to which a deputy's role may be narrowed: villages are too small."""
    return list_places(session, (LocalityKind.PROVINCE, LocalityKind.COMMUNE))


def _role_asked_for() -> Role | None:
    asked = request.args.get("role", "")
    return Role(asked) if asked in [role.value for role in Role] else None


for address, page, name in (
    ("/people/new/", NewPersonPage, "new_person"),
    ("/people/<int:person_id>/particulars/", EditPersonPage, "edit_person"),
    ("/people/<int:person_id>/deactivation/", DeactivatePage, "deactivate_person"),
    ("/people/<int:person_id>/activation/", ActivatePage, "activate_person"),
    ("/people/<int:person_id>/password/", ResetPasswordPage, "reset_password"),
    ("/people/<int:person_id>/sign-out/", SignOutPersonPage, "sign_person_out"),
):
    blueprint.add_url_rule(address, view_func=page.as_view(name))
