"""People's accounts: made, changed, closed and opened again; passwords changed or reset."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.accounts import is_username, username_of
from petitions.domain.admin_vocabulary import AdminAction, AdminSubject
from petitions.domain.errors import (
    AlreadyTakenError,
    MissingError,
    NotFoundError,
    OwnGrantError,
    UsernameError,
    WrongPasswordError,
)
from petitions.domain.identity import Actor
from petitions.domain.policy import Permission, insist
from petitions.domain.text import fold, one_line
from petitions.models import Person
from petitions.services.administration import changes_to, check_administrator_remains, check_version, note
from petitions.services.authentication import hash_password, password_matches
from petitions.services.passwords import check_new_password, make_password
from petitions.services.sessions import end_sessions_of


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """What an administrator enters of a person."""

    username: str
    full_name: str
    email: str | None = None
    phone: str | None = None


def create_person(
    session: Session, draft: PersonDraft, *, actor: Actor, now: datetime, password: str | None = None
) -> tuple[Person, str | None]:
    """Return the new person, and the password that was made up when none was given.

    A password made up here has to be changed at the first sign-in; one that is given is checked as
    any other and stays.

    Raises:
        FieldError: the user name or name cannot stand, or the user name is taken.

    """
    insist(actor, Permission.ADMINISTER)
    values = _checked(session, draft)
    if password is not None:
        check_new_password(password, values["username"] or "", field="password")
    made = make_password() if password is None else None
    person = Person(
        username=values["username"] or "",
        full_name=values["full_name"] or "",
        email=values["email"],
        phone=values["phone"],
        password_hash=hash_password(password or made or ""),
        must_change_password=made is not None,
        created_at=now,
    )
    session.add(person)
    session.flush()
    note(session, AdminAction.CREATE, _subject(person), actor=actor, now=now)
    return person, made


def create_demo_person(
    session: Session, draft: PersonDraft, *, password_hash: str, actor: Actor, now: datetime
) -> Person:
    """Return an account of the demo; its published password is hashed once for all of them and never has to change."""
    insist(actor, Permission.ADMINISTER)
    values = _checked(session, draft)
    person = Person(
        username=values["username"] or "",
        full_name=values["full_name"] or "",
        password_hash=password_hash,
        is_demo=True,
        created_at=now,
    )
    session.add(person)
    session.flush()
    note(session, AdminAction.CREATE, _subject(person), actor=actor, now=now)
    return person


def edit_person(
    session: Session, person_id: int, draft: PersonDraft, *, actor: Actor, now: datetime, seen_version: int | None
) -> Person:
    """Change name, user name, mail and telephone."""
    insist(actor, Permission.ADMINISTER)
    person = get_person(session, person_id)
    check_version(person, seen_version)
    changed = changes_to(person, _checked(session, draft, but=person_id))
    if changed:
        person.folded = fold(f"{person.full_name} {person.username}")
        note(session, AdminAction.CHANGE, _subject(person), actor=actor, now=now, facts={"changes": changed})
    return person


def deactivate_person(session: Session, person_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Close an account and sign it out everywhere; its grants stay for the day it is opened again.

    Raises:
        OwnGrantError: it is the actor's own.
        LastAdministratorError: nobody could administer any more.

    """
    insist(actor, Permission.ADMINISTER)
    person = _another_person(session, person_id, actor)
    if not person.is_active:
        return
    person.is_active = False
    end_sessions_of(session, person_id, now=now)
    check_administrator_remains(session, now=now)
    note(session, AdminAction.DEACTIVATE, _subject(person), actor=actor, now=now, reason=reason)


def activate_person(session: Session, person_id: int, *, actor: Actor, now: datetime) -> None:
    """Open a closed account again, with the grants it has."""
    insist(actor, Permission.ADMINISTER)
    person = _another_person(session, person_id, actor)
    if not person.is_active:
        person.is_active = True
        note(session, AdminAction.ACTIVATE, _subject(person), actor=actor, now=now)


