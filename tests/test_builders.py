"""The builders keep their word: a case asked for in a state is in that state."""

import pytest

from petitions.domain.vocabulary import State
from petitions.models import Case
from tests.builders import a_world
from tests.cases import a_case


@pytest.mark.parametrize("state", State)
def test_a_case_is_brought_into_every_state(session, state):
    case = a_case(session, a_world(session), state)
    session.commit()
    session.expire_all()
    assert session.get(Case, case.id).state is state
