"""Whatever is typed into intake's forms is taken, or refused with the form; it never breaks the page."""

import unicodedata

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from petitions.models import Case, CaseVoter, Statement
from tests.builders import a_meeting, a_round, a_world

pytestmark = pytest.mark.both

ODD = ["", " ", "\0", "a\0b", "\u202eabc", "\u200f", "e\u0301" * 30, "\u0323\u0302", "👩\u200d👩\u200d👧", "\ufeff"]
ODD += ["\ufffe", "\x1b[0m"]
ODD += ["<b>", "{{ 7 }}", "%(x)s", "\\", "'; --"]
BIG = ["x" * 1_000_000, "Đường\n" * 160_000, "\u0301" * 300_000]

text = st.one_of(
    st.sampled_from(ODD),
    st.sampled_from(["Đường lầy.", "Đề nghị sửa cầu.", "01/03/2026", "2026-02-24", "1", "0", "-1", "9" * 30, "٣", "²"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=400),
    st.text("ăâđêôơưàáạảãÀĐ\u0301\u0323 \n\t", max_size=200),
)
CASE_FIELDS = ["kind", "channel", "summary", "content", "subject_field_id", "locality_id", "voter_name", "voter_phone"]
CASE_FIELDS += [
    "voter_address",
    "received_on",
    "meeting_id",
    "statement_ids",
    "council_id",
    "re_raised_code",
    "version",
]
CASE_FIELDS += ["submission_key", "submit_now"]
STATEMENT_FIELDS = ["speaker_name", "village", "content", "subject_field_id", "answered_on_spot", "answered_by"]
MEETING_FIELDS = ["round_id", "held_on", "locality_id", "place", "voter_count", "version"]

patient = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def filled_in(fields):
    return st.dictionaries(st.sampled_from(fields), text, max_size=len(fields))


@pytest.fixture
def places(session, client):
    world = a_world(session)
    meeting = a_meeting(session, a_round(session, world.province_council), world.commune, world.commune_council)
    client.sign_in("clerk")
    return {
        "case": "/cases/new/",
        "meeting": f"/meetings/{meeting.id}/",
        "saying": f"/meetings/{meeting.id}/statements/",
    }


@pytest.fixture
def forms(client, places):
    """Each form as a browser would send it; without its key, so that every sending is a new one."""
    pages = {name: client.get(address).presets() for name, address in places.items()}
    client.judge = lambda reply: None  # what odd letters do to a page is judged elsewhere; here it has to come at all
    return {
        name: {key: value for key, value in form.items() if key != "submission_key"} for name, form in pages.items()
    }


@patient
@given(fields=filled_in(CASE_FIELDS), on_top=st.booleans())
def test_a_new_case_takes_or_refuses_anything(client, places, forms, fields, on_top):
    good = {"summary": "Đề nghị sửa cầu.", "content": "Cầu hỏng."} if on_top else {}
    reply = client.post(places["case"], data=forms["case"] | good | fields)
    assert reply.status_code in {303, 422}


@patient
@given(fields=filled_in(STATEMENT_FIELDS), on_top=st.booleans())
def test_a_statement_takes_or_refuses_anything(client, places, forms, fields, on_top):
    good = {"content": "Đường lầy."} if on_top else {}
    reply = client.post(places["saying"], data=forms["saying"] | good | fields)
    assert reply.status_code in {303, 422}


@patient
@given(fields=filled_in(MEETING_FIELDS))
def test_the_head_of_the_minutes_takes_or_refuses_anything(client, places, forms, fields):
    reply = client.post(places["meeting"], data=forms["meeting"] | fields)
    assert reply.status_code in {303, 409, 422}


@pytest.mark.parametrize("big", BIG, ids=["one word", "many lines", "marks alone"])
@pytest.mark.parametrize(("name", "field"), [("case", "summary"), ("case", "content"), ("saying", "content")])
def test_a_megabyte_anywhere_is_refused_and_given_back(client, places, forms, big, name, field):
    reply = client.post(places[name], data=forms[name] | {"summary": "Ngắn.", "content": "Ngắn.", field: big})
    assert reply.status_code == 422
    assert len(reply.presets()[field]) > 250_000


def test_what_is_kept_is_clean(session, client, places):
    typed = "Đu\u031bo\u031b\u0300ng\0 la\u0302\u0300y\u202e 👷 \r\nhai năm"
    client.send("/cases/new/", summary=typed, content=typed, voter_name="Tra\u0302\u0300n\0 Vă\u202en  Quế")
    case, voter = session.scalars(sa.select(Case)).one(), session.scalars(sa.select(CaseVoter)).one()
    assert case.summary == unicodedata.normalize("NFC", case.summary) == "Đường lầy 👷 \nhai năm"
    assert voter.name == "Trần Văn Quế"
    client.send(places["saying"], content=typed, village="tho\u0302n\tĐông")
    statement = session.scalars(sa.select(Statement)).one()
    assert statement.village == "thôn Đông"