def reset_password(session: Session, person_id: int, *, actor: Actor, now: datetime) -> str:
    """Return a new password to be told to the person, who has to change it; signs out everywhere.

    Raises:
        OwnGrantError: one's own password is changed, not reset.

    """
    insist(actor, Permission.ADMINISTER)
    person = _another_person(session, person_id, actor)
    made = make_password()
    person.password_hash = hash_password(made)
    person.must_change_password = True
    end_sessions_of(session, person_id, now=now)
    note(session, AdminAction.RESET_PASSWORD, _subject(person), actor=actor, now=now)
    return made


def set_password(session: Session, person_id: int, password: str, *, actor: Actor, now: datetime) -> None:
    """Give an account the password that somebody chose for it at the command line; signs out everywhere."""
    insist(actor, Permission.ADMINISTER)
    person = _another_person(session, person_id, actor)
    check_new_password(password, person.username, field="password")
    person.password_hash = hash_password(password)
    person.must_change_password = False
    end_sessions_of(session, person_id, now=now)
    note(session, AdminAction.RESET_PASSWORD, _subject(person), actor=actor, now=now)


def sign_person_out(session: Session, person_id: int, *, actor: Actor, now: datetime) -> None:
    """End every session of a person."""
    insist(actor, Permission.ADMINISTER)
    person = get_person(session, person_id)
    end_sessions_of(session, person_id, now=now)
    note(session, AdminAction.SIGN_OUT, _subject(person), actor=actor, now=now)


def choose_mail(session: Session, person_id: int, *, wants_digest: bool) -> None:
    """Note whether the person wants a mail a day that says what waits for him."""
    get_person(session, person_id).wants_digest = wants_digest
    session.flush()


def change_password(
    session: Session, person_id: int, current: str, new: str, *, session_id: int, now: datetime
) -> None:
    """Change one's own password; every session but this one ends.

    Raises:
        WrongPasswordError: ``current`` is not the present one.
        PasswordRefusedError: the new one is short, common, the user name, or the same again.

    """
    person = get_person(session, person_id)
    if not password_matches(person.password_hash, current):
        raise WrongPasswordError("current_password")
    check_new_password(new, person.username, field="new_password")
    if password_matches(person.password_hash, new):
        raise AlreadyTakenError("new_password")
    person.password_hash = hash_password(new)
    person.must_change_password = False
    end_sessions_of(session, person_id, now=now, but=session_id)


def get_person(session: Session, person_id: int) -> Person:
    """Return a person for change, or raise NotFoundError."""
    person = session.get(Person, person_id)
    if person is None:
        raise NotFoundError
    return person


def _another_person(session: Session, person_id: int, actor: Actor) -> Person:
    person = get_person(session, person_id)
    if person.id == actor.person_id:
        raise OwnGrantError
    return person


def _subject(person: Person) -> tuple[AdminSubject, int, str]:
    return AdminSubject.PERSON, person.id, f"{person.full_name} ({person.username})"


def _checked(session: Session, draft: PersonDraft, but: int | None = None) -> dict[str, str | None]:
    """Return the columns of a draft whose names can stand and whose user name is free."""
    username, full_name = username_of(draft.username), one_line(draft.full_name)
    if not full_name:
        raise MissingError("full_name")
    if not is_username(username) and not _has_username(session, but, username):
        raise UsernameError("username")
    if session.scalar(sa.select(Person.id).where(Person.username == username, Person.id != (but or 0))):
        raise AlreadyTakenError("username")
    return {"username": username, "full_name": full_name, "email": draft.email or None, "phone": draft.phone or None}


def _has_username(session: Session, person_id: int | None, username: str) -> bool:
    """Tell whether the person is called so already: an account of before keeps a name that no new one gets."""
    return person_id is not None and get_person(session, person_id).username == username
