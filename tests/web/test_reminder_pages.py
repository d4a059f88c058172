"""Reminding agencies through the door: tasks, one letter for many cases, the register, the step on one case."""

import io
from datetime import timedelta

import docx
import pypdf
import pytest
import sqlalchemy as sa

from petitions.domain.vocabulary import ReminderState, Rung, State
from petitions.models import CaseEvent, Clock, DeadlineRule, Reminder
from petitions.queries.reminders import PAGE_SIZE
from petitions.services.reminders import propose_reminders
from tests.budget import statements_of
from tests.builders import NOW, TODAY, a_village, a_world, an_agency
from tests.cases import a_case

DUE_ON = TODAY + timedelta(10)
LATE_ON = DUE_ON + timedelta(20)
LETTER = {"letter_number": "112/HĐND-TT", "letter_on": f"{LATE_ON:%d/%m/%Y}", "report_by": "20/04/2026"}
TASKS = "/monitoring/reminders/"


@pytest.fixture
def world(session, clock):
    world = a_world(session)
    session.scalars(sa.select(DeadlineRule)).one().escalation = (1, 15, 30)
    clock.move_to(NOW + timedelta(30))
    return world


def late_cases(session, world, count=2, **values):
    cases = [a_case(session, world, State.ASSIGNED, **({"due_on": DUE_ON} | values)) for _ in range(count)]
    propose_reminders(session, today=LATE_ON)
    session.commit()
    return cases


def letter_url(world, agency=None, step=1):
    return f"{TASKS}{world.province_council.id}/{(agency or world.agency).id}/{step}/"


def test_the_list_leads_to_one_letter_for_all_late_cases_of_an_agency(session, world, client):
    late_cases(session, world, 3)
    late_cases(session, world, 1, lead=world.other_agency, due_on=DUE_ON - timedelta(2))
    client.sign_in("office")
    page = client.get(TASKS)
    assert page.links("tbody a") == [letter_url(world, world.other_agency), letter_url(world)]
    assert page.texts("tbody .register__cell--number") == ["1", "3"]
    assert "22 ngày" in page.words
    letter = client.get(letter_url(world))
    assert "Sở Xây dựng tỉnh Ninh Bình" in letter.heading
    assert len(letter.page.query("input[name=reminder_ids][checked]")) == 3


def test_a_letter_is_recorded_for_the_chosen_cases_and_their_history_says_so(session, world, client):
    first, second = late_cases(session, world)
    client.sign_in("office")
    [one, _two] = session.scalars(sa.select(Reminder.id).order_by(Reminder.id))
    reply = client.send(letter_url(world), **(LETTER | {"reminder_ids": [str(one)]}))
    assert (reply.status_code, reply.headers["Location"]) == (303, TASKS)
    assert "đã được ghi nhận" in client.get(TASKS).words
    states = session.scalars(sa.select(Reminder.state).order_by(Reminder.id)).all()
    assert states == [ReminderState.SENT, ReminderState.OPEN]
    page = client.get(f"/cases/{first.code}/")
    assert "112/HĐND-TT" in page.texts(".timeline__sentence")[0]
    assert "112/HĐND-TT" not in client.get(f"/cases/{second.code}/").words


def test_the_agency_reads_that_it_was_reminded(session, world, client, app):
    [case] = late_cases(session, world, 1)
    client.sign_in("office")
    client.send(letter_url(world), **LETTER)
    officer = app.test_client()
    officer.sign_in("officer")
    assert "112/HĐND-TT" in officer.get(f"/cases/{case.code}/").words


