"""The list: keyset paging loses nothing, orders are total, filters mean what they say."""

from datetime import timedelta

import pytest

from petitions.domain.clock_vocabulary import RequestKind, Stage
from petitions.domain.vocabulary import Kind, PartyCapacity, State
from petitions.models import Assignment, Coordination, ResponseDraft
from petitions.queries import filter_choices, scope
from petitions.queries.case_filters import CaseFilters, Sort
from petitions.queries.case_list import Position, list_cases
from petitions.queries.counts import CAP, count_each
from petitions.queries.filter_choices import get_list_surroundings
from petitions.queries.scope import measure_scope
from petitions.services.search_index import index_case
from petitions.services.workflow import add_party
from tests.builders import NOW, TODAY, a_meeting, a_round
from tests.cases import a_case
from tests.many import copies_of


def walk(session, actor, filters=None, *, size=7, between=lambda: None):
    codes, after = [], None
    while True:
        page = list_cases(session, filters or CaseFilters(), actor=actor, today=TODAY, after=after, size=size)
        codes += [row.code for row in page.rows]
        after = page.next
        if after is None:
            return codes
        between()


@pytest.mark.parametrize("small_scope", [5_000, 0], ids=["gathered", "probed"])
@pytest.mark.parametrize("sort", list(Sort))
def test_walking_the_pages_gives_every_case_once_though_dates_are_equal(session, world, monkeypatch, sort, small_scope):
    monkeypatch.setattr(scope, "SMALL_SCOPE", small_scope)
    case = a_case(session, world, State.IN_PROGRESS)
    copies_of(session, case, 20, lambda n: {"due_on": TODAY + timedelta(days=n % 3)})
    copies_of(
        session, a_case(session, world, State.SUBMITTED), 20, lambda n: {"received_on": TODAY - timedelta(days=n % 2)}
    )

    codes = walk(session, world.office, CaseFilters(sort=sort))

    assert len(codes) == len(set(codes)) == 42


def test_cases_put_on_file_meanwhile_make_no_page_lose_or_repeat_one(session, world):
    case = a_case(session, world, State.SUBMITTED)
    copies_of(session, case, 20)
    before = walk(session, world.office)

    while_walking = walk(session, world.office, between=lambda: copies_of(session, case, 3))

    assert [code for code in while_walking if code in set(before)] == before


def test_open_cases_stand_by_due_date_before_all_others(session, world):
    closed = a_case(session, world, State.CLOSED, due_on=TODAY - timedelta(days=400))
    late = a_case(session, world, State.IN_PROGRESS, due_on=TODAY - timedelta(days=3))
    near = a_case(session, world, State.ASSIGNED, due_on=TODAY)
    draft = a_case(session, world, State.SUBMITTED)
    assert walk(session, world.office, CaseFilters(sort=Sort.DUE_ON)) == [late.code, near.code, draft.code, closed.code]


def test_what_is_overdue_stands_worst_first_unless_another_order_is_asked(session, world):
    newer = a_case(session, world, State.IN_PROGRESS, due_on=TODAY - timedelta(days=3), received_on=TODAY)
    worse = a_case(session, world, State.IN_PROGRESS, due_on=TODAY - timedelta(days=9))
    a_case(session, world, State.IN_PROGRESS, due_on=TODAY)
    assert walk(session, world.office, CaseFilters(is_overdue=True)) == [worse.code, newer.code]
    assert walk(session, world.office, CaseFilters(is_overdue=True, sort=Sort.NEWEST)) == [newer.code, worse.code]


def test_a_total_stops_at_the_cap(session, world):
    copies_of(session, a_case(session, world, State.SUBMITTED), CAP + 5)
    page = list_cases(session, CaseFilters(), actor=world.office, today=TODAY)
    assert page.total == CAP + 1
    assert len(page.rows) == 25
    one = list_cases(session, CaseFilters(states=(State.DRAFT,)), actor=world.office, today=TODAY)
    assert one.total == 0


def test_a_position_behind_the_end_gives_an_empty_page(session, world):
    a_case(session, world, State.SUBMITTED)
    page = list_cases(
        session, CaseFilters(), actor=world.office, today=TODAY, after=Position(0, TODAY - timedelta(days=4000), 1)
    )
    assert page.rows == ()
    assert page.next is None


