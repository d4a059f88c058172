"""The council's letters: listed, opened, put right; nobody else's."""

import pytest

from petitions.domain.vocabulary import State
from petitions.models import CaseEvent, Forwarding
from petitions.queries.forwardings import PAGE_SIZE
from petitions.services.assignment import AssignmentDraft, assign_case
from tests.budget import statements_of
from tests.builders import TODAY
from tests.cases import a_case


def forwarded(session, world, now, number="125/HĐND-TT"):
    case = a_case(session, world, State.CLASSIFIED)
    draft = AssignmentDraft(lead_id=world.agency.id, letter_number=number, letter_on=TODAY)
    assign_case(session, case.code, draft, actor=world.office, now=now)
    return case


def test_a_number_in_the_list_opens_exactly_the_cases_it_counts(session, world, client, now):
    cases = [forwarded(session, world, now) for _ in range(3)]
    client.sign_in("office")
    page = client.get("/forwardings/")
    assert page.texts("tbody .register__cell--number") == ["3"]
    letter = client.get(page.links("tbody a")[0])
    assert set(letter.links("tbody a")) == {f"/cases/{case.code}/" for case in cases}
    assert "125/HĐND-TT" in letter.heading


def test_an_empty_list_says_what_to_do(world, client):
    client.sign_in("office")
    page = client.get("/forwardings/")
    assert "Chưa có công văn nào" in page.words
    assert page.links(".empty a") == ["/cases/?state=classified"]


@pytest.mark.parametrize("path", ["/forwardings/", "/forwardings/{key}/"])
def test_pages_follow_one_another_without_losing_a_row(session, world, client, now, path):
    for number in range(PAGE_SIZE + 2):
        forwarded(session, world, now, number=str(number) if path == "/forwardings/" else "125")
    key = session.query(Forwarding.id).first()[0]
    client.sign_in("office")
    with statements_of() as sent:
        first = client.get(path.format(key=key))
    assert len(sent) <= 8, "\n".join(sent)
    [next_url] = first.links("a[rel=next]")
    second = client.get(next_url)
    rows = first.links("tbody a") + second.links("tbody a")
    assert len(rows) == len(set(rows)) == PAGE_SIZE + 2
    assert not second.links("a[rel=next]")


@pytest.mark.parametrize("cursor", ["abc", "-1", "0", "9" * 20, "000000000001" + "9" * 5000, "١", ""])
def test_an_address_that_makes_no_sense_begins_the_list(session, world, client, now, cursor):
    forwarded(session, world, now)
    client.sign_in("office")
    assert len(client.get(f"/forwardings/?cursor={cursor}").links("tbody a")) == 1


def test_correcting_tells_every_case(session, world, client, now):
    first, second = (forwarded(session, world, now) for _ in range(2))
    key = session.query(Forwarding.id).scalar()
    client.sign_in("office")
    path = f"/forwardings/{key}/correction/"
    refused = client.send(path, letter_number="152/HĐND-TT")
    assert refused.status_code == 422
    assert refused.texts("#reason-error")
    assert refused.presets()["letter_number"] == "152/HĐND-TT"

    done = client.send(path, letter_number="152/HĐND-TT", reason="Gõ nhầm số.")
    assert (done.status_code, done.location) == (303, f"/forwardings/{key}/")
    assert "152/HĐND-TT" in client.get(done.location).heading
    events = session.query(CaseEvent).filter_by(action="correct_letter").all()
    assert {event.case_id for event in events} == {first.id, second.id}


def test_the_second_of_two_corrections_gets_both_texts(session, world, client, now):
    forwarded(session, world, now)
    client.sign_in("office")
    path = f"/forwardings/{session.query(Forwarding.id).scalar()}/correction/"
    opened = client.get(path)
    client.send(path, letter_number="1", reason="Nhầm.")
    conflict = client.post(path, data=opened.presets() | {"letter_number": "2", "reason": "Nhầm."})
    assert conflict.status_code == 409
    assert {"1", "2"} <= set(conflict.texts(".conflict__text"))


@pytest.mark.parametrize(
    ("who", "statuses"),
    [
        ("board", (200, 200, 403)),
        ("auditor", (200, 200, 403)),
        ("commune_office", (200, 404, 404)),
        ("clerk", (403, 403, 403)),
        ("officer", (403, 403, 403)),
        ("admin", (403, 403, 403)),
    ],
)
def test_letters_belong_to_their_council(session, world, client, now, who, statuses):
    forwarded(session, world, now)
    key = session.query(Forwarding.id).scalar()
    client.sign_in(who)
    paths = ("/forwardings/", f"/forwardings/{key}/", f"/forwardings/{key}/correction/")
    assert tuple(client.get(path).status_code for path in paths) == statuses
    if who == "commune_office":
        assert "125/HĐND-TT" not in client.get("/forwardings/").text


def test_correcting_a_letter_of_many_cases_takes_a_constant_number_of_statements(session, world, client, now):
    for _ in range(20):
        forwarded(session, world, now)
    client.sign_in("office")
    path = f"/forwardings/{session.query(Forwarding.id).scalar()}/correction/"
    data = client.get(path).presets() | {"letter_number": "9", "reason": "Nhầm."}
    with statements_of() as sent:
        assert client.post(path, data=data).status_code == 303
    assert len(sent) <= 15, "\n".join(sent)
