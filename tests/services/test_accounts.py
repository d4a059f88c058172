"""Accounts: opened, closed, their passwords changed and reset; what administrators do is kept."""

import pytest

from petitions.domain.accounts import PasswordFault
from petitions.domain.admin_vocabulary import AdminAction, AdminSubject
from petitions.domain.errors import (
    AlreadyTakenError,
    ChangedMeanwhileError,
    LastAdministratorError,
    MissingError,
    NotPermittedError,
    OwnGrantError,
    PasswordRefusedError,
    UsernameError,
    WrongPasswordError,
)
from petitions.domain.identity import SYSTEM
from petitions.domain.vocabulary import Role
from petitions.models import Person
from petitions.queries.accounts import list_people, list_sessions
from petitions.queries.administration import list_admin_events_of
from petitions.services.accounts import (
    PersonDraft,
    activate_person,
    change_password,
    create_person,
    deactivate_person,
    edit_person,
    reset_password,
)
from petitions.services.authentication import password_matches
from petitions.services.sessions import begin_session
from tests.builders import PASSWORD, a_person, the_actor

DRAFT = PersonDraft(username="Ha.Nguyen", full_name="  Nguyễn   Thị Hà ")
FINE = "con trâu đi trước"


def history(session, person):
    return [event.action for event in list_admin_events_of(session, AdminSubject.PERSON, person.id)]


def signed_in(session, person, now, times=1):
    for _ in range(times):
        begin_session(session, person.id, address="10.0.0.1", user_agent="", now=now)
    session.flush()
    return [row.id for row in list_sessions(session, person.id, now=now)]


def test_a_new_account_gets_a_password_that_has_to_be_changed(session, world, now):
    person, password = create_person(session, DRAFT, actor=world.admin, now=now)
    assert (person.username, person.full_name) == ("ha.nguyen", "Nguyễn Thị Hà")
    assert password_matches(person.password_hash, password)
    assert person.must_change_password
    assert history(session, person) == [AdminAction.CREATE]


@pytest.mark.parametrize("again", ["HA.NGUYEN", "ｈａ．ｎｇｕｙｅｎ"])
def test_two_accounts_never_differ_by_case_or_width_alone(session, world, now, again):
    create_person(session, DRAFT, actor=world.admin, now=now)
    with pytest.raises(AlreadyTakenError) as refused:
        create_person(session, PersonDraft(again, "Người khác"), actor=world.admin, now=now)
    assert refused.value.field == "username"


def test_an_account_of_before_keeps_its_user_name_while_the_rest_is_changed(session, world, now):
    person = a_person(session, username="hà.nguyễn")
    edit_person(
        session, person.id, PersonDraft("hà.nguyễn", "Nguyễn Thị Hà"), actor=world.admin, now=now, seen_version=None
    )
    assert (person.username, person.full_name) == ("hà.nguyễn", "Nguyễn Thị Hà")
    with pytest.raises(UsernameError):
        edit_person(
            session, person.id, PersonDraft("hà.nguyên", "Nguyễn Thị Hà"), actor=world.admin, now=now, seen_version=None
        )


@pytest.mark.parametrize(
    ("draft", "error"),
    [
        (PersonDraft("ha nguyen", "Hà"), UsernameError),
        (PersonDraft("", "Hà"), UsernameError),
        (PersonDraft("сlerk", "Hà"), UsernameError),
        (PersonDraft("đường", "Hà"), UsernameError),
        (PersonDraft("ha", "   "), MissingError),
    ],
)
def test_an_account_needs_a_name_and_a_user_name(session, world, now, draft, error):
    with pytest.raises(error):
        create_person(session, draft, actor=world.admin, now=now)


def test_only_administrators_open_accounts(session, world, now):
    with pytest.raises(NotPermittedError):
        create_person(session, DRAFT, actor=world.office, now=now)


def test_a_password_given_at_the_command_line_is_checked_and_stays(session, now):
    with pytest.raises(PasswordRefusedError):
        create_person(session, DRAFT, actor=SYSTEM, now=now, password="matkhau2026")
    person, made = create_person(session, DRAFT, actor=SYSTEM, now=now, password=FINE)
    assert made is None
    assert not person.must_change_password


