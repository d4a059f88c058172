"""Units: the list, one unit, entered, changed, ended."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from petitions import clock
from petitions.domain.admin_vocabulary import AdminSubject
from petitions.domain.vocabulary import LocalityKind, OrganisationKind
from petitions.extensions import db
from petitions.models import Organisation
from petitions.queries.accounts import list_people_of_unit
from petitions.queries.administration import list_admin_events_of
from petitions.queries.localities import list_places
from petitions.queries.organisations import (
    count_open_work,
    get_organisation_page,
    list_kin,
    list_organisations,
    list_units,
)
from petitions.services.organisations import (
    create_organisation,
    edit_organisation,
    end_organisation,
    get_organisation,
)
from petitions.web.access import current_actor
from petitions.web.admin.history import in_sentences
from petitions.web.admin.pages import (
    AdminPage,
    F,
    administrators_only,
    cursor_from_address,
    next_address,
    search_words,
)
from petitions.web.admin.unit_forms import EndForm, OrganisationForm
from petitions.web.admin.views import blueprint
from petitions.web.form_page import taken
from petitions.web.labels import label

UNIT_PLACES = (LocalityKind.PROVINCE, LocalityKind.DISTRICT, LocalityKind.COMMUNE)
MOST_PEOPLE = 100
_EDITED = (
    "name",
    "short_name",
    "kind",
    "level",
    "locality_id",
    "parent_id",
    "code",
    "mailbox",
    "valid_from",
    "approval_required",
    "delegates_to_office",
    "decline_limit",
)


@blueprint.get("/organisations/")
@administrators_only
def organisations() -> ResponseReturnValue:
    """List units by name, found by name, kind, and whether they still exist."""
    query, ended, kind = search_words(), request.args.get("state") == "ended", _kind_asked_for()
    filters: dict[str, Any] = {"q": query or None, "kind": kind, "state": "ended" if ended else None}
    after, today = cursor_from_address(), clock.today()
    period = {"ended_before": today} if ended else {"living_on": today}
    rows, following = list_organisations(db.session(), query=query, kind=kind, after=after, **period)
    return render_template(
        "admin/organisations.html",
        rows=rows,
        query=query,
        kind=kind,
        is_ended=ended,
        kinds=[(kind.value, label(kind)) for kind in OrganisationKind],
        next_url=next_address("admin.organisations", following, **filters),
        first_url=url_for("admin.organisations", **filters) if after else None,
    )


@blueprint.get("/organisations/<int:organisation_id>/")
@administrators_only
def organisation(organisation_id: int) -> ResponseReturnValue:
    """Show one unit: what it is, who works there, what came before and after, what was changed."""
    session = db.session()
    unit = get_organisation_page(session, organisation_id)
    before, after = list_kin(session, organisation_id)
    return render_template(
        "admin/organisation.html",
        unit=unit,
        is_council=unit.kind is OrganisationKind.COUNCIL,
        predecessors=before,
        successors=after,
        people=list_people_of_unit(session, organisation_id, limit=MOST_PEOPLE),
        steps=in_sentences(list_admin_events_of(session, AdminSubject.ORGANISATION, organisation_id)),
    )


class OrganisationPage(AdminPage[F, Organisation | None]):
    """A page about a unit, or about one that is being entered."""

    def subject(self, session: Session, **route: Any) -> Organisation | None:
        """Return the unit, None for a new one."""
        return get_organisation(session, route["organisation_id"]) if route else None

    def back_url(self, **route: Any) -> str:
        """Return the unit's own page, or the list."""
        return url_for("admin.organisation", **route) if route else url_for("admin.organisations")


