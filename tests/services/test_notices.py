"""Who is told what: each once, with the step or not at all, and never about what he may not see."""

from itertools import pairwise

import pytest

from petitions.domain.errors import NotFoundError
from petitions.domain.vocabulary import NoticeKind, OrganisationKind, PartyCapacity, Role, State
from petitions.models import CaseParty, Notice, Person, PersonGrant
from petitions.queries.notices import count_unread, list_notices
from petitions.queries.readers import Directory, Reader
from petitions.services.assignment import AssignmentDraft, assign_case, decline_case, reassign_case, recall_case
from petitions.services.notices import Tidings, mark_all_read, mark_read, notify
from tests.budget import statements_of
from tests.builders import NOW, TODAY, a_person, an_agency, an_organisation
from tests.cases import a_case


def told(session, kind=None):
    """Who was told, by user name or as a unit's name, in the order told."""
    session.flush()
    rows = session.query(Notice).order_by(Notice.id)
    names = dict(session.query(Person.id, Person.username))
    return [
        names[row.person_id] if row.person_id else f"mailbox {row.organisation_id}"
        for row in rows
        if kind is None or row.kind is kind
    ]


def forget(session):
    session.query(Notice).delete()


def letter(lead, coordinating=()):
    return AssignmentDraft(
        lead_id=lead.id,
        coordinating_ids=tuple(unit.id for unit in coordinating),
        letter_number="15/HĐND-TT",
        letter_on=TODAY,
    )


# --- steps --------------------------------------------------------------------------------------------


def test_a_new_case_is_told_to_the_lead_and_to_whoever_is_asked(session, world):
    case = a_case(session, world, State.CLASSIFIED)
    assign_case(session, case.code, letter(world.agency, [world.other_agency]), actor=world.office, now=NOW)
    assert told(session, NoticeKind.CASE_ASSIGNED) == ["officer", "leader"]
    assert told(session, NoticeKind.OPINION_ASKED) == ["officer2", "leader2"]
    row = session.query(Notice).filter_by(kind=NoticeKind.CASE_ASSIGNED).first()
    assert (row.case_id, row.due_on, row.created_at, row.read_at) == (case.id, case.due_on, NOW, None)


def test_what_the_agency_declines_is_told_to_the_office(session, world):
    case = a_case(session, world, State.ASSIGNED)
    forget(session)
    decline_case(session, case.code, reason="Không thuộc thẩm quyền", actor=world.officer, now=NOW)
    assert told(session, NoticeKind.CASE_DECLINED) == ["office"]


def test_an_agency_that_loses_a_case_is_told_and_so_is_the_new_one(session, world):
    case = a_case(session, world, State.IN_PROGRESS)
    forget(session)
    reassign_case(session, case.code, letter(world.other_agency), reason="Sai", actor=world.office, now=NOW)
    assert told(session, NoticeKind.CASE_ASSIGNED) == ["officer2", "leader2"]
    assert told(session, NoticeKind.CASE_RECALLED) == ["officer", "leader"]


def test_a_case_given_anew_to_the_same_agency_is_not_told_as_lost(session, world):
    case = a_case(session, world, State.IN_PROGRESS)
    forget(session)
    reassign_case(session, case.code, letter(world.agency), reason="Hạn mới", actor=world.office, now=NOW)
    assert told(session, NoticeKind.CASE_RECALLED) == []


def test_a_recalled_case_is_told_to_whom_it_was_taken_from(session, world):
    case = a_case(session, world, State.CLASSIFIED)
    assign_case(session, case.code, letter(world.agency), actor=world.office, now=NOW)
    recall_case(session, case.code, reason="Nhầm đơn vị", actor=world.office, now=NOW)
    assert told(session, NoticeKind.CASE_RECALLED) == ["officer", "leader"]


def test_an_answer_is_told_to_the_office_and_a_return_to_the_commune(session, world):
    a_case(session, world, State.ANSWERED)
    assert told(session, NoticeKind.ANSWER_ARRIVED) == ["office"]
    a_case(session, world, State.RETURNED)
    assert told(session, NoticeKind.CASE_RETURNED) == ["clerk"]


