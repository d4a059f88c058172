"""Overdue in SQL and overdue in the domain are one rule; around the boundary nothing may differ."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from petitions.domain.deadlines import is_overdue
from petitions.domain.vocabulary import ANSWER_CLOCK_RUNS, State
from petitions.models import Case, Clock
from petitions.queries import overdue
from tests.builders import TODAY, a_world
from tests.cases import a_case


@pytest.mark.parametrize("days", [-2, -1, 0, 1, 2])
def test_the_expression_and_the_function_agree_in_every_state(session, days):
    world = a_world(session)
    for state in State:
        case = a_case(session, world, state)
        if state is not State.DRAFT:
            case.due_on = TODAY + timedelta(days=days)
    session.flush()

    by_sql = set(session.scalars(sa.select(Case.code).where(overdue.is_overdue(TODAY))))
    cases = session.scalars(sa.select(Case)).all()

    assert by_sql == {case.code for case in cases if is_overdue(case.state, case.due_on, TODAY)}
    assert len(by_sql) == (len(ANSWER_CLOCK_RUNS) if days < 0 else 0)


def test_an_answer_given_stops_being_overdue_though_its_date_stays(session):
    world = a_world(session)
    case = a_case(session, world, State.ANSWERED, due_on=TODAY - timedelta(days=30))
    assert case.due_on is not None
    assert not session.scalars(sa.select(Case.id).where(overdue.is_overdue(TODAY))).all()


def test_late_clocks_are_read_from_the_index_of_those_that_are_open(session):
    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("PostgreSQL plans by what the tables hold, and these are nearly empty")
    statement = sa.select(Clock.id).where(overdue.is_late(TODAY)).order_by(Clock.due_on)
    sql = str(statement.compile(session.get_bind(), compile_kwargs={"literal_binds": True}))
    plan = session.execute(sa.text(f"EXPLAIN QUERY PLAN {sql}")).all()
    assert ["ix_clock_open_" in row.detail for row in plan] == [True]