class OrganisationFormPage(OrganisationPage[OrganisationForm]):
    """What a unit is; the same form enters and changes it."""

    form_class = OrganisationForm

    def offer(self, session: Session, form: OrganisationForm, subject: Organisation | None) -> None:
        """Offer places and the units it may belong to."""
        places = [subject.locality_id] if subject else []
        above = [subject.parent_id] if subject and subject.parent_id else []
        own = subject.id if subject else None
        form.locality_id.offer(list_places(session, UNIT_PLACES, also=places))
        form.parent_id.offer(list_units(session, on=clock.today(), but=own, also=above), empty=_l("To no other unit"))

    def prefill(self, session: Session, subject: Organisation | None) -> dict[str, Any]:  # noqa: ARG002 - all is in the row
        """Return the unit as it stands."""
        if subject is None:
            return {"decline_limit": 3}
        return {name: getattr(subject, name) for name in _EDITED}

    def suggest(self, session: Session, subject: Organisation | None) -> dict[str, Any]:  # noqa: ARG002 - as declared
        """Let a new unit begin today."""
        return {} if subject else {"valid_from": clock.today()}


class NewOrganisationPage(OrganisationFormPage):
    """Enters a unit."""

    template = "admin/new_organisation.html"

    def carry_out(self, session: Session, form: OrganisationForm, **_route: Any) -> str:
        """Enter it."""
        unit = create_organisation(session, form.draft(), actor=current_actor(), now=clock.now())
        flash(_("The unit has been entered."), "success")
        return url_for("admin.organisation", organisation_id=unit.id)


class EditOrganisationPage(OrganisationFormPage):
    """Changes a unit; its end is a step of its own."""

    template = "admin/edit_organisation.html"

    def carry_out(self, session: Session, form: OrganisationForm, **route: Any) -> str:
        """Change it."""
        key = route["organisation_id"]
        draft = form.draft(valid_to=get_organisation(session, key).valid_to)
        edit_organisation(session, key, draft, **taken(form))
        flash(_("The change has been saved."), "success")
        return self.back_url(**route)


class EndOrganisationPage(OrganisationPage[EndForm]):
    """Says until when a unit exists and who takes over."""

    form_class = EndForm
    template = "admin/organisation_ending.html"

    def offer(self, session: Session, form: EndForm, subject: Organisation | None) -> None:
        """Offer the units that can take over."""
        if subject is not None:
            held = [key for key, _name in list_kin(session, subject.id)[1]]
            form.successor_ids.offer(list_units(session, on=clock.today(), but=subject.id, also=held))

    def prefill(self, session: Session, subject: Organisation | None) -> dict[str, Any]:
        """Return the end that stands."""
        if subject is None:
            return {}
        held = [key for key, _name in list_kin(session, subject.id)[1]]
        return {"valid_to": subject.valid_to, "successor_ids": held}

    def context(self, session: Session, form: EndForm, subject: Organisation | None) -> dict[str, Any]:
        """Say how much open work the unit holds and how many people lose a role."""
        super().context(session, form, subject)
        if subject is None:
            return {}
        people = list_people_of_unit(session, subject.id, limit=MOST_PEOPLE)
        return {"open_work": count_open_work(session, subject.id), "people": people}

    def carry_out(self, session: Session, form: EndForm, **route: Any) -> str:
        """Write it down."""
        end_organisation(
            session,
            route["organisation_id"],
            form.valid_to.data,
            form.successor_ids.data or [],
            form.reason.data or "",
            **taken(form),
        )
        flash(
            _("The end of the unit has been saved.") if form.valid_to.data else _("The end was taken back."), "success"
        )
        return self.back_url(**route)


def _kind_asked_for() -> OrganisationKind | None:
    asked = request.args.get("kind", "")
    return OrganisationKind(asked) if asked in [kind.value for kind in OrganisationKind] else None


blueprint.add_url_rule("/organisations/new/", view_func=NewOrganisationPage.as_view("new_organisation"))
blueprint.add_url_rule(
    "/organisations/<int:organisation_id>/particulars/", view_func=EditOrganisationPage.as_view("edit_organisation")
)
blueprint.add_url_rule(
    "/organisations/<int:organisation_id>/ending/", view_func=EndOrganisationPage.as_view("end_organisation")
)