def test_the_letter_comes_as_word_and_as_pdf_with_the_date_asked_for(session, world, client):
    village = a_village(session, world.commune, name="thôn Cát Lại")
    [case] = late_cases(session, world, 1, locality_id=village.id, summary="Đề nghị nạo vét kênh B3.")
    client.sign_in("office")
    address = f"{letter_url(world)}print/"
    word = client.get(address, query_string={"form": "word", "report_by": "20/04/2026"})
    assert word.mimetype.endswith("wordprocessingml.document")
    assert "filename*=UTF-8''%C4%90%C3%B4n%20%C4%91%E1%BB%91c" in word.headers["Content-Disposition"]
    document = docx.Document(io.BytesIO(word.data))
    row = [cell.text for cell in document.tables[-1].rows[1].cells]
    assert row == [
        "1",
        case.code,
        "thôn Cát Lại, xã Bình Lục",
        "Đề nghị nạo vét kênh B3.",
        "02/03/2026",
        "12/03/2026",
        "20",
    ]
    assert any("chậm nhất ngày 20/04/2026" in paragraph.text for paragraph in document.paragraphs)
    pdf = client.get(address, query_string={"form": "pdf"})
    assert pdf.mimetype == "application/pdf"
    words = " ".join(" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf.data)).pages)
    assert "Kính gửi: Sở Xây dựng tỉnh Ninh Bình" in words
    assert "UBND tỉnh Ninh Bình (để chỉ đạo);" in words


def test_no_letter_names_a_voter(session, world, client):
    late_cases(session, world, 1)
    client.sign_in("office")
    for form in ("word", "pdf"):
        reply = client.get(f"{letter_url(world)}print/", query_string={"form": form})
        if form == "word":
            document = docx.Document(io.BytesIO(reply.data))
            text = document.element.xml
        else:
            text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(reply.data)).pages)
        for secret in ("Trần Văn Quế", "0912", "ngã nhiều lần"):
            assert secret not in text


@pytest.mark.parametrize("query", [{"form": "exe"}, {"form": ""}])
def test_a_letter_comes_in_no_other_form(session, world, client, query):
    late_cases(session, world, 1)
    client.sign_in("office")
    assert client.get(f"{letter_url(world)}print/", query_string=query).status_code == 404


def test_a_date_that_makes_no_sense_leaves_the_letter_to_the_clerk(session, world, client):
    late_cases(session, world, 1)
    client.sign_in("office")
    for nonsense in ("mai", "01/01/2020", "31/02/2026", "\x00", "9" * 400):
        reply = client.get(f"{letter_url(world)}print/", query_string={"form": "word", "report_by": nonsense})
        text = " ".join(paragraph.text for paragraph in docx.Document(io.BytesIO(reply.data)).paragraphs)
        assert "chậm nhất ngày      /" in text


def test_a_case_answered_meanwhile_leaves_the_list_by_itself(session, world, client):
    [case] = late_cases(session, world, 1)
    session.execute(
        sa.update(Clock)
        .where(Clock.case_id == case.id, Clock.is_open)
        .values(is_open=False, stopped_on=TODAY, outcome="done")
    )
    client.sign_in("office")
    assert "Chưa có việc đôn đốc nào" in client.get(TASKS).words
    letter = client.get(letter_url(world))
    assert letter.status_code == 200
    assert letter.links(".empty a") == [TASKS]
    assert client.get(f"{letter_url(world)}print/").status_code == 404


def test_recording_what_a_colleague_recorded_shows_the_conflict(session, world, client):
    late_cases(session, world, 1)
    client.sign_in("office")
    typed = client.get(letter_url(world)).presets() | LETTER
    session.execute(sa.delete(Reminder))
    reply = client.post(letter_url(world), data=typed)
    assert reply.status_code == 409
    assert "112/HĐND-TT" in reply.words


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"letter_number": ""}, "letter_number"),
        ({"letter_on": "32/13/2026"}, "letter_on"),
        ({"letter_on": "01/01/2027"}, "letter_on"),
        ({"report_by": "01/01/2026"}, "report_by"),
        ({"reminder_ids": None}, "reminder_ids"),
        ({"reminder_ids": "abc"}, "reminder_ids"),
    ],
)
def test_a_faulty_form_keeps_what_was_typed_and_says_what_is_wrong(session, world, client, fields, word):
    late_cases(session, world, 1)
    client.sign_in("office")
    reply = client.send(letter_url(world), **(LETTER | fields))
    assert reply.status_code == 422
    assert reply.links(f".error-summary a[href='#{word}']")