def test_a_changed_name_is_found_under_its_new_letters(session, world, now):
    person = a_person(session, username="binh")
    draft = PersonDraft("binh", "Đặng Văn Bình")
    edit_person(session, person.id, draft, actor=world.admin, now=now, seen_version=person.version)
    session.flush()
    assert [row.username for row in list_people(session, query="dang binh")[0]] == ["binh"]
    (event,) = list_admin_events_of(session, AdminSubject.PERSON, person.id)
    assert event.facts == {"changes": {"full_name": ["Người Thứ binh", "Đặng Văn Bình"]}}


def test_the_second_of_two_who_change_one_person_is_told(session, world, now):
    person = a_person(session)
    seen = person.version
    edit_person(session, person.id, PersonDraft("mot", "Một"), actor=world.admin, now=now, seen_version=seen)
    session.flush()
    with pytest.raises(ChangedMeanwhileError):
        edit_person(session, person.id, PersonDraft("hai", "Hai"), actor=world.admin, now=now, seen_version=seen)


def test_a_closed_account_is_signed_out_everywhere_and_keeps_its_roles(session, world, now):
    person = session.get(Person, world.clerk.person_id)
    signed_in(session, person, now, times=2)
    deactivate_person(session, person.id, "Chuyển công tác", actor=world.admin, now=now)
    assert not person.is_active
    assert list_sessions(session, person.id, now=now) == []
    activate_person(session, person.id, actor=world.admin, now=now)
    assert the_actor(session, person).holds(Role.CLERK)
    assert history(session, person) == [AdminAction.ACTIVATE, AdminAction.DEACTIVATE]


def test_nobody_closes_his_own_account_or_resets_his_own_password(session, world, now):
    with pytest.raises(OwnGrantError):
        deactivate_person(session, world.admin.person_id, "", actor=world.admin, now=now)
    with pytest.raises(OwnGrantError):
        reset_password(session, world.admin.person_id, actor=world.admin, now=now)


def test_the_last_administrator_cannot_be_closed_even_from_the_command_line(session, world, now):
    with pytest.raises(LastAdministratorError):
        deactivate_person(session, world.admin.person_id, "", actor=SYSTEM, now=now)


def test_of_two_administrators_one_can_be_closed(session, world, now):
    second = a_person(session, (Role.ADMINISTRATOR, world.province_council))
    deactivate_person(session, second.id, "Nghỉ hưu", actor=world.admin, now=now)
    assert not session.get(Person, second.id).is_active


def test_a_reset_password_is_new_signs_out_and_has_to_be_changed(session, world, now):
    person = session.get(Person, world.office.person_id)
    signed_in(session, person, now)
    made = reset_password(session, person.id, actor=world.admin, now=now)
    assert password_matches(person.password_hash, made)
    assert not password_matches(person.password_hash, PASSWORD)
    assert person.must_change_password
    assert list_sessions(session, person.id, now=now) == []


def test_changing_the_password_ends_every_other_session(session, world, now):
    person = session.get(Person, world.office.person_id)
    here, *_others = signed_in(session, person, now, times=3)
    person.must_change_password = True
    change_password(session, person.id, PASSWORD, FINE, session_id=here, now=now)
    assert password_matches(person.password_hash, FINE)
    assert not person.must_change_password
    assert [row.id for row in list_sessions(session, person.id, now=now)] == [here]


@pytest.mark.parametrize(
    ("current", "new", "error"),
    [
        ("sai mật khẩu cũ", FINE, WrongPasswordError),
        (PASSWORD, "ngắn", PasswordRefusedError),
        (PASSWORD, "officeoffice", PasswordRefusedError),
        (PASSWORD, "office-2026", PasswordRefusedError),
    ],
)
def test_a_password_is_changed_by_who_knows_it_to_one_that_can_stand(session, world, now, current, new, error):
    with pytest.raises(error):
        change_password(session, world.office.person_id, current, new, session_id=0, now=now)


def test_a_given_password_cannot_be_kept_by_changing_it_to_itself(session, world, now):
    made = reset_password(session, world.office.person_id, actor=world.admin, now=now)
    with pytest.raises(AlreadyTakenError):
        change_password(session, world.office.person_id, made, made, session_id=0, now=now)


def test_the_word_list_of_the_product_knows_what_offices_use(session, world, now):
    for password in ("matkhau2026", "Hdnd@123456", "vietnam2026", "anhyeuem123", "1234567890", "qwertyuiop"):
        with pytest.raises(PasswordRefusedError) as refused:
            change_password(session, world.office.person_id, PASSWORD, password, session_id=0, now=now)
        assert refused.value.fault is PasswordFault.COMMON, password
