"""What voters raise again: linked to what was raised before, counted how often and since when."""

from datetime import date

import pytest

from petitions.domain.errors import NotPermittedError, UnknownChoiceError
from petitions.domain.merge_errors import RaisedInCircleError
from petitions.domain.vocabulary import Action, State
from petitions.models import Case, CaseEvent
from petitions.services.re_raising import link_re_raised
from tests.cases import a_case


def link(session, world, case, earlier, now, who="office"):
    link_re_raised(session, case.code, earlier and earlier.code, actor=world.actors[who], now=now)
    session.flush()
    session.expire_all()
    return session.get(Case, case.id)


def of(session, case):
    row = session.get(Case, case.id)
    return row.raised_count, row.first_raised_on


def test_each_link_counts_on_from_the_one_before(session, world, now):
    days = [date(2024, 5, 6), date(2025, 5, 6), date(2026, 2, 6)]
    first, second, third = (a_case(session, world, State.SUBMITTED, received_on=day) for day in days)
    link(session, world, third, second, now)
    assert of(session, third) == (2, days[1])
    link(session, world, second, first, now)
    assert of(session, second) == (2, days[0])
    assert of(session, third) == (3, days[0]), "what followed is counted anew"
    link(session, world, second, None, now)
    assert (of(session, second), of(session, third)) == ((1, None), (2, days[1]))
    notes = session.query(CaseEvent).filter_by(case_id=second.id, action=Action.RE_RAISE).order_by(CaseEvent.id).all()
    assert [event.facts for event in notes] == [{"code": first.code, "times": 2}, {}]


def test_no_case_is_raised_again_from_itself(session, world, now):
    first, second = a_case(session, world, State.SUBMITTED), a_case(session, world, State.SUBMITTED)
    link(session, world, second, first, now)
    for case, earlier in ((first, second), (first, first)):
        with pytest.raises(RaisedInCircleError):
            link(session, world, case, earlier, now)


def test_a_link_to_what_one_does_not_see_is_refused_and_so_is_one_by_somebody_else(session, world, now):
    case = a_case(session, world, State.DRAFT)
    elsewhere = a_case(session, world, State.DRAFT, origin_id=world.other_council.id, council_id=world.other_council.id)
    with pytest.raises(UnknownChoiceError):
        link(session, world, case, elsewhere, now, who="clerk")
    with pytest.raises(NotPermittedError):
        link(session, world, case, case, now, who="board")


def test_linking_the_same_again_writes_nothing(session, world, now):
    first, second = a_case(session, world, State.SUBMITTED), a_case(session, world, State.SUBMITTED)
    link(session, world, second, first, now)
    link(session, world, second, first, now)
    assert session.query(CaseEvent).filter_by(case_id=second.id, action=Action.RE_RAISE).count() == 1
