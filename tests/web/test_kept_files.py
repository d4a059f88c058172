"""Files that came with a refused form: offered again to their author with that form, and to nobody else."""

import io
import shutil
from datetime import timedelta

import pytest

from petitions.domain.vocabulary import State
from petitions.models import Case, CaseFile, Person, StagedFile
from petitions.services.files import FILES_AT_ONCE
from petitions.services.staged_files import MOST_KEPT, forget_expired
from tests import papers
from tests.builders import TODAY
from tests.cases import a_case

NAME = "Công văn trả lời, bản ký số 45.pdf"
ANSWER = {
    "document_number": "45/SXD-QLHT",
    "signed_on": "02/03/2026",
    "signer": "Phó Giám đốc Phạm Văn Thọ",
    "content": "Đoạn đường đã được vá và lu lèn xong.",
}


@pytest.fixture
def case(session, world):
    return a_case(session, world, State.IN_PROGRESS)


def at(case):
    return f"/cases/{case.code}/response/"


def a_file(name=NAME, mark=""):
    return io.BytesIO(papers.a_pdf(mark=mark)), name


def offered(page):
    return page.texts("[name=files_kept] + label")


def again(client, case, page, **fields):
    """Send the refused form as it is shown, with what is changed in it."""
    return client.post(at(case), data=page.presets() | fields)


def names(session):
    return [file.name for file in session.query(CaseFile).order_by(CaseFile.id)]


@pytest.fixture
def refused(office, case):
    page = office.send(at(case), **ANSWER | {"signer": ""}, files=a_file())
    assert page.status_code == 422
    return page


def test_a_file_of_a_refused_form_is_not_chosen_again(session, office, case, refused):
    assert offered(refused) == [NAME]
    assert again(office, case, refused, **ANSWER).status_code == 303
    assert names(session) == [NAME]
    assert session.query(StagedFile).count() == 0
    served = office.get(f"/cases/{case.code}/files/{session.query(CaseFile).one().id}/")
    assert served.data.startswith(b"%PDF")


def test_it_is_kept_however_often_the_form_is_refused(session, office, case, refused):
    page = refused
    for _ in range(3):
        page = again(office, case, page, **ANSWER | {"content": ""})
        assert offered(page) == [NAME]
    assert session.query(StagedFile).count() == 1


def test_a_file_whose_tick_was_taken_off_is_not_sent(session, office, case, refused):
    assert again(office, case, refused, **ANSWER, files_kept=[], files=a_file("Bản khác.pdf")).status_code == 303
    assert names(session) == ["Bản khác.pdf"]


def test_the_same_file_chosen_again_is_one(session, office, case, refused):
    assert again(office, case, refused, **ANSWER, files=a_file()).status_code == 303
    assert names(session) == [NAME]


def test_kept_and_new_ones_are_sent_together(session, office, case, refused):
    assert again(office, case, refused, **ANSWER, files=a_file("Phụ lục.pdf", "2")).status_code == 303
    assert names(session) == [NAME, "Phụ lục.pdf"]


def test_a_form_sent_twice_puts_them_on_file_once(session, office, case, refused):
    for _ in range(2):
        assert again(office, case, refused, **ANSWER).status_code == 303
    assert names(session) == [NAME]


def test_of_a_good_file_and_a_bad_one_the_good_one_is_kept(session, office, case):
    bad = (io.BytesIO(b"<script>"), "bẫy.pdf")
    page = office.send(at(case), **ANSWER, files=[a_file(), bad])
    assert page.status_code == 422
    assert "bẫy.pdf" in page.texts("#files-error")[0]
    assert offered(page) == [NAME]
    assert again(office, case, page, **ANSWER).status_code == 303
    assert names(session) == [NAME]


def test_a_bad_file_is_told_of_at_once_whatever_else_is_wrong(office, case):
    page = office.send(at(case), **ANSWER | {"signer": ""}, files=(io.BytesIO(b""), "rỗng.pdf"))
    assert "rỗng.pdf" in page.texts("#files-error")[0]
    assert offered(page) == []