def filters_and_codes(session, world):
    """Each filter with the cases it has to give."""
    meeting = a_meeting(session, a_round(session, world.province_council), world.commune, world.commune_council)
    plain = a_case(session, world, State.SUBMITTED)
    feedback = a_case(session, world, State.SUBMITTED, kind=Kind.FEEDBACK)
    met = a_case(session, world, State.SUBMITTED, contact_meeting_id=meeting.id)
    field = a_case(session, world, State.SUBMITTED, subject_field_id=world.other_field.id)
    village = a_case(session, world, State.SUBMITTED, locality_id=world.village.id)
    place = a_case(session, world, State.SUBMITTED, locality_id=world.other_commune.id)
    assigned = a_case(session, world, State.ASSIGNED, due_on=TODAY + timedelta(days=5))
    other = a_case(session, world, State.IN_PROGRESS, lead=world.other_agency, due_on=TODAY + timedelta(days=50))
    answered = a_case(session, world, State.ANSWERED)
    everything = [plain, feedback, met, field, village, place, assigned, other, answered]
    return everything, [
        (CaseFilters(kinds=(Kind.FEEDBACK,)), [feedback]),
        (CaseFilters(rounds=(meeting.contact_round_id,)), [met]),
        (CaseFilters(fields=(world.other_field.id,)), [field]),
        (CaseFilters(localities=(world.other_commune.id,)), [place]),
        (CaseFilters(localities=(world.village.id,)), [village]),
        (CaseFilters(localities=(world.province.id,)), everything),
        (CaseFilters(agencies=(world.agency.id,)), [assigned, answered]),
        (CaseFilters(agencies=(world.agency.id, world.other_agency.id)), [assigned, answered, other]),
        (CaseFilters(councils=(world.province_council.id,)), everything),
        (CaseFilters(councils=(world.other_council.id,)), []),
        (CaseFilters(origins=(world.commune_council.id,)), everything),
        (CaseFilters(states=(State.ASSIGNED, State.IN_PROGRESS)), [assigned, other]),
        (CaseFilters(due_before=TODAY + timedelta(days=6)), [assigned]),
        (CaseFilters(due_before=TODAY + timedelta(days=5)), []),
        (CaseFilters(due_from=TODAY + timedelta(days=31)), [other]),
        (CaseFilters(answered_since=TODAY), [answered]),
        (CaseFilters(answered_since=TODAY + timedelta(days=1)), []),
        (CaseFilters(late=(Stage.FOLLOW_UP,)), []),
        (CaseFilters(pending=(RequestKind.EXTENSION,)), []),
        (CaseFilters(commitment_before=TODAY + timedelta(days=900)), []),
    ]


@pytest.mark.parametrize("small_scope", [5_000, 0], ids=["gathered", "probed"])
def test_each_filter_gives_what_it_says_and_the_count_agrees(session, world, monkeypatch, small_scope):
    monkeypatch.setattr(scope, "SMALL_SCOPE", small_scope)
    _everything, expected = filters_and_codes(session, world)
    visible = measure_scope(session, world.office)
    wanted = {str(n): filters for n, (filters, _cases) in enumerate(expected)}
    counts = count_each(session, visible, wanted, actor=world.office, today=TODAY)
    for number, (filters, cases) in enumerate(expected):
        assert set(walk(session, world.office, filters)) == {case.code for case in cases}, filters
        assert counts[str(number)] == len(cases), filters


def test_a_draft_waiting_for_the_leader_is_known_in_its_own_agency_alone(session, world):
    case = a_case(session, world, State.IN_PROGRESS)
    draft = {"case_id": case.id, "organisation_id": world.agency.id, "values": {}, "prepared_at": NOW}
    session.add(ResponseDraft(**draft, prepared_by_id=world.officer.person_id, handed_over_at=NOW))
    session.flush()
    assert walk(session, world.leader, CaseFilters(is_prepared=True)) == [case.code]
    for outsider in (world.office, world.leader2, world.auditor):
        assert walk(session, outsider, CaseFilters(is_prepared=True)) == []


def test_a_coordinating_agency_has_a_filter_of_its_own(session, world):
    case = a_case(session, world, State.IN_PROGRESS, lead=world.other_agency)
    a_case(session, world, State.IN_PROGRESS, lead=world.other_agency)
    turn = session.query(Assignment).filter_by(case_id=case.id).one()
    session.add(Coordination(assignment_id=turn.id, organisation_id=world.agency.id))
    index_case(session, case.id)
    assert walk(session, world.office, CaseFilters(coordinating=(world.agency.id,))) == [case.code]


@pytest.mark.parametrize("small_scope", [5_000, 0], ids=["gathered", "probed"])
def test_an_agency_is_offered_whom_it_helps_and_in_a_large_scope_whom_it_helped_last(
    session, world, monkeypatch, small_scope
):
    monkeypatch.setattr(scope, "SMALL_SCOPE", small_scope)
    first, last, other = world.other_agency, world.committee_unit, world.province_council
    for lead in (first, last):
        case = a_case(session, world, State.IN_PROGRESS, lead=first)
        case.lead_id = lead.id
        add_party(session, case, world.agency.id, PartyCapacity.COORDINATING)
        turn = session.query(Assignment).filter_by(case_id=case.id).one()
        turn.lead_id = lead.id
        session.add(Coordination(assignment_id=turn.id, organisation_id=world.agency.id))
        session.flush()

    def offered():
        visible = measure_scope(session, world.officer)
        around = get_list_surroundings(session, visible, actor=world.officer, today=TODAY)
        return {key for key, _name in around.agencies}

    assert {first.id, last.id} <= offered()
    assert other.id not in offered()
    monkeypatch.setattr(filter_choices, "MOST_HELPED", 1)
    assert (first.id in offered()) is (small_scope > 0)
    assert last.id in offered()
