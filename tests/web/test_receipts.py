"""Receipts: who gives them, a key that is shown once, and what a new one voids."""

import io
import re

import pypdf
import pytest
import sqlalchemy as sa

from petitions.domain.vocabulary import State
from petitions.models import CaseEvent, Receipt
from tests.cases import a_case

KEY = re.compile(r"[2-9A-HJ-KM-NP-Z]{4} [2-9A-HJ-KM-NP-Z]{4}")


@pytest.fixture
def case(session, world):
    return a_case(session, world, State.SUBMITTED)


def issue(client, case):
    """Return the page that shows the receipt, and its key."""
    sent = client.send(f"/cases/{case.code}/receipt/")
    assert sent.status_code == 303
    page = client.get(sent.location)
    return page, page.texts("#receipt-key")[0]


def sits_down(client, username):
    other = client.application.test_client()
    other.sign_in(username)
    return other


def test_a_receipt_shows_code_key_date_and_a_code_that_holds_no_key(clerk, case):
    page, key = issue(clerk, case)
    assert KEY.fullmatch(key)
    assert case.code in page.words
    assert f"{case.received_on:%d/%m/%Y}" in page.words
    (picture,) = page.page.query(".paper-code img")
    assert picture.attrs["src"].startswith("data:image/svg+xml")
    assert key.replace(" ", "") not in picture.attrs["src"]
    assert "/lookup/" in page.words


def test_the_key_is_shown_once_and_stored_nowhere(session, clerk, case):
    _page, key = issue(clerk, case)
    again = clerk.get(f"/cases/{case.code}/receipt/paper/")
    assert (again.status_code, again.location) == (303, f"/cases/{case.code}/receipt/")
    shown = clerk.get(again.location)
    assert "hiện một lần" in shown.text
    assert key not in shown.text
    row = session.scalars(sa.select(Receipt)).one()
    assert key.replace(" ", "") not in repr(vars(row))


def test_a_new_receipt_voids_the_one_before(session, clerk, case):
    _page, first = issue(clerk, case)
    _page, second = issue(clerk, case)
    assert first != second
    rows = session.scalars(sa.select(Receipt).order_by(Receipt.id)).all()
    assert [row.voided_at is None for row in rows] == [False, True]
    assert len({row.key_digest for row in rows}) == 2
    assert "hết hiệu lực từ" in clerk.get(f"/cases/{case.code}/receipt/").words


def test_the_database_keeps_one_valid_receipt_a_case(session, clerk, case):
    issue(clerk, case)
    row = session.scalars(sa.select(Receipt)).one()
    values = {
        "case_id": case.id,
        "key_digest": "0" * 64,
        "issued_at": row.issued_at,
        "issued_by": "x",
        "organisation_name": "x",
    }
    with pytest.raises(sa.exc.IntegrityError):
        session.execute(sa.insert(Receipt).values(**values))
    session.rollback()


def test_the_receipt_comes_as_pdf_from_the_page_that_shows_it(clerk, case):
    page, key = issue(clerk, case)
    address = f"/cases/{case.code}/receipt/file/"
    reply = clerk.post(address, data=page.presets(address))
    assert reply.mimetype == "application/pdf"
    words = " ".join(pypdf.PdfReader(io.BytesIO(reply.data)).pages[0].extract_text().split())
    for said in ("GIẤY BIÊN NHẬN", case.code, key, "Trần Văn Quế", f"{case.received_on:%d/%m/%Y}", "/lookup/"):
        assert said in words
    assert b"/URI" not in reply.data


@pytest.mark.parametrize("sealed", ["", "x", "gAAAAA", "ủ" * 50, "\0"])
def test_a_file_without_a_key_of_ours_is_not_found(clerk, case, sealed):
    token = clerk.token("/account/")
    reply = clerk.post(f"/cases/{case.code}/receipt/file/", data={"csrf_token": token, "sealed": sealed})
    assert reply.status_code == 404


def test_what_is_sealed_for_one_case_opens_no_other_and_not_for_ever(session, clerk, world, case, clock):
    page, _key = issue(clerk, case)
    form = page.presets(f"/cases/{case.code}/receipt/file/")
    other = a_case(session, world, State.SUBMITTED)
    assert clerk.post(f"/cases/{other.code}/receipt/file/", data=form).status_code == 404
    clock.shift(601)
    assert clerk.post(f"/cases/{case.code}/receipt/file/", data=form).status_code == 404


@pytest.mark.parametrize(
    ("user", "status"),
    {
        "clerk": 200,
        "office": 200,
        "commune_office": 403,
        "board": 403,
        "deputy": 403,
        "auditor": 403,
        "clerk2": 404,
        "officer": 404,
        "admin": 404,
        "letters": 404,
    }.items(),
)
@pytest.mark.parametrize("path", ["receipt/", "receipt/paper/"])
def test_receipts_are_given_by_the_clerk_and_the_councils_office_alone(client, case, user, status, path):
    client.sign_in(user)
    reply = client.get(f"/cases/{case.code}/{path}")
    assert reply.status_code == (303 if status == 200 and path != "receipt/" else status)
    if status != 200:
        sent = client.post(f"/cases/{case.code}/receipt/", data={"csrf_token": client.token("/account/")})
        assert sent.status_code == status


@pytest.mark.parametrize("state", State)
def test_a_receipt_can_be_given_in_every_state(session, clerk, world, state):
    case = a_case(session, world, state)
    _page, key = issue(clerk, case)
    assert KEY.fullmatch(key)


def test_the_page_of_the_case_leads_to_the_receipt(clerk, case, client):
    assert f"/cases/{case.code}/receipt/" in clerk.get(f"/cases/{case.code}/").links()
    assert f"/cases/{case.code}/receipt/" not in sits_down(client, "board").get(f"/cases/{case.code}/").links()


def test_a_doubled_form_issues_one_receipt(session, clerk, case):
    address = f"/cases/{case.code}/receipt/"
    form = clerk.get(address).presets()
    first, second = clerk.post(address, data=form), clerk.post(address, data=form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert session.scalar(sa.select(sa.func.count()).select_from(Receipt)) == 1


def test_nobody_else_at_the_desk_is_shown_the_key(clerk, case):
    clerk.send(f"/cases/{case.code}/receipt/")
    clerk.post("/sign-out/", data={"csrf_token": clerk.token("/account/")})
    clerk.sign_in("office")
    assert clerk.get(f"/cases/{case.code}/receipt/paper/").status_code == 303


def test_a_receipt_is_no_step_of_the_case(session, clerk, case):
    before = session.scalar(sa.select(sa.func.count()).select_from(CaseEvent))
    issue(clerk, case)
    assert session.scalar(sa.select(sa.func.count()).select_from(CaseEvent)) == before