def test_whoever_takes_the_step_is_not_told(session, world):
    everything = a_person(session, (Role.OFFICE, world.province_council), (Role.OFFICER, world.agency))
    from tests.builders import the_actor

    case = a_case(session, world, State.ASSIGNED)
    forget(session)
    decline_case(session, case.code, reason="Không thuộc", actor=the_actor(session, everything), now=NOW)
    assert told(session, NoticeKind.CASE_DECLINED) == ["office"]


def test_a_step_that_is_rolled_back_was_never_told(session, world):
    case = a_case(session, world, State.CLASSIFIED)
    session.commit()
    assign_case(session, case.code, letter(world.agency), actor=world.office, now=NOW)
    session.rollback()
    assert told(session, NoticeKind.CASE_ASSIGNED) == []


def test_telling_costs_the_same_few_statements_however_many_people(session, world):
    for _ in range(30):
        a_person(session, (Role.OFFICER, world.agency))
    case = a_case(session, world, State.CLASSIFIED)
    with statements_of() as sent:
        assign_case(session, case.code, letter(world.agency), actor=world.office, now=NOW)
    assert len([each for each in sent if "INTO notice" in each or "WITH RECURSIVE chain" in each]) == 2


# --- readers ------------------------------------------------------------------------------------------

AGENCY = {Role.OFFICER, Role.LEADER}


def readers(session, unit, roles=AGENCY):
    session.flush()
    return Directory(session, today=TODAY).readers(unit.id, roles)


def close_accounts(session, *actors):
    for actor in actors:
        session.get(Person, actor.person_id).is_active = False


def give_mail(session, *actors):
    for actor in actors:
        session.get(Person, actor.person_id).email = f"p{actor.person_id}@example.vn"


def people(*actors):
    return [Reader(person_id=actor.person_id) for actor in actors]


def test_a_unit_is_its_people_in_the_roles_asked_for(session, world):
    give_mail(session, world.officer, world.leader)
    assert readers(session, world.agency) == people(world.officer, world.leader)
    assert readers(session, world.agency, {Role.LEADER}) == people(world.leader)


def test_where_nobody_has_mail_the_mailbox_gets_it_too(session, world):
    world.agency.mailbox = "so-xay-dung@example.vn"
    box = Reader(organisation_id=world.agency.id)
    assert readers(session, world.agency) == [*people(world.officer, world.leader), box]
    give_mail(session, world.leader)
    assert readers(session, world.agency) == people(world.officer, world.leader)


def test_where_the_unit_has_no_mailbox_that_of_the_one_above_is_taken(session, world):
    world.committee_unit.mailbox = "ubnd@example.vn"
    assert readers(session, world.agency)[-1] == Reader(organisation_id=world.committee_unit.id)


def test_where_nobody_is_active_the_mailbox_gets_it(session, world):
    close_accounts(session, world.officer, world.leader)
    world.agency.mailbox = "so-xay-dung@example.vn"
    assert readers(session, world.agency) == [Reader(organisation_id=world.agency.id)]


def test_without_people_and_mailbox_those_above_are_told_who_see_it(session, world):
    close_accounts(session, world.officer, world.leader)
    give_mail(session, world.coordinator)
    assert readers(session, world.agency) == people(world.coordinator)


def test_people_whose_role_was_taken_away_are_not_told(session, world):
    grant = session.query(PersonGrant).filter_by(person_id=world.officer.person_id).one()
    grant.revoked_at = NOW
    assert readers(session, world.agency) == people(world.leader)


def test_a_unit_that_ended_has_nobody_left_and_the_one_above_is_told(session, world):
    world.agency.valid_to = TODAY.replace(day=1)
    assert readers(session, world.agency) == people(world.coordinator)


def test_a_council_without_office_is_its_board(session, world):
    close_accounts(session, world.office)
    assert readers(session, world.province_council, {Role.OFFICE}) == people(world.board)


def test_nobody_far_and_wide_is_nobody(session, world):
    alone = an_organisation(session, OrganisationKind.ENTERPRISE, world.province)
    assert readers(session, alone) == []


def test_a_tall_ladder_of_units_and_a_circle_end(session, world):
    units = [an_agency(session, world.province) for _ in range(8)]
    for lower, upper in pairwise(units):
        lower.parent_id = upper.id
    units[-1].parent_id = units[0].id
    assert readers(session, units[0]) == []


def test_many_units_are_looked_up_by_one_statement(session, world):
    directory = Directory(session, today=TODAY)
    with statements_of() as sent:
        directory.look_up([world.agency.id, world.other_agency.id, world.province_council.id])
        directory.readers(world.agency.id, AGENCY)
        directory.readers(world.other_agency.id, AGENCY)
    assert len(sent) == 1


