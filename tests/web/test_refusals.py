"""A refusal never eats what somebody typed."""

import pytest

from petitions.domain.vocabulary import State
from tests.builders import a_meeting, a_round, a_statement, a_world
from tests.cases import a_case

pytestmark = pytest.mark.both

LONG = "Nội dung dài mà người nhập không muốn phải gõ lại lần nữa."


@pytest.fixture
def world(session):
    world = a_world(session)
    session.commit()
    return world


def test_text_for_something_that_has_gone_meanwhile_is_still_shown(world, session, client):
    meeting = a_meeting(session, a_round(session, world.province_council), world.commune, world.commune_council)
    statement = a_statement(session, meeting)
    session.commit()
    client.sign_in("clerk")
    path = f"/meetings/{meeting.id}/statements/{statement.id}/"
    data = client.get(path).presets() | {"content": LONG}
    session.delete(statement)
    session.commit()
    reply = client.post(path, data=data)
    assert reply.status_code == 404
    assert LONG in reply.words


def test_what_is_no_case_is_called_none_when_somebody_else_was_quicker(world, session, client):
    meeting = a_meeting(session, a_round(session, world.province_council), world.commune, world.commune_council)
    session.commit()
    client.sign_in("clerk")
    path = f"/meetings/{meeting.id}/"
    data = client.get(path).presets() | {"place": "Nhà văn hóa"}
    meeting.version += 1
    session.commit()
    reply = client.post(path, data=data)
    assert reply.status_code == 409
    assert "vụ việc" not in reply.words.lower()


def test_a_step_overtaken_leads_back_to_the_case(world, session, client):
    case = a_case(session, world, State.CLOSED)
    session.commit()
    client.sign_in("office")
    reply = client.get(f"/cases/{case.code}/classification/")
    assert reply.status_code == 409
    assert f"/cases/{case.code}/" in reply.links("main a")


def test_text_for_a_step_that_was_never_ones_own_is_still_shown(world, session, client):
    case = a_case(session, world, State.ANSWERED)
    session.commit()
    client.sign_in("officer")
    token = client.get("/account/").page.query("input[name=csrf_token]")[0].attrs["value"]
    reply = client.post(f"/cases/{case.code}/evaluation/", data={"csrf_token": token, "note": LONG})
    assert reply.status_code == 403
    assert LONG in reply.words
