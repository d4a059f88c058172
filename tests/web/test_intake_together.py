"""Many people at once: every statement is written down, each with its own number."""

from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa

from petitions.domain.vocabulary import Role
from petitions.models import Case, CaseStatement, Statement
from tests.builders import a_meeting, a_person, a_round, a_statement, a_world

CLERKS, EACH = 10, 5


def at_work(app, session, world, path):
    """Sign everybody in before the start, since the tests' own session is nobody else's to use."""
    people = []
    for n in range(CLERKS):
        a_person(session, (Role.CLERK, world.commune_council), username=f"clerk-{n}")
    session.commit()
    del app.extensions["tests.hand_over"]
    for n in range(CLERKS):
        client = app.test_client()
        client.sign_in(f"clerk-{n}")
        people.append((client, client.get(path).presets()))
    return people


def test_fifty_statements_typed_at_once_get_fifty_numbers(app, session):
    world = a_world(session)
    meeting = a_meeting(session, a_round(session, world.province_council), world.commune, world.commune_council)
    path = f"/meetings/{meeting.id}/statements/"
    people = at_work(app, session, world, path)

    def types(number):
        client, form = people[number]
        return [
            client.post(path, data=form | {"content": f"Ý kiến {number}.{n}", "submission_key": f"{number}-{n}"})
            for n in range(EACH)
        ]

    with ThreadPoolExecutor(CLERKS) as pool:
        replies = [reply for done in pool.map(types, range(CLERKS)) for reply in done]
    session.rollback()
    assert {reply.status_code for reply in replies} == {303}
    rows = session.execute(sa.select(Statement.position, Statement.content).order_by(Statement.position)).all()
    assert [position for position, _content in rows] == list(range(1, CLERKS * EACH + 1))
    assert {content for _position, content in rows} == {f"Ý kiến {c}.{n}" for c in range(CLERKS) for n in range(EACH)}


def test_a_statement_removed_while_a_case_is_made_of_it_is_either_removed_or_used(app, session):
    world = a_world(session)
    meeting = a_meeting(session, a_round(session, world.province_council), world.commune, world.commune_council)
    keys = [a_statement(session, meeting).id for _ in range(CLERKS // 2)]
    session.commit()
    people = at_work(app, session, world, f"/cases/new/?meeting_id={meeting.id}")

    def acts(number):
        client, form = people[number]
        key = keys[number // 2]
        if number % 2:
            token = {"csrf_token": form["csrf_token"]}
            return client.post(f"/meetings/{meeting.id}/statements/{key}/removal/", data=token)
        texts = {"summary": "Đề nghị sửa.", "content": "Đường lầy.", "statement_ids": str(key)}
        return client.post("/cases/new/", data=form | texts)

    with ThreadPoolExecutor(CLERKS) as pool:
        replies = list(pool.map(acts, range(CLERKS)))
    session.rollback()
    for making, removing in zip(replies[::2], replies[1::2], strict=True):
        assert (making.status_code, removing.status_code) in {(303, 409), (422, 303)}
    used = session.scalar(sa.select(sa.func.count()).select_from(CaseStatement))
    assert used == session.scalar(sa.select(sa.func.count()).select_from(Case))
    assert used == session.scalar(sa.select(sa.func.count()).select_from(Statement))
