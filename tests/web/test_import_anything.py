"""Whatever is handed in or typed into the forms of imports is taken, or refused with the form; no page breaks."""

import io

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from petitions.models import Statement, StatementImport
from petitions.services.imports.staging import forget_rows
from tests import workbooks
from tests.builders import a_meeting, a_round, a_world
from tests.domain.test_minutes import MINUTES
from tests.web.test_intake_anything import text
from tests.workbooks import PLAIN_HEADING, PLAIN_ROWS

ROW_FIELDS = ["speaker_name", "village", "subject_field_id", "content", "answered_on_spot", "answered_by"]
ROW_FIELDS += ["is_left_out", "version", "at", "columns-0", "columns-3", "columns-99", "leaves_out_faulty", "again"]
WHOLE = workbooks.xlsx([PLAIN_HEADING, *PLAIN_ROWS])

patient = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture
def start(session, client):
    world = a_world(session)
    meeting = a_meeting(session, a_round(session, world.province_council), world.commune, world.commune_council)
    client.sign_in("clerk")
    return f"/meetings/{meeting.id}/import/"


@pytest.fixture
def token(client, start):
    found = client.token(start)
    client.judge = lambda reply: None  # what odd letters do to a page is judged elsewhere; here it has to come at all
    return found


@patient
@given(st.one_of(text, st.binary(max_size=300), st.integers(1, len(WHOLE))), st.booleans())
def test_whatever_is_handed_in(session, client, start, token, given_, as_file):
    data = {"csrf_token": token, "text": ""}
    if isinstance(given_, str) and not as_file:
        data["text"] = MINUTES + given_
    else:
        # An integer changes one byte of a good workbook.
        content = given_.encode("utf-8", "replace") if isinstance(given_, str) else given_
        if isinstance(given_, int):
            content = WHOLE[: given_ - 1] + bytes([WHOLE[given_ - 1] ^ 0x55]) + WHOLE[given_:]
        data["file"] = (io.BytesIO(content), "ý kiến.xlsx" if isinstance(given_, int) else "ý kiến.csv")
    reply = client.post(start, data=data)
    assert reply.status_code in {303, 422}
    if reply.status_code == 303:
        assert client.get(reply.location).status_code == 200
    assert session.scalar(sa.select(sa.func.count()).select_from(Statement)) == 0


@patient
@given(st.dictionaries(st.sampled_from(ROW_FIELDS), text, max_size=6), st.sampled_from(["columns", "row", "cut", ""]))
def test_whatever_is_typed_on_the_way(session, client, start, token, typed, where):
    sent = client.post(start, data={"csrf_token": token, "text": MINUTES})
    page = sent.location
    if where == "columns":
        handed_in = {"csrf_token": token, "text": "", "file": (io.BytesIO(WHOLE), "ý kiến.xlsx")}
        page = client.post(start, data=handed_in).location.removesuffix("columns/")
    address = {"columns": f"{page}columns/", "row": f"{page}rows/1/", "cut": f"{page}rows/1/cut/", "": page}[where]
    reply = client.post(address, data={"csrf_token": token} | typed)
    assert reply.status_code in {303, 409, 422}
    assert client.get(page).status_code == 200
    forget_rows(session, session.scalars(sa.select(StatementImport.id)).all())
    session.query(StatementImport).delete()
    session.query(Statement).delete()
    session.commit()
