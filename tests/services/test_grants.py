"""Roles given and taken back: at once, never one's own, never the last administrator's, never forgotten."""

from datetime import date, timedelta

import pytest

from petitions.domain.admin_vocabulary import AdminSubject
from petitions.domain.errors import (
    AlreadyTakenError,
    ChangedMeanwhileError,
    LastAdministratorError,
    NotFoundError,
    NotPermittedError,
    OwnGrantError,
    RoleDoesNotFitError,
    UnknownChoiceError,
)
from petitions.domain.identity import SYSTEM
from petitions.domain.vocabulary import Role
from petitions.models import Person
from petitions.queries.accounts import list_grants
from petitions.queries.administration import list_admin_events_of
from petitions.services.grants import GrantDraft, give_grant, revoke_grant
from tests.builders import a_person, the_actor


def test_a_role_counts_at_once_and_adds_to_the_others(session, world, now):
    person = session.get(Person, world.clerk.person_id)
    give_grant(session, person.id, GrantDraft(Role.OFFICE, world.commune_council.id), actor=world.admin, now=now)
    actor = the_actor(session, person)
    assert actor.holds(Role.CLERK, world.commune_council.id)
    assert actor.holds(Role.OFFICE, world.commune_council.id)


def test_a_role_that_was_taken_back_no_longer_counts_but_can_be_read(session, world, now):
    person = session.get(Person, world.clerk.person_id)
    (grant,) = list_grants(session, [person.id], living_only=True)
    revoke_grant(session, person.id, grant.id, "Chuyển công tác", actor=world.admin, now=now)
    session.flush()
    assert the_actor(session, person).grants == ()
    (kept,) = list_grants(session, [person.id], living_only=False)
    assert (kept.revoked_at, kept.revoked_by) == (now, world.admin.name)
    (event,) = list_admin_events_of(session, AdminSubject.PERSON, person.id)
    assert event.reason == "Chuyển công tác"
    assert event.facts == {"role": "clerk", "organisation": world.commune_council.name}


def test_what_was_taken_back_can_be_given_again(session, world, now):
    draft = GrantDraft(Role.AUDITOR, world.agency.id)
    person = a_person(session)
    for _ in range(2):
        grant = give_grant(session, person.id, draft, actor=world.admin, now=now)
        revoke_grant(session, person.id, grant.id, "thử", actor=world.admin, now=now)
        session.flush()
    assert len(list_grants(session, [person.id], living_only=False)) == 2


def test_nobody_gives_or_takes_his_own_roles(session, world, now):
    me = world.admin.person_id
    (grant,) = list_grants(session, [me], living_only=True)
    with pytest.raises(OwnGrantError):
        give_grant(session, me, GrantDraft(Role.AUDITOR, world.agency.id), actor=world.admin, now=now)
    with pytest.raises(OwnGrantError):
        revoke_grant(session, me, grant.id, "thử", actor=world.admin, now=now)


def test_who_is_no_administrator_gives_nothing(session, world, now):
    with pytest.raises(NotPermittedError):
        give_grant(
            session, world.clerk.person_id, GrantDraft(Role.AUDITOR, world.agency.id), actor=world.office, now=now
        )


def test_the_last_administrator_stays_one(session, world, now):
    (grant,) = list_grants(session, [world.admin.person_id], living_only=True)
    with pytest.raises(LastAdministratorError):
        revoke_grant(session, world.admin.person_id, grant.id, "thử", actor=SYSTEM, now=now)


def test_an_administrator_with_a_closed_account_does_not_count(session, world, now):
    a_person(session, (Role.ADMINISTRATOR, world.province_council), is_active=False)
    (grant,) = list_grants(session, [world.admin.person_id], living_only=True)
    with pytest.raises(LastAdministratorError):
        revoke_grant(session, world.admin.person_id, grant.id, "thử", actor=SYSTEM, now=now)


def test_a_role_is_given_once(session, world, now):
    draft = GrantDraft(Role.CLERK, world.commune_council.id)
    with pytest.raises(AlreadyTakenError):
        give_grant(session, world.clerk.person_id, draft, actor=world.admin, now=now)


def test_a_role_is_taken_back_once(session, world, now):
    (grant,) = list_grants(session, [world.clerk.person_id], living_only=True)
    revoke_grant(session, world.clerk.person_id, grant.id, "thử", actor=world.admin, now=now)
    with pytest.raises(ChangedMeanwhileError):
        revoke_grant(session, world.clerk.person_id, grant.id, "thử", actor=world.admin, now=now)


def test_a_grant_of_somebody_else_is_not_found_under_this_person(session, world, now):
    (grant,) = list_grants(session, [world.clerk.person_id], living_only=True)
    with pytest.raises(NotFoundError):
        revoke_grant(session, world.office.person_id, grant.id, "thử", actor=world.admin, now=now)


def test_a_role_has_to_fit_its_unit(session, world, now):
    with pytest.raises(RoleDoesNotFitError):
        give_grant(session, a_person(session).id, GrantDraft(Role.OFFICE, world.agency.id), actor=world.admin, now=now)


def test_a_unit_that_has_ended_gives_no_roles(session, world, now):
    world.agency.valid_to = now.date() - timedelta(days=1)
    with pytest.raises(UnknownChoiceError):
        give_grant(session, a_person(session).id, GrantDraft(Role.OFFICER, world.agency.id), actor=world.admin, now=now)


def test_a_deputy_may_be_narrowed_to_one_area_and_nobody_else(session, world, now):
    person = a_person(session)
    area = GrantDraft(Role.DEPUTY, world.province_council.id, world.commune.id)
    give_grant(session, person.id, area, actor=world.admin, now=now)
    assert the_actor(session, person).grants[0].locality_id == world.commune.id
    wrong = GrantDraft(Role.BOARD, world.province_council.id, world.commune.id)
    with pytest.raises(UnknownChoiceError):
        give_grant(session, person.id, wrong, actor=world.admin, now=now)


def test_roles_in_a_unit_stop_counting_the_day_after_it_ended(session, world):
    person = session.get(Person, world.officer.person_id)
    world.agency.valid_to = date(2026, 3, 2)
    session.flush()
    assert the_actor(session, person).holds(Role.OFFICER)
    world.agency.valid_to = date(2026, 3, 1)
    session.flush()
    assert the_actor(session, person).grants == ()
