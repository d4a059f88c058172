"""Fifty people at once: nobody's work is lost, nothing happens twice, no database is locked."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations

import pytest
import sqlalchemy as sa

from petitions.domain.errors import DomainError
from petitions.domain.meeting_errors import StatementTakenError
from petitions.domain.vocabulary import Action, State
from petitions.extensions import db, transaction
from petitions.models import Case, CaseEvent, ContactMeeting, SubmissionKey
from petitions.services.assignment import accept_case
from petitions.services.intake import CaseDraft, record_case
from petitions.services.merging import merge_cases
from petitions.services.splitting import PartDraft, split_case, undo_split
from tests.builders import NOW, a_meeting, a_round, a_statement, a_world
from tests.cases import a_case

pytestmark = pytest.mark.both

PEOPLE = 50


def all_at_once(app, act):
    """Let fifty people do it in the same moment; return what each got, an error included."""
    app.extensions.pop("tests.hand_over")  # the test's own session is nobody else's
    start = threading.Barrier(PEOPLE)

    def person(number):
        with app.app_context():
            start.wait()
            try:
                return act(number)
            except Exception as error:  # noqa: BLE001 - the test looks at it
                return error
            finally:
                db.session.remove()

    with ThreadPoolExecutor(PEOPLE) as crowd:
        return list(crowd.map(person, range(PEOPLE)))


@pytest.fixture
def world(session):
    made = a_world(session)
    session.commit()
    return made


def test_no_update_is_lost(app, session, world):
    meeting = a_meeting(session, a_round(session, world.province_council), world.commune, world.commune_council)
    meeting.voter_count, key = 0, meeting.id
    session.commit()

    def count_one_more_voter(_number):
        for _ in range(4):
            with transaction() as writing:
                found = writing.get(ContactMeeting, key, with_for_update=True)
                found.voter_count += 1

    assert all_at_once(app, count_one_more_voter) == [None] * PEOPLE
    session.expire_all()
    assert session.get(ContactMeeting, key).voter_count == 4 * PEOPLE


def test_of_fifty_who_accept_the_same_case_one_does(app, session, world):
    case = a_case(session, world, State.ASSIGNED)
    code, key, officer = case.code, case.id, world.officer
    session.commit()

    def accept(_number):
        with transaction() as writing:
            accept_case(writing, code, actor=officer, now=NOW)
        return "accepted"

    got = all_at_once(app, accept)
    assert Counter("accepted" if one == "accepted" else isinstance(one, DomainError) for one in got) == {
        "accepted": 1,
        True: PEOPLE - 1,
    }
    session.expire_all()
    events = sa.select(sa.func.count()).where(CaseEvent.case_id == key, CaseEvent.action == Action.ACCEPT)
    assert session.scalar(events) == 1


def test_of_fifty_who_make_a_case_from_one_statement_one_does_and_the_others_learn_of_it(app, session, world):
    meeting = a_meeting(session, a_round(session, world.province_council), world.commune, world.commune_council)
    statement = a_statement(session, meeting)
    draft = CaseDraft(
        summary="Đề nghị sửa đường.",
        content="Đường lầy.",
        subject_field_id=world.field.id,
        locality_id=world.commune.id,
        received_on=meeting.held_on,
        statement_ids=(statement.id,),
        known_codes=frozenset(),
    )
    clerk = world.clerk
    session.commit()

    def make(_number):
        with transaction() as writing:
            return record_case(writing, draft, actor=clerk, now=NOW).code

    got = all_at_once(app, make)
    (code,) = (each for each in got if isinstance(each, str))
    others = [each for each in got if each != code]
    assert {(type(each), getattr(each, "codes", ())) for each in others} == {(StatementTakenError, (code,))}, got


def test_of_fifty_who_merge_three_cases_crosswise_all_wait_and_one_case_survives(app, session, world):
    codes = [a_case(session, world, State.SUBMITTED).code for _ in range(3)]
    pairs, office = list(permutations(codes, 2)), world.office
    session.commit()

    def merge(number):
        case, target = pairs[number % len(pairs)]
        with transaction() as writing:
            merge_cases(writing, [case], target, reason=None, actor=office, now=NOW)
        return "merged"

    got = all_at_once(app, merge)
    assert Counter("merged" if one == "merged" else isinstance(one, DomainError) for one in got) == {
        "merged": 2,
        True: PEOPLE - 2,
    }, got
    session.expire_all()
    into = dict(session.execute(sa.select(Case.id, Case.merged_into_id).where(Case.code.in_(codes))).tuples().all())
    (survivor,) = (key for key, target in into.items() if target is None)
    assert all(survivor in {target, into[target]} for target in into.values() if target is not None)


def test_of_fifty_who_undo_a_split_or_merge_what_came_of_it_all_wait(app, session, world):
    whole, other = a_case(session, world, State.CLASSIFIED), a_case(session, world, State.SUBMITTED)
    drafts = [PartDraft(f"Việc {number}.", f"Việc {number}.") for number in range(3)]
    parts = split_case(session, whole.code, drafts, mask="…", actor=world.office, now=NOW)
    codes, office = [other.code, *(part.code for part in parts)], world.office
    ways = [way for pair in permutations(codes, 2) for way in (pair, None)]
    session.commit()

    def act(number):
        way = ways[number % len(ways)]
        with transaction() as writing:
            if way is None:
                undo_split(writing, codes[1], reason="Là một việc.", actor=office, now=NOW)
            else:
                merge_cases(writing, [way[0]], way[1], reason=None, actor=office, now=NOW)
        return "done"

    got = all_at_once(app, act)
    assert {"done" if one == "done" else isinstance(one, DomainError) for one in got} == {"done", True}, got
    session.expire_all()
    into = dict(session.execute(sa.select(Case.id, Case.merged_into_id).where(Case.code.in_(codes))).tuples().all())
    assert all(survivor_of(key, into) is not None for key in into), f"a circle: {into}"


def survivor_of(key, into):
    """Walk up to the case that is part of no other; None when that leads round in a circle."""
    for _ in into:
        if into[key] is None:
            return key
        key = into[key]
    return None


def test_fifty_clerks_record_fifty_cases_in_the_browser(app, session, world):
    people = []
    for _ in range(PEOPLE):
        person = app.test_client()
        person.sign_in("clerk")
        people.append((person, person.get("/cases/new/").presets()))
    before = session.scalar(sa.select(sa.func.count()).select_from(Case))

    def record(number):
        person, fields = people[number]
        filled = fields | {
            "summary": f"Đường thôn {number} bị lún",
            "content": "Đề nghị sửa.",
            "subject_field_id": world_field,
            "locality_id": world_place,
        }
        return person.post("/cases/new/", data=filled).location

    world_field, world_place = world.field.id, world.commune.id
    session.commit()
    got = all_at_once(app, record)

    assert len(set(got)) == PEOPLE, got
    assert all(str(address).startswith("/cases/KN-") for address in got), got
    session.expire_all()
    assert session.scalar(sa.select(sa.func.count()).select_from(Case)) == before + PEOPLE


def test_a_form_pressed_fifty_times_is_carried_out_once(app, session, world):
    person = app.test_client()
    person.sign_in("clerk")
    fields = person.get("/cases/new/").presets() | {
        "summary": "Cầu thôn bị sập",
        "content": "Đề nghị sửa.",
        "subject_field_id": world.field.id,
        "locality_id": world.commune.id,
    }
    name = app.config["SESSION_COOKIE_NAME"]
    cookie = person.get_cookie(name).value
    session.commit()

    def press(_number):
        again = app.test_client()
        again.set_cookie(name, cookie)
        return again.post("/cases/new/", data=fields).location

    got = set(all_at_once(app, press))

    session.expire_all()
    made = session.scalars(sa.select(Case.code).where(Case.summary == "Cầu thôn bị sập")).all()
    assert len(made) == 1
    assert got == {f"/cases/{made[0]}/"}
    assert session.scalar(sa.select(sa.func.count()).select_from(SubmissionKey)) == 1
