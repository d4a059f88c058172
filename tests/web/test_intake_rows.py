"""What the script that enters rows is told: values, and why something is refused; never a page."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from petitions.models import CaseStatement, KeptForm, Statement, UserSession
from petitions.models.meeting import new_entry_key
from tests.budget import statements_of
from tests.builders import a_statement
from tests.cases import a_case
from tests.conftest import MONDAY_MORNING

SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def address(meeting):
    return f"/meetings/{meeting.id}/rows/"


@pytest.fixture
def asks(clerk, address):
    """`asks("removal/", entry_key=…)` sends a change as the script does, with the token it was given."""
    token = clerk.get(address, headers=SCRIPT).json["token"]

    def ask(part="", **fields):
        return clerk.post(address + part, data=fields, headers=SCRIPT | {"X-CSRFToken": token})

    return ask


def count(session):
    return session.scalar(sa.select(sa.func.count()).select_from(Statement))


def test_the_script_is_given_the_rows_and_all_it_needs_to_go_on(session, clerk, world, meeting, address):
    row = a_statement(session, meeting, "Đường lầy.", speaker_name="Bà Khuyên", subject_field_id=world.field.id)
    session.add(CaseStatement(case_id=a_case(session, world).id, statement_id=row.id))
    told = clerk.get(address, headers=SCRIPT).json
    assert told["rows"] == [
        {
            "key": row.entry_key,
            "version": 1,
            "position": row.position,
            "is_used": True,
            "speaker_name": "Bà Khuyên",
            "village": "",
            "content": "Đường lầy.",
            "subject_field_id": str(world.field.id),
            "answered_on_spot": False,
            "answered_by": "",
        }
    ]
    assert [str(world.field.id), world.field.name] in told["fields"]
    assert world.village.name in told["villages"]
    assert told["heading"].startswith("Hội nghị ngày")


def test_a_row_is_saved_corrected_moved_removed_and_put_back(session, asks):
    one, two = new_entry_key(), new_entry_key()
    assert asks(entry_key=one, content="Đường lầy.").json["row"]["position"] == 1
    assert asks(entry_key=two, content="Cầu gãy.", answered_by="Chủ tịch UBND xã").json["row"]["answered_on_spot"]
    assert asks(entry_key=one, content="Đường lầy lội.", version="1").json["row"]["version"] == 2
    assert asks("place/", entry_key=two, after_key="").status_code == 200
    assert list(session.scalars(sa.select(Statement.entry_key).order_by(Statement.position))) == [two, one]
    assert asks("removal/", entry_key=two, version="1").status_code == 200
    assert count(session) == 1
    assert asks("restoration/", entry_key=two).json["row"]["content"] == "Cầu gãy."
    assert count(session) == 2


def test_a_row_sent_twice_is_one_row(session, asks):
    key = new_entry_key()
    first, second = (asks(entry_key=key, content="Đường lầy.").json["row"] for _ in range(2))
    assert first == second
    assert count(session) == 1


def test_a_refused_row_is_told_beside_which_field(session, asks):
    key = new_entry_key()
    refused = asks(entry_key=key, content=" ", speaker_name="x" * 200, subject_field_id="999999")
    assert refused.status_code == 422
    assert refused.json["errors"].keys() == {"content", "speaker_name"}
    refused = asks(entry_key=key, content="Đường lầy.", subject_field_id="999999")
    assert (refused.status_code, *refused.json["errors"]) == (422, "subject_field_id")
    assert count(session) == 0


@pytest.mark.parametrize("key", ["", "x", "\0", "6F1C1C2E-5F3A-4D5E-9A51-1F4F1D0C0A01", "é" * 36])
@pytest.mark.parametrize("part", ["", "removal/", "restoration/", "place/"])
def test_a_key_that_is_none_is_refused(asks, part, key):
    assert asks(part, entry_key=key, content="Đường lầy.").status_code == 422


def test_a_row_changed_by_somebody_else_is_not_overwritten(session, asks):
    key = new_entry_key()
    asks(entry_key=key, content="Nguyên văn.")
    asks(entry_key=key, content="Bản thứ nhất.", version="1")
    late = asks(entry_key=key, content="Bản thứ hai.", version="1")
    assert late.status_code == 409
    assert late.json["sentence"]
    assert session.scalar(sa.select(Statement.content)) == "Bản thứ nhất."


def test_a_row_removed_meanwhile_is_told_so(asks):
    key = new_entry_key()
    asks(entry_key=key, content="Nguyên văn.")
    asks("removal/", entry_key=key)
    assert asks(entry_key=key, content="Nguyên văn.").status_code == 409


def test_after_the_sign_in_has_ended_the_script_is_sent_to_sign_in_and_nothing_is_kept(session, asks):
    session.query(UserSession).update({"expires_at": MONDAY_MORNING - timedelta(seconds=1)})
    told = asks(entry_key=new_entry_key(), content="Đường lầy.")
    assert told.status_code == 401
    assert told.json["sign_in"].startswith("/sign-in/")
    assert count(session) == 0
    assert session.scalar(sa.select(sa.func.count()).select_from(KeptForm)) == 0


def test_a_stale_token_is_told_without_a_page(session, clerk, address):
    told = clerk.post(address, data={"entry_key": new_entry_key(), "content": "x"}, headers=SCRIPT)
    assert (told.status_code, told.mimetype) == (400, "application/json")
    assert count(session) == 0


@pytest.mark.parametrize(("user", "status"), [("clerk2", 404), ("office", 403), ("officer", 403)])
def test_the_minutes_of_others_are_closed_to_the_script(client, world, address, user, status):
    client.sign_in(user)
    token = client.token("/account/")
    for part in ("", "removal/", "restoration/", "place/"):
        fields = {"entry_key": new_entry_key(), "content": "Chen vào."}
        told = client.post(address + part, data=fields, headers=SCRIPT | {"X-CSRFToken": token})
        assert (told.status_code, told.mimetype) == (status, "application/json")
    assert client.get(address, headers=SCRIPT).status_code == status


def test_one_row_costs_as_much_among_many_as_among_few(session, clerk, meeting, address, asks):
    def cost():
        counts = []
        one, two = new_entry_key(), new_entry_key()
        asks(entry_key=two, content="Cầu gãy.")
        for part, fields in (
            ("", {"entry_key": one, "content": "Đường lầy."}),
            ("", {"entry_key": one, "content": "Đường lầy lội.", "version": "1"}),
            ("place/", {"entry_key": two, "after_key": one}),
            ("removal/", {"entry_key": one, "version": "2"}),
            ("restoration/", {"entry_key": one}),
        ):
            with statements_of() as sent:
                assert asks(part, **fields).status_code == 200
            counts.append(len(sent))
        with statements_of() as sent:
            clerk.get(address, headers=SCRIPT)
        return [*counts, len(sent)]

    few = cost()
    for _ in range(20):
        a_statement(session, meeting)
    assert cost() == few
    assert max(few) <= 12


def test_one_row_sent_by_ten_at_once_is_one_row(app, session, world, address):
    session.commit()
    people = []
    for _ in range(10):
        client = app.test_client()
        client.sign_in("clerk")
        people.append((client, client.get(address, headers=SCRIPT).json["token"]))
    del app.extensions["tests.hand_over"]
    key = new_entry_key()

    def send(person):
        client, token = person
        fields = {"entry_key": key, "content": "Đường lầy."}
        return client.post(address, data=fields, headers=SCRIPT | {"X-CSRFToken": token}).status_code

    with ThreadPoolExecutor(10) as pool:
        assert set(pool.map(send, people)) == {200}
    session.rollback()
    assert count(session) == 1
