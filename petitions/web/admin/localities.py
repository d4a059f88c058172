"""Places: what lies where, entered, changed, ended."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from petitions import clock
from petitions.domain.admin_vocabulary import AdminSubject
from petitions.domain.vocabulary import LocalityKind
from petitions.extensions import db
from petitions.models import Locality
from petitions.queries.administration import list_admin_events_of
from petitions.queries.localities import get_locality_page, list_kin, list_localities, list_places
from petitions.services.localities import create_locality, edit_locality, end_locality, get_locality
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
from petitions.web.admin.unit_forms import EndForm, LocalityForm
from petitions.web.admin.views import blueprint
from petitions.web.form_page import taken
from petitions.web.pagination import key_of

_BELOW = {
    LocalityKind.PROVINCE: LocalityKind.COMMUNE,
    LocalityKind.DISTRICT: LocalityKind.COMMUNE,
    LocalityKind.COMMUNE: LocalityKind.VILLAGE,
}
"""What is most often entered in a place of each kind."""


@blueprint.get("/localities/")
@administrators_only
def localities() -> ResponseReturnValue:
    """List the places on top, or those a search finds anywhere."""
    query, after = search_words(), cursor_from_address()
    rows, following = list_localities(db.session(), parent_id=None, query=query, after=after)
    return render_template(
        "admin/localities.html",
        rows=rows,
        query=query,
        next_url=next_address("admin.localities", following, q=query or None),
        first_url=url_for("admin.localities", q=query or None) if after else None,
    )


@blueprint.get("/localities/<int:locality_id>/")
@administrators_only
def locality(locality_id: int) -> ResponseReturnValue:
    """Show one place and what lies directly in it."""
    session, after = db.session(), cursor_from_address()
    place = get_locality_page(session, locality_id)
    rows, following = list_localities(session, parent_id=locality_id, after=after)
    before, successors = list_kin(session, locality_id)
    return render_template(
        "admin/locality.html",
        place=place,
        rows=rows,
        may_hold_others=place.kind in _BELOW,
        predecessors=before,
        successors=successors,
        steps=in_sentences(list_admin_events_of(session, AdminSubject.LOCALITY, locality_id)),
        next_url=next_address("admin.locality", following, locality_id=locality_id),
        first_url=url_for("admin.locality", locality_id=locality_id) if after else None,
    )


class LocalityPage(AdminPage[F, Locality | None]):
    """A page about a place, or about one that is being entered."""

    def subject(self, session: Session, **route: Any) -> Locality | None:
        """Return the place, None for a new one."""
        return get_locality(session, route["locality_id"]) if route else None

    def back_url(self, **route: Any) -> str:
        """Return the place's own page, or the list."""
        return url_for("admin.locality", **route) if route else url_for("admin.localities")


class LocalityFormPage(LocalityPage[LocalityForm]):
    """What a place is and where it lies; the same form enters and changes it."""

    form_class = LocalityForm

    def offer(self, session: Session, form: LocalityForm, subject: Locality | None) -> None:
        """Offer the places it can lie in."""
        kinds = (LocalityKind.PROVINCE, LocalityKind.DISTRICT, LocalityKind.COMMUNE)
        held = [subject.parent_id] if subject and subject.parent_id else []
        form.parent_id.offer(list_places(session, kinds, also=held), empty=_l("In no other (a province)"))


class NewLocalityPage(LocalityFormPage):
    """Enters a place."""

    template = "admin/new_locality.html"

    def suggest(self, session: Session, subject: Locality | None) -> dict[str, Any]:  # noqa: ARG002 - nothing stands yet
        """Take the place above from the page one comes from, and the kind that follows from it."""
        key = key_of(request.args.get("parent", ""))
        above = None if key is None else session.get(Locality, key)
        if above is None:
            return {"kind": LocalityKind.PROVINCE.value, "valid_from": clock.today()}
        kind = _BELOW.get(above.kind, LocalityKind.VILLAGE)
        return {"kind": kind.value, "parent_id": above.id, "valid_from": clock.today()}

    def carry_out(self, session: Session, form: LocalityForm, **_route: Any) -> str:
        """Enter it."""
        place = create_locality(session, form.draft(), actor=current_actor(), now=clock.now())
        flash(_("The place has been entered."), "success")
        return url_for("admin.locality", locality_id=place.id)


class EditLocalityPage(LocalityFormPage):
    """Changes a place; its end is a step of its own."""

    template = "admin/edit_locality.html"

    def prefill(self, session: Session, subject: Locality | None) -> dict[str, Any]:  # noqa: ARG002 - all is in the row
        """Return the place as it stands."""
        return {name: getattr(subject, name) for name in ("name", "kind", "parent_id", "code", "valid_from")}

    def carry_out(self, session: Session, form: LocalityForm, **route: Any) -> str:
        """Change it."""
        key = route["locality_id"]
        draft = form.draft(valid_to=get_locality(session, key).valid_to)
        edit_locality(session, key, draft, **taken(form))
        flash(_("The change has been saved."), "success")
        return self.back_url(**route)


class EndLocalityPage(LocalityPage[EndForm]):
    """Says until when a place exists and what it went into."""

    form_class = EndForm
    template = "admin/locality_ending.html"

    def offer(self, session: Session, form: EndForm, subject: Locality | None) -> None:
        """Offer the places of the kinds into which this one can go."""
        if subject is not None:
            held = [key for key, _name in list_kin(session, subject.id)[1]]
            kinds = {subject.kind, LocalityKind.COMMUNE} if subject.kind is LocalityKind.DISTRICT else {subject.kind}
            offered = list_places(session, kinds, also=held)
            form.successor_ids.offer([(key, name) for key, name in offered if key != subject.id])

    def prefill(self, session: Session, subject: Locality | None) -> dict[str, Any]:
        """Return the end that stands."""
        if subject is None:
            return {}
        held = [key for key, _name in list_kin(session, subject.id)[1]]
        return {"valid_to": subject.valid_to, "successor_ids": held}

    def carry_out(self, session: Session, form: EndForm, **route: Any) -> str:
        """Write it down."""
        end_locality(
            session,
            route["locality_id"],
            form.valid_to.data,
            form.successor_ids.data or [],
            form.reason.data or "",
            **taken(form),
        )
        flash(
            _("The end of the place has been saved.") if form.valid_to.data else _("The end was taken back."), "success"
        )
        return self.back_url(**route)


blueprint.add_url_rule("/localities/new/", view_func=NewLocalityPage.as_view("new_locality"))
blueprint.add_url_rule(
    "/localities/<int:locality_id>/particulars/", view_func=EditLocalityPage.as_view("edit_locality")
)
blueprint.add_url_rule("/localities/<int:locality_id>/ending/", view_func=EndLocalityPage.as_view("end_locality"))
