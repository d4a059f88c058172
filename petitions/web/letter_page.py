"""What steps by letter share: the letter is typed once, and chosen again for the next case."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar, TypeVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from petitions import clock
from petitions.domain.hanoi import date_in_hanoi
from petitions.extensions import db
from petitions.i18n import format_date
from petitions.models import Case, Forwarding
from petitions.queries.forwardings import list_recent_letters
from petitions.services.letters import LetterDraft
from petitions.web.form import OPTIONAL, BaseForm, DateField, IdField, LineField, at_most, given, not_in_future
from petitions.web.form_page import StepPage


class LetterForm(BaseForm):
    """A letter of the council: entered before, or typed."""

    forwarding_id = IdField(_l("Letter entered before"))
    letter_number = LineField(_l("Letter number"), [at_most(60)])
    letter_on = DateField(_l("Date of the letter"), [OPTIONAL, not_in_future(clock.today)])

    def letter(self) -> LetterDraft:
        """Return the checked entries as one value."""
        return LetterDraft(given(self.letter_number.data), self.letter_on.data, self.forwarding_id.data)


F = TypeVar("F", bound=LetterForm)


class LetterPage(StepPage[F]):
    """A step that a letter takes a case by; the page shows the fields by ``components/letter_fields``.

    ``presets_letter``: the letter entered last today is chosen already. Only where one letter sends many
    cases the same way; elsewhere it would be cited for a case that it never spoke of.
    """

    case: Case
    presets_letter: ClassVar[bool] = False

    def subject(self, session: Session, **route: Any) -> Case:
        """Return the case, and remember it for what is read only when it is shown."""
        self.case = super().subject(session, **route)
        return self.case

    def current(self, session: Session, **route: Any) -> Case | None:
        """Return the case whatever its state."""
        found = super().current(session, **route)
        if found is not None:
            self.case = found
        return found

    @cached_property
    def letters(self) -> Sequence[Forwarding]:
        """The letters this council entered last."""
        return list_recent_letters(db.session(), self.case.council_id)

    def offer(self, session: Session, form: F, subject: Case) -> None:  # noqa: ARG002 - read when shown
        """Offer the letters entered last."""
        form.forwarding_id.offer_when_shown(
            lambda: [(letter.id, named_letter(letter)) for letter in self.letters],
            empty=_("Another letter (enter it below)"),
        )

    def suggest(self, session: Session, subject: Case) -> dict[str, Any]:  # noqa: ARG002 - remembered above
        """Return the letter at hand: today's last where it is preset, else one of today."""
        newest = next(iter(self.letters), None) if self.presets_letter else None
        at_hand = newest is not None and date_in_hanoi(newest.recorded_at) == clock.today()
        return {"forwarding_id": newest.id} if newest is not None and at_hand else {"letter_on": clock.today()}

    def context(self, session: Session, form: F, subject: Case) -> dict[str, Any]:
        """Ask for number and date where no letter is chosen."""
        if form.forwarding_id.data is None:
            form.letter_number.flags.required = form.letter_on.flags.required = True
        return {**super().context(session, form, subject), "has_letters": bool(self.letters)}


def named_letter(letter: Forwarding) -> str:
    """Return number and date of a letter as people write them."""
    return str(_("No. %(number)s of %(date)s", number=letter.letter_number, date=format_date(letter.letter_on)))