def test_filters_stand_in_the_address_and_come_off_again(session, world, client):
    late_cases(session, world, 1)
    late_cases(session, world, 1, lead=world.other_agency)
    client.sign_in("office")
    page = client.get(f"{TASKS}?agency={world.agency.id}&rung=first_reminder")
    assert page.links("tbody a") == [letter_url(world)]
    assert set(page.links("a.filter-tags__tag")) == {
        f"{TASKS}?rung=first_reminder",
        f"{TASKS}?agency={world.agency.id}",
    }
    assert client.get(f"{TASKS}?rung=questioning").links("tbody a") == []
    assert len(client.get(f"{TASKS}?rung=nonsense&agency=x&cursor=1.2.3").links("tbody a")) == 2


def test_pages_of_tasks_follow_one_another_without_losing_a_line(session, world, client):
    for _ in range(PAGE_SIZE + 2):
        late_cases(session, world, 1, lead=an_agency(session, world.province))
    client.sign_in("office")
    with statements_of() as sent:
        first = client.get(TASKS)
    assert len(sent) <= 8, "\n".join(sent)
    second = client.get(first.links("a[rel=next]")[0])
    rows = first.links("tbody a") + second.links("tbody a")
    assert len(rows) == len(set(rows)) == PAGE_SIZE + 2
    assert not second.links("a[rel=next]")


def test_the_number_of_statements_does_not_grow_with_the_cases(session, world, client):
    def counts():
        with statements_of() as seen:
            client.get(letter_url(world))
        shown = len(seen)
        with statements_of() as sent:
            client.post(letter_url(world), data=client.get(letter_url(world)).presets() | LETTER)
        return shown, len(sent) - shown

    client.sign_in("office")
    late_cases(session, world, 2)
    few = counts()
    late_cases(session, world, 12)
    many = counts()
    assert few == many
    assert many[0] <= 10
    assert many[1] <= 15


def test_the_register_shows_letter_date_and_the_answer_that_came(session, world, client, clock):
    answered, silent = late_cases(session, world)
    client.sign_in("office")
    client.send(letter_url(world), **LETTER)
    clock.shift(timedelta(days=1))
    client.sign_in("office")
    respond(client, answered)
    page = client.get(f"{TASKS}log/")
    assert page.texts("tbody .register__cell--date") == ["20/04/2026", "20/04/2026"]
    lines = {
        row.attrs["href"]: text for row, text in zip(page.page.query("tbody th a"), page.texts("tbody tr"), strict=True)
    }
    assert "55/SXD" in lines[f"/cases/{answered.code}/"]
    assert "Chưa trả lời" in lines[f"/cases/{silent.code}/"]
    assert client.get(f"{TASKS}log/?agency={world.other_agency.id}").links("tbody a") == []
    assert len(client.get(f"{TASKS}log/?rung=first_reminder&cursor=x").links("tbody th a")) == 2


def respond(client, case):
    """The agency's answer came on paper and the office records it."""
    reply = client.send(
        f"/cases/{case.code}/response/",
        document_number="55/SXD",
        signed_on="31/03/2026",
        signer="Giám đốc",
        content="Đã sửa xong.",
        result_class="resolved",
        resolution_kind="carried_out",
        files=(a_paper(), "Trả lời.pdf"),
    )
    assert reply.status_code == 303, reply.words


def a_paper():
    writer, paper = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(595, 842)
    writer.write(paper)
    paper.seek(0)
    return paper


def test_pages_of_the_register_follow_one_another(session, world, client):
    late_cases(session, world, PAGE_SIZE + 2)
    client.sign_in("office")
    client.send(letter_url(world), **LETTER)
    with statements_of() as sent:
        first = client.get(f"{TASKS}log/")
    assert len(sent) <= 8
    second = client.get(first.links("a[rel=next]")[0])
    rows = first.links("tbody th a") + second.links("tbody th a")
    assert len(rows) == len(set(rows)) == PAGE_SIZE + 2


