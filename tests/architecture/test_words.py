"""Everything people read: complete, Vietnamese, and in one place each."""

import enum
import inspect
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from petitions.domain import change_errors, errors, import_errors, meeting_errors, merge_errors, vocabulary
from petitions.domain.vocabulary import NOT_STEPS, Action
from petitions.web.action_pages import ACTION_PAGES, ENDPOINTS
from petitions.web.errors import SENTENCES, WITH_FACTS, sentence_for, status_for
from petitions.web.labels import LABELS, label

CATALOGUES = Path(__file__).resolve().parents[2] / "petitions" / "translations" / "vi" / "LC_MESSAGES"
MEMBERS = [
    member
    for kind in vars(vocabulary).values()
    if inspect.isclass(kind) and issubclass(kind, enum.Enum) and kind is not enum.StrEnum
    for member in kind
]
ERRORS = [
    kind
    for kind in {
        **vars(errors),
        **vars(change_errors),
        **vars(meeting_errors),
        **vars(merge_errors),
        **vars(import_errors),
    }.values()
    if inspect.isclass(kind) and issubclass(kind, errors.DomainError) and kind is not errors.DomainError
]


@pytest.mark.parametrize("member", MEMBERS, ids=str)
def test_every_member_has_a_label(member):
    assert member in LABELS


@pytest.mark.parametrize("member", MEMBERS, ids=str)
def test_every_label_is_vietnamese_by_default(app, member):
    with app.test_request_context():
        assert label(member) != str(LABELS[member]._args[0])


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
def test_every_refusal_has_a_status_and_a_sentence(kind):
    assert any(base in SENTENCES for base in kind.__mro__)
    assert any(base in SENTENCES or base in WITH_FACTS for base in kind.__mro__[:3])


def test_an_unknown_error_is_our_fault(app):
    with app.test_request_context():
        assert status_for(ValueError()) == 500
        assert sentence_for(ValueError())


def test_every_step_has_its_page_and_its_place(app):
    assert set(ACTION_PAGES) == set(Action) - NOT_STEPS
    assert set(ENDPOINTS) == set(Action) - NOT_STEPS - {Action.WITHDRAW_FILE}
    assert set(ENDPOINTS.values()) <= set(app.view_functions)


@pytest.mark.parametrize("name", ["messages.po", "wtforms.po"])
def test_the_catalogue_is_complete(name):
    with (CATALOGUES / name).open("rb") as file:
        catalogue = read_po(file, locale="vi")
    missing = [message.id for message in catalogue if message.id and not _translated(message)]
    fuzzy = [message.id for message in catalogue if message.id and message.fuzzy]
    assert not missing
    assert not fuzzy


def _translated(message):
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    return forms and all(forms)
