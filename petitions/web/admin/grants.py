"""Roles given to a person and taken back."""

from __future__ import annotations

from typing import Any

from flask import flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from petitions import clock
from petitions.domain.errors import NotFoundError
from petitions.models import Person
from petitions.queries.accounts import GrantRow, list_grants
from petitions.queries.organisations import list_units
from petitions.services.accounts import get_person
from petitions.services.grants import give_grant, revoke_grant
from petitions.web.access import current_actor
from petitions.web.admin.forms import GrantForm, ReasonForm
from petitions.web.admin.people import PersonPage, areas
from petitions.web.admin.views import blueprint


class GrantPage(PersonPage[GrantForm]):
    """Gives a role; it counts at once."""

    form_class = GrantForm
    template = "admin/grant.html"
    is_about_another = True

    def offer(self, session: Session, form: GrantForm, subject: Person) -> None:  # noqa: ARG002 - the same for all
        """Offer the units that exist and the areas a deputy may be narrowed to."""
        form.organisation_id.offer(list_units(session, on=clock.today()))
        form.locality_id.offer(areas(session), empty=_l("Not narrowed"))

    def prefill(self, session: Session, subject: Person) -> dict[str, Any]:
        """Suggest the unit in which the person holds a role already."""
        held = list_grants(session, [subject.id], living_only=True, limit=1)
        return {"organisation_id": held[0].organisation_id} if held else {}

    def context(self, session: Session, form: GrantForm, subject: Person) -> dict[str, Any]:
        """Return the roles held already."""
        super().context(session, form, subject)
        return {"grants": list_grants(session, [subject.id], living_only=True)}

    def carry_out(self, session: Session, form: GrantForm, **route: Any) -> str:
        """Give it."""
        give_grant(session, route["person_id"], form.draft(), actor=current_actor(), now=clock.now())
        flash(_("The role has been granted. It counts at once."), "success")
        return url_for("admin.person", person_id=route["person_id"])


class RevokePage(PersonPage[ReasonForm]):
    """Takes a role back, with a reason."""

    form_class = ReasonForm
    template = "admin/revocation.html"
    is_about_another = True

    def current(self, session: Session, **route: Any) -> Person | None:
        """Return the person even when the role has been taken back meanwhile."""
        return get_person(session, route["person_id"])

    def context(self, session: Session, form: ReasonForm, subject: Person) -> dict[str, Any]:
        """Return the role it is about."""
        super().context(session, form, subject)
        return {"grant": self._grant(session, subject.id)}

    def carry_out(self, session: Session, form: ReasonForm, **route: Any) -> str:
        """Take it back."""
        person_id, key = route["person_id"], route["grant_id"]
        revoke_grant(session, person_id, key, form.reason.data or "", actor=current_actor(), now=clock.now())
        flash(_("The role has been taken back. It no longer counts."), "success")
        return url_for("admin.person", person_id=person_id)

    def _grant(self, session: Session, person_id: int) -> GrantRow:
        wanted = (request.view_args or {})["grant_id"]
        found = next((g for g in list_grants(session, [person_id], living_only=True) if g.id == wanted), None)
        if found is None:
            raise NotFoundError
        return found


blueprint.add_url_rule("/people/<int:person_id>/grants/new/", view_func=GrantPage.as_view("grant"))
blueprint.add_url_rule(
    "/people/<int:person_id>/grants/<int:grant_id>/revocation/", view_func=RevokePage.as_view("revoke")
)