def test_what_the_service_refuses_keeps_its_files_too(session, office, case):
    page = office.send(at(case), **ANSWER | {"signed_on": "01/01/2026"}, files=a_file())
    assert page.status_code == 422
    assert offered(page) == [NAME]


def test_nobody_else_gets_them_with_the_keys_of_the_form(session, client, office, case, refused):
    fields = refused.presets()
    other = client.application.test_client()
    other.sign_in("leader")
    fields = fields | ANSWER | {"csrf_token": other.token("/account/")}
    assert other.post(at(case), data=fields).status_code == 303  # a leader needs no scan
    assert names(session) == []


def test_another_form_of_the_same_person_does_not_get_them(session, world, office, case, refused):
    kept = refused.presets()["files_kept"]
    reply = office.post(at(case), data=office.get(at(case)).presets() | ANSWER | {"files_kept": kept})
    assert reply.status_code == 422
    assert reply.texts("#files-error")


@pytest.mark.parametrize(
    "key", ["0", "-1", "x", "9" * 20, "000000000001" + "9" * 22, "000000000001" + "9" * 5000, "١", ""]
)
def test_ticks_that_make_no_sense_are_no_files(office, case, refused, key):
    reply = again(office, case, refused, **ANSWER, files_kept=key)
    assert reply.status_code == 422
    assert reply.texts("#files-error")


def test_after_a_day_they_are_forgotten(session, office, case, refused, clock, now):
    clock.shift(timedelta(days=1, minutes=1))
    office.sign_in("office")
    page = again(office, case, refused, **ANSWER, csrf_token=office.token("/account/"))
    assert page.status_code == 422
    assert offered(page) == []
    forget_expired(session, now=now + timedelta(days=1))
    assert session.query(StagedFile).count() == 0


def test_a_file_whose_bytes_are_gone_is_named_and_chosen_again(session, office, case, refused, data_dir):
    shutil.rmtree(data_dir / "files")
    (data_dir / "files").mkdir()
    page = again(office, case, refused, **ANSWER)
    assert page.status_code == 422
    assert NAME in page.texts("#files-error")[0]
    assert offered(page) == []
    assert again(office, case, page, **ANSWER, files=a_file()).status_code == 303
    assert names(session) == [NAME]


def test_there_is_an_end_to_what_is_kept(session, office, case, refused):
    many = [a_file(f"{number}.pdf", str(number)) for number in range(FILES_AT_ONCE)]
    page = again(office, case, refused, **ANSWER, files=many)
    assert page.status_code == 422
    assert page.texts("#files-error")
    assert session.query(StagedFile).count() == FILES_AT_ONCE + 1
    person = session.query(Person).filter_by(username="office").one()
    session.add_all(
        StagedFile(
            person_id=person.id,
            form_key="another",
            digest="0" * 64,
            name=f"{number}",
            media_type="x",
            size=1,
            expires_at=session.query(StagedFile).first().expires_at,
        )
        for number in range(MOST_KEPT)
    )
    again(office, case, page, **ANSWER | {"signer": ""}, files_kept=[], files=a_file("Mới.pdf", "mới"))
    assert session.query(StagedFile).count() == MOST_KEPT


def test_scans_of_a_new_case_are_kept_as_well(session, client, world):
    client.sign_in("clerk")
    page = client.send("/cases/new/", summary="", content="Đường lún nứt.", files=a_file("đơn.pdf"))
    assert page.status_code == 422
    assert offered(page) == ["đơn.pdf"]
    reply = client.post("/cases/new/", data=page.presets() | {"summary": "Đề nghị sửa đường."})
    assert reply.status_code == 303
    assert names(session) == ["đơn.pdf"]
    assert session.query(Case).one().received_on == TODAY


def test_files_wait_for_a_form_whose_sign_in_had_expired(session, client, office, case, refused, clock):
    clock.shift(timedelta(hours=13))
    assert again(office, case, refused, **ANSWER).status_code == 303
    office.sign_in("office")
    page = office.get(at(case))
    assert page.presets()["signer"] == ANSWER["signer"]
    assert offered(page) == [NAME]
    assert office.post(at(case), data=page.presets()).status_code == 303
    assert names(session) == [NAME]
