"""The day's mail: at most one digest a reader and day, in working hours, about how things stand, each sent once."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from petitions.adapters import mail
from petitions.domain.hanoi import HANOI
from petitions.domain.vocabulary import JobName, MessageState, NoticeKind, Role, State
from petitions.jobs import delivery, runner
from petitions.models import JobRun, Message, Notice, Organisation, Person
from petitions.queries.readers import Reader
from petitions.services import jobs as runs
from petitions.services import outbox
from petitions.services.notices import Tidings, notify
from tests.builders import NOW, TODAY, a_person, a_world
from tests.cases import a_case
from tests.mail_server import EVERYBODY, a_post_office

MINUTE = timedelta(minutes=1)
ADDRESS = "https://cutri.example.vn"


@pytest.fixture
def office():
    with a_post_office() as office:
        yield office


@pytest.fixture
def app(app, office, monkeypatch):
    """The application, with a mail server that it may lose patience with soon."""
    monkeypatch.setattr(mail, "PATIENCE", mail.Patience(connect=2.0, reply=0.4, last_reply=0.4))
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(
        settings, mail_url=f"smtp://127.0.0.1:{office.port}", mail_from="kn@example.vn", public_url=ADDRESS
    )
    yield app
    app.config["SETTINGS"] = settings


@pytest.fixture
def world(session):
    world = a_world(session)
    for name, actor in world.actors.items():
        session.get(Person, actor.person_id).email = f"{name}@example.vn"
    session.commit()
    for day in range(1, 13):
        period = f"2026-03-{day:02}"
        session.add(JobRun(name=JobName.SWEEP, period=period, state="done", started_at=NOW, succeeded_at=NOW))
    session.commit()
    return world


@pytest.fixture
def deliver(app, session):
    """Let the worker come by now; what it says."""

    def run(worker="a"):
        session.commit()
        with app.app_context():
            runner.run(delivery.work, JobName.DELIVERY, "always", worker)
        session.expire_all()
        row = session.query(JobRun).filter_by(name=JobName.DELIVERY).one()
        session.commit()
        return row

    return run


def tell(session, world, *actors, at=NOW - timedelta(hours=4), kind=NoticeKind.CASE_ASSIGNED, **values):
    """Something new for these people, told before the day began."""
    case = values.pop("case", None) or a_case(session, world, State.ASSIGNED)
    session.query(Notice).filter(Notice.key.like("%/e%")).delete()
    told = Tidings(kind, case.id, values.pop("subject", f"x{case.id}"), **values)
    notify(session, [(told, [Reader(person_id=actor.person_id) for actor in actors])], now=at)
    session.commit()
    return case


def states(session):
    session.expire_all()
    found = [row.state for row in session.query(Message).order_by(Message.id)]
    session.commit()
    return found


# --- what is in it ------------------------------------------------------------------------------------


def test_a_digest_says_code_and_link_and_no_more(session, world, deliver, office):
    case = tell(session, world, world.officer)
    deliver()
    (letter,) = office.taken
    assert letter.to == ("officer@example.vn",)
    assert f"- {case.code}: Vụ việc mới của đơn vị" in letter.text
    assert f"{ADDRESS}/cases/{case.code}/" in letter.text
    assert f'href="{ADDRESS}/cases/{case.code}/"' in letter.html
    assert letter.message["Subject"] == "1 việc cần chú ý ngày 02/03/2026"
    for secret in (case.summary, case.content, "Trần Văn Quế", "0912", "Đông Thành"):
        assert secret not in letter.text
        assert secret not in letter.html


def test_without_a_public_address_it_says_the_code_alone(session, world, deliver, office, app):
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], public_url=None)
    case = tell(session, world, world.officer)
    deliver()
    assert case.code in office.taken[0].text
    assert "http" not in office.taken[0].text + office.taken[0].html.replace("http-equiv", "")


def test_one_reader_gets_one_digest_of_everything_new(session, world, deliver, office):
    cases = [tell(session, world, world.officer, world.leader) for _ in range(3)]
    deliver()
    assert sorted(letter.to[0] for letter in office.taken) == ["leader@example.vn", "officer@example.vn"]
    for letter in office.taken:
        assert all(case.code in letter.text for case in cases)


def test_a_long_list_is_cut_and_says_how_many_more_wait(session, world, deliver, office):
    case = a_case(session, world, State.ASSIGNED)
    for number in range(60):
        tell(session, world, world.officer, case=case, subject=f"x{number}")
    deliver()
    assert office.taken[0].text.count("\n- ") == 50
    assert "Còn 10 việc nữa" in office.taken[0].text
    assert office.taken[0].message["Subject"].startswith("60 việc")


def test_a_name_written_by_an_evil_hand_stays_text(session, world, deliver, office):
    session.get(Person, world.officer.person_id).full_name = "<b>Hà</b>\r\nBcc: thief@example.com"
    tell(session, world, world.officer)
    deliver()
    (letter,) = office.taken
    assert letter.message["Bcc"] is None
    assert "<b>Hà</b>" not in letter.html
    assert "&lt;b&gt;Hà" in letter.html


# --- to whom ------------------------------------------------------------------------------------------


def test_who_wants_no_mail_gets_none_and_keeps_the_notice(session, world, deliver, office):
    session.get(Person, world.officer.person_id).wants_digest = False
    tell(session, world, world.officer)
    deliver()
    assert office.taken == []
    assert session.query(Notice).one().read_at is None


@pytest.mark.parametrize("change", [{"is_active": False}, {"email": None}, {"email": ""}, {"wants_digest": False}])
def test_who_left_or_changed_his_mind_meanwhile_gets_nothing(session, world, deliver, office, clock, change):
    office.misbehave(EVERYBODY, "RCPT", "450 4.2.0 later")
    tell(session, world, world.officer)
    deliver()
    session.query(Person).filter_by(id=world.officer.person_id).update(change)
    office.behave()
    clock.shift(timedelta(hours=1))
    deliver()
    assert office.taken == []
    assert states(session) == [MessageState.DROPPED]


def test_what_was_seen_already_needs_no_mail(session, world, deliver, office):
    tell(session, world, world.officer)
    session.query(Notice).update({"read_at": NOW})
    deliver()
    assert office.taken == []
    assert states(session) == []


def test_a_case_the_reader_may_no_longer_see_is_not_mentioned(session, world, deliver, office):
    from petitions.models import CaseParty

    case = tell(session, world, world.officer)
    session.query(CaseParty).filter_by(case_id=case.id, organisation_id=world.agency.id).delete()
    deliver()
    assert office.taken == []
    assert states(session) == [MessageState.DROPPED]


def test_a_mailbox_gets_a_digest_of_its_own(session, world, deliver, office):
    session.get(Organisation, world.agency.id).mailbox = "hop-thu@example.vn"
    case = a_case(session, world, State.ASSIGNED)
    session.query(Notice).delete()
    told = Tidings(NoticeKind.CASE_ASSIGNED, case.id, "x1")
    notify(session, [(told, [Reader(organisation_id=world.agency.id)])], now=NOW - timedelta(hours=4))
    deliver()
    (letter,) = office.taken
    assert letter.reader == (world.agency.name, "hop-thu@example.vn")
    assert case.code in letter.text


# --- when ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "is_sent"),
    [
        ((2026, 3, 2, 7, 29), False),
        ((2026, 3, 2, 7, 30), True),
        ((2026, 3, 2, 17, 0), False),
        ((2026, 3, 2, 23, 59), False),
        ((2026, 3, 3, 0, 0), False),
        ((2026, 3, 3, 6, 59), False),
        ((2026, 3, 7, 9, 0), False),
        ((2026, 3, 8, 9, 0), False),
        ((2026, 4, 30, 9, 0), False),
    ],
    ids=str,
)
def test_mail_goes_in_the_hours_of_working_days(session, world, deliver, office, *, clock, cli, when, is_sent):
    cli.invoke("db", "upgrade")
    tell(session, world, world.officer, at=datetime(2026, 3, 1, 20, 0, tzinfo=HANOI))
    clock.move_to(datetime(*when, tzinfo=HANOI))
    deliver()
    assert bool(office.taken) is is_sent


def test_what_happens_during_the_day_waits_for_the_next_mornings_digest(session, world, deliver, office, clock):
    first = tell(session, world, world.officer)
    deliver()
    second = tell(session, world, world.officer, at=NOW + MINUTE)
    for _ in range(20):
        clock.shift(timedelta(minutes=20))
        deliver()
    assert len(office.taken) == 1
    clock.move_to(datetime(2026, 3, 3, 7, 30, tzinfo=HANOI))
    deliver()
    assert len(office.taken) == 2
    assert second.code in office.taken[1].text
    assert first.code not in office.taken[1].text
    assert office.taken[0].id != office.taken[1].id


def test_the_first_event_of_a_morning_waits_too(session, world, deliver, office, clock):
    tell(session, world, world.officer, at=NOW)
    deliver()
    assert office.taken == []


def test_it_waits_an_hour_for_a_sweep_that_is_late(session, world, deliver, office, clock):
    session.query(JobRun).delete()
    tell(session, world, world.officer, at=datetime(2026, 3, 1, 20, 0, tzinfo=HANOI))
    for hour, minute, sent in ((7, 30, 0), (8, 29, 0), (8, 35, 1)):
        clock.move_to(datetime(2026, 3, 2, hour, minute, tzinfo=HANOI))
        deliver()
        assert len(office.taken) == sent


def test_by_hand_it_goes_at_any_hour_and_at_once(session, world, cli, office, clock):
    clock.move_to(datetime(2026, 3, 7, 22, 0, tzinfo=HANOI))
    tell(session, world, world.officer, at=datetime(2026, 3, 7, 21, 59, tzinfo=HANOI))
    for _ in range(2):
        result = cli.invoke("jobs", "run", "delivery")
        assert result.exit_code == 0, result.output
    assert len(office.taken) == 1


def test_by_hand_for_another_day_it_is_that_days_digest(session, world, cli, office):
    tell(session, world, world.officer)
    assert cli.invoke("jobs", "run", "delivery", "--on", "2026-05-04").exit_code == 0
    assert office.taken[0].message["Subject"].endswith("ngày 04/05/2026")
    assert session.query(Message).one().key == f"digest/p{world.officer.person_id}/2026-05-04"


def test_without_a_mail_server_nothing_is_queued(session, world, deliver, office, app):
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], mail_url=None)
    tell(session, world, world.officer)
    assert deliver().last_error is None
    assert states(session) == []


# --- when the server does not do its part -------------------------------------------------------------


def test_a_server_that_is_down_for_a_day_gets_everything_afterwards_once(session, world, deliver, office, app, clock):
    up = app.config["SETTINGS"]
    people = [a_person(session, (Role.OFFICER, world.agency), email=f"p{n}@example.vn") for n in range(12)]
    case = a_case(session, world, State.ASSIGNED)
    session.query(Notice).delete()
    readers = [Reader(person_id=person.id) for person in people]
    notify(session, [(Tidings(NoticeKind.CASE_ASSIGNED, case.id, "x1"), readers)], now=NOW - timedelta(hours=4))
    app.config["SETTINGS"] = replace(up, mail_url="smtp://127.0.0.1:9")
    for _ in range(80):
        row = deliver()
        clock.shift(timedelta(minutes=6))
    assert row.last_error == "ConnectionRefusedError"
    assert set(states(session)) == {MessageState.PENDING}
    # Meanwhile something else happens, and the night passes.
    second = tell(session, world, *[replace(world.officer, person_id=person.id) for person in people], at=NOW)
    app.config["SETTINGS"] = up
    clock.move_to(datetime(2026, 3, 3, 7, 30, tzinfo=HANOI))
    for _ in range(5):
        deliver()
        clock.shift(timedelta(minutes=6))
    assert sorted(letter.to[0] for letter in office.taken) == sorted(f"p{n}@example.vn" for n in range(12))
    assert all(case.code in letter.text and second.code in letter.text for letter in office.taken)
    assert deliver().last_error is None


def test_a_recipient_that_is_refused_fails_for_good_and_the_others_get_theirs(session, world, deliver, office, clock):
    office.misbehave("officer@example.vn", "RCPT", "550 5.1.1 no such user")
    tell(session, world, world.officer, world.leader)
    deliver()
    clock.shift(timedelta(hours=3))
    deliver()
    assert [letter.to[0] for letter in office.taken] == ["leader@example.vn"]
    failed = session.query(Message).filter_by(state=MessageState.FAILED).one()
    assert (failed.person_id, failed.last_error, failed.attempts) == (world.officer.person_id, "SMTP550", 1)


def test_a_recipient_that_is_put_off_gets_it_later_after_longer_and_longer_waits(
    session, world, deliver, office, clock
):
    office.misbehave("officer@example.vn", "RCPT", "450 4.2.0 greylisted")
    tell(session, world, world.officer)
    tries = []
    for minute in range(0, 120, 5):
        deliver()
        row = session.query(Message).one()
        if row.attempts > len(tries):
            tries.append(minute)
        session.commit()
        clock.shift(timedelta(minutes=5))
    assert tries == [0, 5, 15, 35, 75]
    office.behave()
    clock.shift(timedelta(hours=1))
    deliver()
    assert len(office.taken) == 1


def test_a_letter_that_is_put_off_for_days_is_given_up_and_told(session, world, deliver, office, clock):
    office.misbehave("officer@example.vn", "RCPT", "450 4.2.0 greylisted")
    tell(session, world, world.officer)
    for day in range(3, 12):
        deliver()
        clock.move_to(datetime(2026, 3, day, 9, 0, tzinfo=HANOI))
    assert states(session)[0] is MessageState.FAILED


@pytest.mark.parametrize("stage", ["RCPT", "DATA"])
@pytest.mark.parametrize("how", ["hang", "drop"])
def test_a_server_that_breaks_off_gets_it_later_once(session, world, deliver, office, *, clock, stage, how):
    office.misbehave("officer@example.vn", stage, how)
    tell(session, world, world.officer, world.leader)
    deliver()
    assert [letter.to[0] for letter in office.taken] == ["leader@example.vn"]
    office.behave()
    clock.shift(timedelta(minutes=6))
    deliver()
    deliver()
    assert [letter.to[0] for letter in office.taken] == ["leader@example.vn", "officer@example.vn"]


def test_a_letter_at_which_the_server_always_breaks_off_does_not_hold_up_the_rest(session, world, deliver, office):
    people = [a_person(session, (Role.OFFICER, world.agency), email=f"p{n}@example.vn") for n in range(6)]
    tell(session, world, world.officer, *[replace(world.officer, person_id=person.id) for person in people])
    office.misbehave("officer@example.vn", "DATA", "drop")
    deliver()
    assert len(office.taken) == 6


def test_a_server_that_always_breaks_off_is_left_alone_after_three_letters(session, world, deliver, office):
    people = [a_person(session, (Role.OFFICER, world.agency), email=f"p{n}@example.vn") for n in range(6)]
    tell(session, world, *[replace(world.officer, person_id=person.id) for person in people])
    office.misbehave(EVERYBODY, "DATA", "drop")
    assert deliver().last_error == "SMTPServerDisconnected"
    assert office.conversations == delivery.MOST_BREAKS


def test_a_letter_sent_again_after_a_broken_line_is_the_same_letter(session, world, deliver, office, clock):
    """The server took it and the answer was lost: nobody can know, so it goes again, under the same Message-ID."""
    office.misbehave("officer@example.vn", "DATA", "take and drop")
    tell(session, world, world.officer)
    deliver()
    office.behave()
    clock.shift(timedelta(minutes=6))
    deliver()
    first, second = office.taken
    assert first.id == second.id


def test_an_address_that_is_none_is_told_and_not_tried(session, world, deliver, office):
    session.get(Person, world.officer.person_id).email = "hà@example.vn\r\nRCPT TO:<x@y.z>"
    tell(session, world, world.officer)
    deliver()
    assert (states(session), office.taken) == ([MessageState.FAILED], [])


# --- workers and clocks -------------------------------------------------------------------------------


def test_two_workers_at_once_send_each_letter_once(session, world, app, office):
    import threading

    people = [a_person(session, (Role.OFFICER, world.agency), email=f"p{n}@example.vn") for n in range(20)]
    tell(session, world, *[replace(world.officer, person_id=person.id) for person in people])

    def worker(name):
        with app.app_context():
            # As if each had a claim on the job: the letters alone must keep them apart.
            delivery.work(_Kept(TODAY, runs.Claim(0, JobName.DELIVERY, "always", name, 1)))

    threads = [threading.Thread(target=worker, args=(f"w{n}",)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(letter.to[0] for letter in office.taken) == sorted(f"p{n}@example.vn" for n in range(20))
    assert set(states(session)) == {MessageState.SENT}


class _Kept(runner.Turn):
    """A turn that is never taken away."""

    def keep(self):
        pass


def test_a_clock_that_is_put_back_an_hour_sends_nothing_again(session, world, deliver, office, clock):
    tell(session, world, world.officer)
    deliver()
    clock.shift(timedelta(hours=-1))
    for _ in range(20):
        deliver()
        clock.shift(timedelta(minutes=6))
    assert len(office.taken) == 1


def test_a_clock_a_month_ahead_and_back_brings_no_storm(session, world, deliver, office, clock):
    tell(session, world, world.officer)
    moments = [NOW, NOW + timedelta(days=31), NOW + timedelta(days=31, minutes=6), NOW + timedelta(minutes=10)]
    for moment in moments:
        clock.move_to(moment)
        deliver()
    later = tell(session, world, world.officer, at=NOW + timedelta(hours=1))
    for moment in (NOW + timedelta(hours=2), NOW + timedelta(days=1), NOW + timedelta(days=2)):
        clock.move_to(moment)
        deliver()
    assert len(office.taken) == 2
    assert later.code in office.taken[1].text


def test_what_a_dead_worker_had_not_handed_over_is_sent_by_the_next(session, world, deliver, office, clock):
    tell(session, world, world.officer)
    outbox.queue_digests(session, day=TODAY, until=NOW, now=NOW)
    assert outbox.claim_next(session, worker="the dead", now=NOW)
    deliver()
    assert office.taken == []
    clock.shift(outbox.LEASE)
    deliver()
    assert len(office.taken) == 1


def test_what_a_dead_worker_may_have_sent_is_not_sent_again_but_told_by_the_next_digest(
    session, world, deliver, office, clock
):
    case = tell(session, world, world.officer)
    outbox.queue_digests(session, day=TODAY, until=NOW, now=NOW)
    held = outbox.claim_next(session, worker="the dead", now=NOW)
    assert outbox.hand_over(session, held, now=NOW)
    clock.shift(outbox.LEASE)
    deliver()
    assert (states(session), office.taken) == ([MessageState.UNCERTAIN], [])
    clock.move_to(datetime(2026, 3, 3, 7, 30, tzinfo=HANOI))
    deliver()
    assert case.code in office.taken[0].text


def test_a_worker_that_was_thought_dead_cannot_send_what_another_has_taken(session, world, clock):
    tell(session, world, world.officer)
    outbox.queue_digests(session, day=TODAY, until=NOW, now=NOW)
    slow = outbox.claim_next(session, worker="slow", now=NOW)
    outbox.take_back_abandoned(session, now=NOW + outbox.LEASE)
    quick = outbox.claim_next(session, worker="quick", now=NOW + outbox.LEASE)
    assert not outbox.hand_over(session, slow, now=NOW)
    assert outbox.hand_over(session, quick, now=NOW)
    assert not outbox.hand_over(session, quick, now=NOW)
