"""The entry as the commune typed it never leaves the database for an agency."""

import pytest
from sqlalchemy.exc import InvalidRequestError

from petitions.domain.identity import SYSTEM
from petitions.domain.vocabulary import State
from petitions.queries.cases import get_case
from tests.budget import statements_of
from tests.builders import a_world
from tests.cases import a_case


@pytest.mark.parametrize("who", ["officer", "leader", "coordinator", "committee", "deputy"])
def test_who_only_reads_the_forwarded_text_cannot_even_ask_for_the_entry(session, app, who):
    world = a_world(session)
    case = a_case(session, world, State.IN_PROGRESS, content="Bà Mơ kể chuyện nhà.")
    code, actor = case.code, world.actors[who]
    session.commit()
    session.expunge_all()
    with statements_of() as sent:
        seen = get_case(session, code, actor=actor)
    assert not any(".content" in statement for statement in sent)
    assert seen.forwarded_text
    with pytest.raises(InvalidRequestError):
        _ = seen.content


@pytest.mark.parametrize("who", ["clerk", "office", "board", "auditor"])
def test_the_council_side_reads_it(session, who):
    world = a_world(session)
    case = a_case(session, world, State.IN_PROGRESS, content="Bà Mơ kể chuyện nhà.")
    code, actor = case.code, world.actors[who]
    session.commit()
    session.expunge_all()
    assert get_case(session, code, actor=actor).content == "Bà Mơ kể chuyện nhà."
    assert get_case(session, code, actor=SYSTEM).content
