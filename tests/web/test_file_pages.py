"""Files at the door: served under their own names to whom they are open, as papers that cannot do anything."""

import gc
import io
import warnings
from contextlib import contextmanager
from urllib.parse import unquote

import pytest

from petitions.adapters.malware_scanner import MalwareScanner
from petitions.domain.vocabulary import FileAccess, State
from petitions.models import CaseFile, StoredFile
from petitions.web import uploads
from tests import papers
from tests.budget import statements_of
from tests.cases import a_case

NAME = "Đơn kiến nghị của cử tri thôn Đông Thành, số 12 (bản gốc).pdf"


@pytest.fixture
def case(session, world):
    return a_case(session, world, State.IN_PROGRESS)


def at(case, rest=""):
    return f"/cases/{case.code}/files/{rest}"


def add(client, case, *files):
    return client.send(at(case), files=[(io.BytesIO(data), name) for name, data in files or [(NAME, papers.a_pdf())]])


def sits_down(client, username):
    """Another person at another desk."""
    other = client.application.test_client()
    other.sign_in(username)
    return other


@contextmanager
def large_upload():
    """The test client builds a large body in a temporary file and leaves it to the collector, which complains."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        yield
        gc.collect()


@pytest.fixture
def internal(session, clerk, case):
    """A scan of the intake."""
    assert add(clerk, case).status_code == 303
    return session.query(CaseFile).one()


@pytest.fixture
def letter(session, client, case, world):
    """A letter everybody who sees the case may read, put there by the office."""
    office = sits_down(client, "office")
    office.send(
        f"/cases/{case.code}/response/",
        document_number="1/SXD",
        signed_on="02/03/2026",
        signer="Giám đốc",
        content="Đã xong.",
        files=(io.BytesIO(papers.a_pdf()), NAME),
    )
    return session.query(CaseFile).one()


# --- added --------------------------------------------------------------------------------------------


def test_several_scans_go_on_file_at_once_under_their_vietnamese_names(session, clerk, case):
    reply = add(clerk, case, (NAME, papers.a_pdf()), ("Ảnh hiện trường.JPG", papers.a_picture("JPEG")))
    assert (reply.status_code, reply.location) == (303, f"/cases/{case.code}/")
    assert [file.name for file in session.query(CaseFile).order_by(CaseFile.id)] == [NAME, "Ảnh hiện trường.JPG"]
    assert "Đã thêm 2 tệp." in clerk.get("/account/").words
    assert NAME in clerk.get(at(case)).words


def test_a_form_without_a_file_is_asked_for_one(clerk, case):
    reply = clerk.post(at(case), data=clerk.get(at(case)).presets())
    assert reply.status_code == 422
    assert reply.texts("#files-error")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("trống.pdf", b""),
        ("chương trình.docx", papers.AN_EXE),
        ("trang.html", papers.AN_HTML),
        ("hình.png", papers.AN_SVG),
        ("to.pdf", b"%PDF-1.7" + b"0" * (20 * 1024 * 1024)),
        ("bom.docx", papers.a_zip_bomb(400 * 1024 * 1024)),
    ],
    ids=["empty", "exe", "html", "svg", "too large", "bomb"],
)
def test_what_cannot_be_taken_is_named_in_a_plain_sentence(session, clerk, case, name, data):
    with large_upload():
        reply = add(clerk, case, (name, data), (NAME, papers.a_pdf()))
    assert reply.status_code == 422
    assert name in reply.texts("#files-error")[0]
    assert session.query(CaseFile).count() == session.query(StoredFile).count() == 0


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../../etc/Đơn.pdf", "Đơn.pdf"),
        ("Báo cáo " * 40 + ".pdf", None),
        ("Số: 5*? <b>.pdf", "Số_ 5__ _b_.pdf"),
        ("%22; filename=x.html.pdf", "_; filename=x.html.pdf"),
    ],
)
def test_names_are_tamed_and_come_back_as_they_were_kept(session, clerk, case, sent, kept):
    assert add(clerk, case, (sent, papers.a_pdf())).status_code == 303
    file = session.query(CaseFile).one()
    assert kept is None or file.name == kept
    assert len(file.name) <= 200
    reply = clerk.get(at(case, f"{file.id}/"))
    assert reply.status_code == 200
    assert name_in(reply) == file.name


def test_too_much_at_once_is_told_with_a_page(clerk, case):
    sent = {"csrf_token": clerk.token("/account/"), "files": (io.BytesIO(b"0" * (101 * 1024 * 1024)), "to.pdf")}
    with large_upload():
        assert clerk.post(at(case), data=sent).status_code == 413


def test_a_doubled_form_adds_the_file_once(session, clerk, case):
    page = clerk.get(at(case))
    for _ in range(2):
        reply = clerk.post(at(case), data=page.presets() | {"files": (io.BytesIO(papers.a_pdf()), NAME)})
        assert reply.status_code == 303
    assert session.query(CaseFile).count() == 1


# --- served -------------------------------------------------------------------------------------------


def test_a_file_comes_back_whole_under_its_own_name_and_can_do_nothing(clerk, case, internal):
    reply = clerk.get(at(case, f"{internal.id}/"))
    assert reply.data == papers.a_pdf()
    assert int(reply.headers["Content-Length"]) == len(papers.a_pdf())
    assert name_in(reply) == NAME
    assert reply.headers["Content-Disposition"].startswith('attachment; filename="Don kien nghi cua cu tri')
    assert reply.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.mimetype == "application/pdf"


@pytest.mark.parametrize(
    ("name", "data", "way"),
    [
        ("a.pdf", papers.a_pdf(), "inline"),
        ("a.jpg", papers.a_picture("JPEG"), "inline"),
        ("a.png", papers.a_picture("PNG"), "inline"),
        ("a.docx", papers.a_docx(), "attachment"),
        ("a.xls", papers.an_old_xls(), "attachment"),
    ],
)
def test_only_papers_and_pictures_are_shown_in_the_browser(session, clerk, case, name, data, way):
    add(clerk, case, (name, data))
    reply = clerk.get(at(case, f"{session.query(CaseFile).one().id}/?inline=1"))
    assert reply.headers["Content-Disposition"].startswith(way)
    assert "sandbox" in reply.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("user", "status"),
    [("office", 200), ("board", 200), ("auditor", 200), ("leader", 404), ("coordinator", 404), ("leader2", 404)],
)
def test_a_scan_of_the_intake_is_served_to_the_council_side_alone(client, case, internal, user, status):
    assert sits_down(client, user).get(at(case, f"{internal.id}/")).status_code == status


@pytest.mark.parametrize(
    ("user", "status"),
    [("clerk", 200), ("office", 200), ("leader", 200), ("coordinator", 200), ("deputy", 200), ("leader2", 404)],
)
def test_a_letter_is_served_to_everyone_who_sees_the_case(client, case, letter, user, status):
    assert letter.access is FileAccess.SHARED
    assert sits_down(client, user).get(at(case, f"{letter.id}/")).status_code == status


def test_a_stranger_is_sent_to_sign_in(client, case, internal):
    stranger = client.application.test_client()
    assert stranger.get(at(case, f"{internal.id}/")).status_code == 303


@pytest.mark.parametrize("number", ["0", "99999", str(2**31), str(2**70)])
def test_a_file_that_is_not_there_is_not_found(clerk, case, number):
    assert clerk.get(at(case, f"{number}/")).status_code == 404


def test_bytes_that_cannot_be_read_are_told_and_not_a_crash(clerk, case, internal, data_dir):
    digest = internal.digest
    (data_dir / "files" / digest[:2] / digest[2:4] / digest).unlink()
    reply = clerk.get(at(case, f"{internal.id}/"))
    assert reply.status_code == 503


# --- withdrawn ----------------------------------------------------------------------------------------


def test_a_wrong_file_is_withdrawn_with_a_reason_and_still_named(client, case, letter):
    address = at(case, f"{letter.id}/withdrawal/")
    office = sits_down(client, "office")
    assert NAME in office.get(address).words
    assert office.send(address, reason="").status_code == 422
    assert office.send(address, reason="Nhầm hồ sơ khác.").status_code == 303
    assert office.get(at(case, f"{letter.id}/")).status_code == 404
    assert office.get(address).status_code == 409
    listed = office.get(at(case)).words
    assert NAME in listed
    assert "Nhầm hồ sơ khác." in listed


@pytest.mark.parametrize(("user", "status"), [("clerk", 403), ("leader", 403), ("board", 403), ("leader2", 404)])
def test_a_file_is_withdrawn_by_its_own_unit_alone(client, case, letter, user, status):
    person = sits_down(client, user)
    assert person.get(at(case, f"{letter.id}/withdrawal/")).status_code == status
    sent = {"csrf_token": person.token("/account/"), "reason": "x"}
    assert person.post(at(case, f"{letter.id}/withdrawal/"), data=sent).status_code == status


def test_a_scan_nobody_outside_knows_of_cannot_be_withdrawn_from_outside(client, case, internal):
    assert sits_down(client, "leader").get(at(case, f"{internal.id}/withdrawal/")).status_code == 404


# --- with a scanner -----------------------------------------------------------------------------------


def test_where_a_scanner_is_demanded_and_away_nothing_is_kept(session, clerk, case, monkeypatch):
    monkeypatch.setattr(uploads, "malware_scanner", lambda: MalwareScanner("127.0.0.1:1", timeout=2))
    reply = add(clerk, case)
    assert reply.status_code == 422
    assert "chưa quét được vi-rút" in reply.texts("#files-error")[0]
    assert session.query(StoredFile).count() == 0


def test_adding_and_serving_stay_within_their_budgets(session, clerk, case):
    address, page = at(case), clerk.get(at(case))
    sent = [(io.BytesIO(papers.a_pdf(mark=str(number))), f"{number}.pdf") for number in range(5)]
    with statements_of() as written:
        assert clerk.post(address, data=page.presets() | {"files": sent}).status_code == 303
    assert len(written) <= 15
    file_id = session.query(CaseFile).first().id
    with statements_of() as read:
        assert clerk.get(f"{address}{file_id}/").status_code == 200
    assert len(read) <= 4


def name_in(reply):
    return unquote(reply.headers["Content-Disposition"].partition("filename*=UTF-8''")[2])