# --- once ---------------------------------------------------------------------------------------------


def tidings(case, **values):
    return Tidings(**{"kind": NoticeKind.OVERDUE, "case_id": case.id, "subject": "c7", "due_on": TODAY} | values)


def test_the_same_is_told_to_the_same_reader_once(session, world):
    case = a_case(session, world, State.ASSIGNED)
    forget(session)
    twice = people(world.officer, world.officer, world.leader)
    assert notify(session, [(tidings(case), twice)], now=NOW) == 2
    assert notify(session, [(tidings(case), twice)], now=NOW) == 0
    assert told(session) == ["officer", "leader"]


def test_another_date_another_warning_another_clock_is_told_anew(session, world):
    case = a_case(session, world, State.ASSIGNED)
    forget(session)
    for values in ({}, {"due_on": NOW.date().replace(day=9)}, {"subject": "c8"}, {"kind": NoticeKind.DUE_TODAY}):
        assert notify(session, [(tidings(case, **values), people(world.officer))], now=NOW) == 1
    for days in (15, 7, 3):
        soon = tidings(case, kind=NoticeKind.DUE_SOON, days_before=days)
        assert notify(session, [(soon, people(world.officer))], now=NOW) == 1


def test_thousands_are_told_in_a_few_statements(session, world):
    case = a_case(session, world, State.ASSIGNED)
    forget(session)
    many = [(tidings(case, subject=f"c{number}"), people(world.officer)) for number in range(2000)]
    with statements_of() as sent:
        assert notify(session, iter(many), now=NOW) == 2000
    assert len(sent) == 4


# --- the inbox ----------------------------------------------------------------------------------------


def inbox(session, actor):
    session.flush()
    return list_notices(session, actor)[0]


def test_the_inbox_holds_ones_own_newest_first(session, world):
    first, second = a_case(session, world, State.ASSIGNED), a_case(session, world, State.ASSIGNED)
    assert [row.code for row in inbox(session, world.officer)] == [second.code, first.code]
    assert inbox(session, world.officer2) == []


def test_a_notice_about_a_case_one_may_no_longer_see_does_not_exist(session, world):
    case = a_case(session, world, State.ASSIGNED)
    assert count_unread(session, world.officer) == 1
    session.query(CaseParty).filter_by(case_id=case.id, capacity=PartyCapacity.LEAD).delete()
    assert inbox(session, world.officer) == []
    assert count_unread(session, world.officer) == 0


def test_the_number_is_that_of_the_unread_rows(session, world):
    for _ in range(3):
        a_case(session, world, State.ASSIGNED)
    rows = inbox(session, world.officer)
    mark_read(session, rows[1].id, person_id=world.officer.person_id, now=NOW)
    unread = [row.is_unread for row in inbox(session, world.officer)]
    assert (unread, count_unread(session, world.officer)) == ([True, False, True], 2)


def test_all_that_stood_on_the_page_is_read_at_once_and_no_more(session, world):
    for _ in range(3):
        a_case(session, world, State.ASSIGNED)
    rows = inbox(session, world.officer)
    mark_all_read(session, person_id=world.officer.person_id, upto=rows[1].id, now=NOW)
    assert [row.is_unread for row in inbox(session, world.officer)] == [True, False, False]
    assert count_unread(session, world.leader) == 3


def test_somebody_elses_notice_cannot_be_read(session, world):
    a_case(session, world, State.ASSIGNED)
    row = inbox(session, world.officer)[0]
    with pytest.raises(NotFoundError):
        mark_read(session, row.id, person_id=world.leader.person_id, now=NOW)
    with pytest.raises(NotFoundError):
        mark_read(session, 10**9, person_id=world.leader.person_id, now=NOW)


def test_pages_hold_every_notice_once(session, world):
    case = a_case(session, world, State.ASSIGNED)
    notify(session, [(tidings(case, subject=f"c{n}"), people(world.officer)) for n in range(60)], now=NOW)
    seen, before = [], None
    while True:
        rows, before = list_notices(session, world.officer, before=before)
        seen += [row.id for row in rows]
        if before is None:
            break
    assert len(seen) == len(set(seen)) == 61
    assert seen == sorted(seen, reverse=True)
