"""What must not reach agencies: numbers of telephones and cards, names and houses of those who raised a case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from petitions.domain.errors import PersonalDataError, PersonalDataInNoteError
from petitions.domain.text import personal_data_in, without_personal_data
from petitions.models import Case
from petitions.queries.voters import list_voter_names


def personal_data_of(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return every telephone and card number and mention of one of these people, each once, as it stands."""
    return tuple(dict.fromkeys((*personal_data_in(text), *personal_data_in(text, *names))))


def masked(text: str, names: Iterable[str], *, mask: str) -> str:
    """Return the text with all of that replaced by ``mask``."""
    return without_personal_data(text, *names, mask=mask)


def insist_on_checked(texts: Iterable[tuple[str, str]], names: Iterable[str], *, is_checked: bool) -> bool:
    """Refuse a field and text with PersonalDataError when it names somebody unchecked; tell whether any was left in."""
    found = [(field, named) for field, text in texts if (named := personal_data_of(text, names))]
    if found and not is_checked:
        raise PersonalDataError(*found[0])
    return bool(found)


def insist_on_shared_note(session: Session, case: Case, text: str, *, field: str) -> None:
    """Refuse a note that agencies read with PersonalDataInNoteError when it names a voter or a number."""
    insist_on_note_shared_with(session, [case.id], text, field=field)


def insist_on_note_shared_with(session: Session, case_ids: Sequence[int], text: str, *, field: str) -> None:
    """Do the same for a note that stands in the history of several cases. One statement."""
    if found := personal_data_of(text, list_voter_names(session, *case_ids)):
        raise PersonalDataInNoteError(field, found)
