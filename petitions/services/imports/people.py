"""People and their roles from a file: new ones get a password to be told, known ones the roles they lack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.adapters.table_file import TableRow
from petitions.domain.accounts import username_of
from petitions.domain.errors import FieldError
from petitions.domain.identity import Actor
from petitions.domain.text import fold
from petitions.domain.vocabulary import Role
from petitions.models import Locality, Organisation, Person
from petitions.services.accounts import PersonDraft, create_person, edit_person
from petitions.services.grants import GrantDraft, find_grant, give_grant
from petitions.services.imports.books import Book
from petitions.services.imports.rows import FaultKind, ImportRefusedError, ImportResult, Sheet

COLUMNS = ("username", "full_name", "organisation", "role", "area", "email", "phone")
_COLUMN_OF = {"organisation_id": "organisation", "locality_id": "area"}


@dataclass(frozen=True, slots=True)
class NewAccount:
    """Somebody who was given an account, with the password for the first sign-in."""

    username: str
    full_name: str
    organisation: str
    password: str


@dataclass(slots=True)
class PeopleResult(ImportResult):
    """How many rows did what, and the passwords of the new accounts."""

    accounts: list[NewAccount] = field(default_factory=list)


def import_people(session: Session, table: Sequence[TableRow], *, actor: Actor, now: datetime) -> PeopleResult:
    """Open the accounts of a file and give the roles; a person of several roles stands in several rows.

    Known user names keep their password; name, mail and telephone are brought to what the file says.

    Raises:
        ImportRefusedError: with every fault of every row; the caller rolls back.

    """
    sheet = Sheet.of(table, COLUMNS, ("username", "full_name"))
    result = PeopleResult()
    if not sheet.faults:
        run = _Import(session, sheet, actor, now, result)
        for row in sheet.rows:
            run.take(row)
    if sheet.faults:
        raise ImportRefusedError(sheet.faults)
    return result


class _Import:
    def __init__(self, session: Session, sheet: Sheet, actor: Actor, now: datetime, result: PeopleResult) -> None:
        self.session, self.sheet, self.actor, self.now, self.result = session, sheet, actor, now, result
        self.units, self.places = Book.of(session, Organisation), Book.of(session, Locality)
        self.people = {name: key for key, name in session.execute(sa.select(Person.id, Person.username)).tuples()}
        self.names: dict[str, str] = {}

    def take(self, row: TableRow) -> None:
        """Take in one row; what is wrong with it becomes faults."""
        before = len(self.sheet.faults)
        draft, grant = self._person(row), self._grant(row)
        if len(self.sheet.faults) > before:
            return
        try:
            with self.session.begin_nested():
                self._write(row, draft, grant)
        except FieldError as error:
            self.sheet.note_refusal(row, error, _COLUMN_OF)

    def _person(self, row: TableRow) -> PersonDraft:
        sheet = self.sheet
        draft = PersonDraft(
            username=username_of(sheet.required(row, "username", longest=60)),
            full_name=sheet.required(row, "full_name", longest=120),
            email=sheet.text(row, "email"),
            phone=sheet.text(row, "phone", longest=20),
        )
        if draft.email and "@" not in draft.email:
            sheet.note(row, "email", FaultKind.BAD_MAIL, draft.email)
        former = self.names.setdefault(draft.username, draft.full_name)
        if draft.username and fold(former) != fold(draft.full_name):
            sheet.note(row, "full_name", FaultKind.CONTRADICTION, draft.full_name)
        return draft

    def _grant(self, row: TableRow) -> GrantDraft | None:
        """Return the role the row gives, None when it gives none; one of role and unit alone is a fault."""
        sheet = self.sheet
        role = sheet.member(row, "role", Role, "roles")
        unit_id = self.units.find(sheet, row, "organisation")
        area_id = self.places.find(sheet, row, "area")
        if role is None or unit_id is None:
            for here, there in (("organisation", "role"), ("role", "organisation")):
                if sheet.text(row, here) is None and sheet.text(row, there) is not None:
                    sheet.note(row, here, FaultKind.MISSING_VALUE)
            return None
        return GrantDraft(role, unit_id, area_id)

    def _write(self, row: TableRow, draft: PersonDraft, grant: GrantDraft | None) -> None:
        key, changed, made = self.people.get(draft.username), False, None
        if key is None:
            person, made = create_person(self.session, draft, actor=self.actor, now=self.now)
            key = person.id
        else:
            changed = self._edit(key, draft)
        if grant is not None and find_grant(self.session, key, grant) is None:
            give_grant(self.session, key, grant, actor=self.actor, now=self.now)
            changed = True
        self.people[draft.username] = key
        self.result.count(is_new=made is not None, is_changed=changed)
        if made is not None:
            unit = self.sheet.text(row, "organisation") or ""
            self.result.accounts.append(NewAccount(draft.username, draft.full_name, unit, made))

    def _edit(self, key: int, draft: PersonDraft) -> bool:
        """Bring a known person to what the file says; an empty cell says nothing."""
        person = self.session.get_one(Person, key)
        wanted = PersonDraft(draft.username, draft.full_name, draft.email or person.email, draft.phone or person.phone)
        if wanted == PersonDraft(person.username, person.full_name, person.email, person.phone):
            return False
        edit_person(self.session, key, wanted, actor=self.actor, now=self.now, seen_version=None)
        return True