def test_the_step_on_one_case_records_its_letter(session, world, client):
    [case] = late_cases(session, world, 1)
    client.sign_in("board")
    address = f"/cases/{case.code}/reminder/"
    assert address in client.get(f"/cases/{case.code}/").links()
    page = client.get(address)
    assert letter_url(world) in page.links()
    assert "20 ngày" in page.words
    reply = client.send(address, decision="send", **LETTER)
    assert (reply.status_code, reply.headers["Location"]) == (303, f"/cases/{case.code}/")
    assert session.scalars(sa.select(Reminder.state)).one() is ReminderState.SENT


def test_the_step_on_one_case_may_be_left_out_with_a_reason(session, world, client):
    [case] = late_cases(session, world, 1)
    client.sign_in("office")
    address = f"/cases/{case.code}/reminder/"
    assert client.send(address, decision="skip").status_code == 422
    assert client.send(address, decision="skip", reason="Đã trao đổi trực tiếp").status_code == 303
    assert session.scalars(sa.select(Reminder.note)).one() == "Đã trao đổi trực tiếp"
    assert session.scalars(sa.select(CaseEvent.is_shared).where(CaseEvent.action == "remind")).one() is False


@pytest.mark.parametrize("missing", ["letter_number", "letter_on", "report_by"])
def test_a_letter_of_one_case_needs_number_and_dates(session, world, client, missing):
    [case] = late_cases(session, world, 1)
    client.sign_in("office")
    reply = client.send(f"/cases/{case.code}/reminder/", decision="send", **(LETTER | {missing: ""}))
    assert reply.status_code == 422
    assert reply.links(f".error-summary a[href='#{missing}']")


def test_what_is_not_late_offers_no_reminder_and_refuses_one(session, world, client):
    case = a_case(session, world, State.IN_PROGRESS, due_on=LATE_ON)
    client.sign_in("office")
    assert f"/cases/{case.code}/reminder/" not in client.get(f"/cases/{case.code}/").links()
    assert client.get(f"/cases/{case.code}/reminder/").status_code == 409


# The oracle: who reads the tasks, opens a letter's page, prints it, takes the step on a case.
WHO = {
    "office": (200, 200, 200, 200),
    "board": (200, 200, 200, 200),
    "auditor": (200, 403, 200, 403),
    "commune_office": (200, 404, 404, 403),
    **dict.fromkeys(("clerk", "committee", "deputy", "coordinator", "officer", "leader"), (403, 403, 403, 403)),
    **dict.fromkeys(("clerk2", "officer2", "leader2", "letters", "admin"), (403, 403, 403, 404)),
}


@pytest.mark.parametrize("user", WHO)
def test_who_may_remind_and_for_whom_it_does_not_exist(session, world, client, user):
    [case] = late_cases(session, world, 1)
    client.sign_in(user)
    pages = (TASKS, letter_url(world), f"{letter_url(world)}print/", f"/cases/{case.code}/reminder/")
    assert tuple(client.get(page).status_code for page in pages) == WHO[user]
    assert client.get(f"{TASKS}log/").status_code == WHO[user][0]


def test_an_auditor_sees_the_tasks_without_dead_links(session, world, client):
    late_cases(session, world, 1)
    client.sign_in("auditor")
    page = client.get(TASKS)
    assert "Sở Xây dựng" in page.words
    assert page.links("tbody a") == []


@pytest.mark.parametrize(
    "path", ["99999/{agency}/1/", "{council}/99999/1/", "{council}/{agency}/0/", "{council}/{agency}/8/"]
)
def test_an_address_of_nothing_is_not_found(session, world, client, path):
    client.sign_in("office")
    address = TASKS + path.format(council=world.province_council.id, agency=world.agency.id)
    assert client.get(address).status_code == 404


def test_the_first_screen_counts_what_is_to_be_sent(session, world, client):
    late_cases(session, world, 3)
    client.sign_in("office")
    page = client.get("/")
    assert TASKS in page.links()
    assert len(client.get("/cases/?remind=1").links("tbody th a")) == 3


def test_every_rung_has_its_page(session, world, client):
    late_cases(session, world, 1)
    client.sign_in("office")
    for step, rung in enumerate(Rung, start=1):
        session.execute(sa.update(Reminder).values(rung=rung))
        assert client.get(letter_url(world, step=step)).page.query("input[name=reminder_ids]")
