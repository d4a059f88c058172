"""Places and units from a file; what the file says again changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from petitions.adapters.table_file import TableRow
from petitions.domain.errors import FieldError
from petitions.domain.hanoi import date_in_hanoi
from petitions.domain.identity import Actor
from petitions.domain.vocabulary import Level, LocalityKind, OrganisationKind
from petitions.models import Locality, LocalitySuccession, Organisation, OrganisationSuccession
from petitions.services.administration import set_successors
from petitions.services.imports.books import Book, RestsOnFaultError
from petitions.services.imports.rows import FaultKind, ImportRefusedError, ImportResult, Sheet, meaning_of
from petitions.services.localities import LocalityDraft, create_locality, edit_locality
from petitions.services.organisations import OrganisationDraft, create_organisation, edit_organisation

COLUMNS = (
    "code",
    "name",
    "short_name",
    "kind",
    "level",
    "parent",
    "locality",
    "mailbox",
    "approval_required",
    "delegates_to_office",
    "decline_limit",
    "valid_from",
    "valid_to",
    "successors",
)
_COLUMN_OF = {"parent_id": "parent", "locality_id": "locality", "successor_ids": "successors"}
_LEVEL_AT = {
    LocalityKind.PROVINCE: Level.PROVINCE,
    LocalityKind.DISTRICT: Level.DISTRICT,
    LocalityKind.COMMUNE: Level.COMMUNE,
    LocalityKind.VILLAGE: Level.COMMUNE,
}

Places = list[tuple[TableRow, LocalityKind]]
Units = list[tuple[TableRow, OrganisationKind]]


def import_units(
    session: Session, table: Sequence[TableRow], *, actor: Actor, now: datetime, places_only: bool = False
) -> ImportResult:
    """Enter the places and units of a file, and change those whose code is known.

    A row is a place or a unit by its kind. An empty cell says nothing: what stands stays.

    Raises:
        ImportRefusedError: with every fault of every row; the caller rolls back.

    """
    sheet, result = Sheet.of(table, COLUMNS, ("code", "name", "kind")), ImportResult()
    if not sheet.faults:
        places, units = Book.of(session, Locality), Book.of(session, Organisation)
        run = _Import(session, sheet, actor, now, places, units, result)
        run.write(*run.sorted_rows(places_only=places_only))
    if sheet.faults:
        raise ImportRefusedError(sheet.faults)
    return result


@dataclass(slots=True)
class _Import:
    session: Session
    sheet: Sheet
    actor: Actor
    now: datetime
    places: Book
    units: Book
    result: ImportResult

    def sorted_rows(self, *, places_only: bool) -> tuple[Places, Units]:
        """Return places from province to village, and units, each row with its kind."""
        places: Places = []
        units: Units = []
        for row in self.sheet.rows:
            text = self.sheet.required(row, "kind")
            place, unit = meaning_of(text, "place_kinds"), meaning_of(text, "unit_kinds")
            if place is not None:
                places.append((row, LocalityKind(place)))
                self.places.announce(self.sheet, row, longest=20)
            elif unit is not None and not places_only:
                units.append((row, OrganisationKind(unit)))
                self.units.announce(self.sheet, row, longest=40)
            elif text:
                self.sheet.note(row, "kind", FaultKind.UNKNOWN_WORD, text)
        order = list(LocalityKind)
        return sorted(places, key=lambda entry: order.index(entry[1])), units

    def write(self, places: Places, units: Units) -> None:
        """Write places, then units, then what came after what."""
        for row, kind in places:
            self._attempt(row, partial(self._place, row, kind))
        for row, unit_kind in self._parents_first(units):
            self._attempt(row, partial(self._unit, row, unit_kind))
        for row, _kind in places:
            self._attempt(row, partial(self._follow, row, self.places, LocalitySuccession))
        for row, _unit_kind in units:
            self._attempt(row, partial(self._follow, row, self.units, OrganisationSuccession))

    def _attempt(self, row: TableRow, step: Callable[[], None]) -> None:
        """Take one step of a row; a refusal becomes a fault of the row."""
        try:
            step()
        except FieldError as error:
            self.sheet.note_refusal(row, error, _COLUMN_OF)
        except RestsOnFaultError:
            return

    def _parents_first(self, units: Units) -> Iterator[tuple[TableRow, OrganisationKind]]:
        """Yield the units so that none comes before the one it belongs to; a circle is a fault."""
        waiting = list(units)
        while waiting:
            unwritten = {self.sheet.text(row, "code") for row, _kind in waiting}
            ready = [entry for entry in waiting if self.sheet.text(entry[0], "parent") not in unwritten - {None}]
            if not ready:
                for row, _kind in waiting:
                    self.sheet.note(row, "parent", FaultKind.WRONG_PLACE, self.sheet.text(row, "parent") or "")
                return
            yield from ready
            waiting = [entry for entry in waiting if entry not in ready]

    def _place(self, row: TableRow, kind: LocalityKind) -> None:
        sheet, code = self.sheet, self.sheet.text(row, "code", longest=20)
        before, known = len(sheet.faults), self._known(Locality, self.places, code)
        parent_id = self.places.find(sheet, row, "parent")
        name, dates = sheet.required(row, "name"), self._dates(row, known)
        if len(sheet.faults) > before:
            return
        draft = LocalityDraft(
            name=name, kind=kind, parent_id=parent_id or (known.parent_id if known else None), code=code, **dates
        )
        if known is None:
            key, changed = create_locality(self.session, draft, actor=self.actor, now=self.now).id, True
        else:
            key, changed = known.id, edit_locality(self.session, known.id, draft, actor=self.actor, now=self.now)
        self.places.enter(key, code, name)
        self.result.count(is_new=known is None, is_changed=changed)

    def _unit(self, row: TableRow, kind: OrganisationKind) -> None:
        sheet, code = self.sheet, self.sheet.text(row, "code", longest=40)
        before, known = len(sheet.faults), self._known(Organisation, self.units, code)
        draft = self._unit_draft(row, kind, known)
        if len(sheet.faults) > before or draft is None:
            return
        if known is None:
            key, changed = create_organisation(self.session, draft, actor=self.actor, now=self.now).id, True
        else:
            key, changed = known.id, edit_organisation(self.session, known.id, draft, actor=self.actor, now=self.now)
        self.units.enter(key, code, draft.name)
        self.result.count(is_new=known is None, is_changed=changed)

    def _unit_draft(
        self, row: TableRow, kind: OrganisationKind, known: Organisation | None
    ) -> OrganisationDraft | None:
        """Return what the row says, completed by what stands already, then by what is usual."""
        sheet = self.sheet
        place_id = self.places.find(sheet, row, "locality") or (known.locality_id if known else None)
        if place_id is None and sheet.text(row, "locality") is None:
            sheet.note(row, "locality", FaultKind.MISSING_VALUE)
        said: dict[str, Any] = {
            "short_name": sheet.text(row, "short_name", longest=80),
            "level": sheet.member(row, "level", Level, "levels"),
            "parent_id": self.units.find(sheet, row, "parent"),
            "mailbox": sheet.text(row, "mailbox"),
            "approval_required": sheet.flag(row, "approval_required"),
            "delegates_to_office": sheet.flag(row, "delegates_to_office"),
            "decline_limit": sheet.number(row, "decline_limit", most=99),
        }
        name, code, dates = sheet.required(row, "name"), sheet.text(row, "code", longest=40), self._dates(row, known)
        if place_id is None:
            return None
        usual = {name: getattr(known, name) for name in said} if known else {"level": self._level_at(place_id)}
        values = usual | {name: value for name, value in said.items() if value is not None}
        return OrganisationDraft(name=name, kind=kind, locality_id=place_id, code=code, **values, **dates)

    def _follow(self, row: TableRow, book: Book, table: Any) -> None:
        """Write what came after a place or unit, when the row says so."""
        key = book.ids.get(self.sheet.text(row, "code") or "")
        after = book.find_all(self.sheet, row, "successors")
        if key is not None and after:
            set_successors(self.session, table, key, after)

    def _known(self, table: type[Any], book: Book, code: str | None) -> Any:
        key = book.ids.get(code or "")
        return None if key is None else self.session.get_one(table, key)

    def _dates(self, row: TableRow, known: Locality | Organisation | None) -> dict[str, Any]:
        return {
            "valid_from": self.sheet.date(row, "valid_from")
            or (known.valid_from if known else date_in_hanoi(self.now)),
            "valid_to": self.sheet.date(row, "valid_to") or (known.valid_to if known else None),
        }

    def _level_at(self, locality_id: int) -> Level:
        return _LEVEL_AT[self.session.get_one(Locality, locality_id).kind]
