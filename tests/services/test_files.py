"""Files on cases: what goes in, who may know of it, what a withdrawal leaves, and what a kill leaves behind."""

import hashlib
import io
from datetime import timedelta

import pytest

from petitions.adapters.file_store import FileStore
from petitions.adapters.malware_scanner import ScannerUnavailableError
from petitions.domain import errors
from petitions.domain.vocabulary import Action, FileAccess, State
from petitions.models import CaseEvent, CaseFile, StoredFile
from petitions.queries.cases import get_case
from petitions.queries.files import get_file, get_served_file, list_files
from petitions.services.file_upkeep import Fault, drop_orphans, find_faults, list_orphans
from petitions.services.files import Attachments, IncomingFile, accept_files, add_files, record_files, withdraw_file
from tests import papers
from tests.cases import a_case

NAME = "Công văn số 12 – trả lời cử tri.pdf"


@pytest.fixture
def store(tmp_path):
    return FileStore(tmp_path.as_uri())


def accepted(store, *files, scanner=None, limit_mb=20):
    incoming = [IncomingFile(name, io.BytesIO(data)) for name, data in files or [(NAME, papers.a_pdf())]]
    return accept_files(incoming, store=store, scanner=scanner, limit_mb=limit_mb)


def shared(session, case, store, unit, now, **values):
    (file,) = record_files(
        session, case, accepted(store), access=FileAccess.SHARED, organisation_id=unit.id, now=now, **values
    )
    return file


# --- before the transaction -------------------------------------------------------------------------


def test_files_are_kept_under_the_digest_of_what_is_stored(store):
    (file,) = accepted(store, ("ảnh.jpg", papers.a_picture("JPEG", exif=papers.with_place()))).files
    stored = b"".join(store.read(file.digest))
    assert hashlib.sha256(stored).hexdigest() == file.digest
    assert b"Exif" not in stored


def test_one_bad_file_among_good_ones_and_none_is_kept(store):
    with pytest.raises(errors.FilesRefusedError) as refusal:
        accepted(store, ("tốt.pdf", papers.a_pdf()), ("trống.pdf", b""), ("xấu.docx", papers.AN_EXE))
    assert [type(each) for each in refusal.value.refusals] == [errors.FileEmptyError, errors.FileMismatchError]
    assert list(store.objects()) == []


def test_a_file_is_as_large_as_the_limit_and_no_larger(store):
    exact = papers.a_pdf() + b"%" * (1024 * 1024 - len(papers.a_pdf()))
    assert accepted(store, ("vừa.pdf", exact), limit_mb=1).files
    with pytest.raises(errors.FilesRefusedError) as refusal:
        accepted(store, ("to.pdf", exact + b"%"), limit_mb=1)
    assert isinstance(refusal.value.refusals[0], errors.FileTooLargeError)


def test_more_files_than_a_letter_has_are_refused_unread(store):
    with pytest.raises(errors.FilesTooManyError):
        accepted(store, *[("a.pdf", b"")] * 21)


def test_the_same_file_chosen_twice_is_one(store):
    assert len(accepted(store, (NAME, papers.a_pdf()), (NAME, papers.a_pdf())).files) == 1


class Finds:
    def is_clean(self, _data):
        return False


class Away:
    def is_clean(self, _data):
        raise ScannerUnavailableError


@pytest.mark.parametrize(("scanner", "why"), [(Finds(), errors.FileInfectedError), (Away(), errors.ScannerAwayError)])
def test_what_the_scanner_does_not_call_clean_is_not_kept(store, scanner, why):
    with pytest.raises(errors.FilesRefusedError) as refusal:
        accepted(store, scanner=scanner)
    assert isinstance(refusal.value.refusals[0], why)
    assert list(store.objects()) == []


def test_a_full_disk_is_told_beside_the_field():
    class Full:
        def put(self, _digest, _data):
            raise OSError

    with pytest.raises(errors.FilesNotKeptError):
        accepted(Full())


# --- on the case ------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_PROGRESS, State.CLOSED])
def test_a_scan_of_the_intake_is_for_commune_and_council_only(session, world, store, now, state):
    case = a_case(session, world, state)
    add_files(session, case.code, accepted(store), actor=world.clerk, now=now)

    case = get_case(session, case.code, actor=world.auditor)
    for actor in (world.clerk, world.office, world.board, world.auditor, world.commune_office):
        (file,) = list_files(session, case, actor=actor)
        assert (file.name, file.access, file.organisation_id) == (NAME, FileAccess.INTERNAL, world.commune_council.id)
        assert get_served_file(session, case, file.id, actor=actor).digest
    for actor in (world.officer, world.leader, world.coordinator, world.committee, world.deputy):
        assert list_files(session, case, actor=actor) == []
        with pytest.raises(errors.NotFoundError):
            get_file(session, case, file.id, actor=actor)


def test_agencies_do_not_read_in_the_history_what_scans_are_called(session, world, store, now):
    case = a_case(session, world, State.IN_PROGRESS)
    add_files(session, case.code, accepted(store), actor=world.office, now=now)
    event = session.query(CaseEvent).filter_by(case_id=case.id, action=Action.ADD_FILE).one()
    assert event.facts == {"files": [NAME]}
    assert not event.is_shared
    assert event.organisation_name == world.province_council.name


def test_adding_nothing_is_said_beside_the_field(session, world, store, now):
    case = a_case(session, world)
    with pytest.raises(errors.MissingError):
        add_files(session, case.code, Attachments((), store), actor=world.clerk, now=now)


def test_an_agency_adds_no_scans_and_a_stranger_finds_no_case(session, world, store, now):
    case = a_case(session, world, State.IN_PROGRESS)
    with pytest.raises(errors.NotPermittedError):
        add_files(session, case.code, accepted(store), actor=world.leader, now=now)
    with pytest.raises(errors.NotFoundError):
        add_files(session, case.code, accepted(store), actor=world.clerk2, now=now)


def test_adding_a_scan_is_nobodys_conflict(session, world, store, now):
    case = a_case(session, world)
    version = case.version
    add_files(session, case.code, accepted(store), actor=world.clerk, now=now)
    assert case.version == version


def test_a_file_of_another_case_is_not_found_through_this_one(session, world, store, now):
    case, other = a_case(session, world), a_case(session, world)
    file = shared(session, other, store, world.commune_council, now)
    case = get_case(session, case.code, actor=world.office)
    with pytest.raises(errors.NotFoundError):
        get_file(session, case, file.id, actor=world.office)
    with pytest.raises(errors.NotFoundError):
        get_file(session, case, 2**31, actor=world.office)


def test_the_same_content_on_two_cases_is_stored_once_under_both_names(session, world, store, now):
    for name in ("bản một.pdf", "bản hai.pdf"):
        case = a_case(session, world)
        add_files(session, case.code, accepted(store, (name, papers.a_pdf())), actor=world.clerk, now=now)
    session.flush()
    assert session.query(StoredFile).count() == 1
    assert {file.name for file in session.query(CaseFile)} == {"bản một.pdf", "bản hai.pdf"}
    assert len(list(store.objects())) == 1


# --- withdrawal ---------------------------------------------------------------------------------------


def test_a_withdrawn_file_is_named_with_its_reason_and_served_to_nobody(session, world, store, now):
    case = a_case(session, world, State.ANSWERED)
    file = shared(session, case, store, world.agency, now)

    withdraw_file(session, case.code, file.id, reason="Nhầm hồ sơ khác.", actor=world.officer, now=now)

    for actor in (world.officer, world.office, world.auditor):
        (named,) = list_files(session, case, actor=actor)
        assert (named.name, named.withdrawn_reason) == (NAME, "Nhầm hồ sơ khác.")
        with pytest.raises(errors.NotFoundError):
            get_served_file(session, case, file.id, actor=actor)
    event = session.query(CaseEvent).filter_by(case_id=case.id, action=Action.WITHDRAW_FILE).one()
    assert (event.facts["file"], event.note, event.is_shared) == (NAME, "Nhầm hồ sơ khác.", True)


def test_withdrawing_a_scan_stays_between_commune_and_council(session, world, store, now):
    case = a_case(session, world, State.IN_PROGRESS)
    add_files(session, case.code, accepted(store), actor=world.clerk, now=now)
    (file,) = list_files(session, case, actor=world.clerk)
    withdraw_file(session, case.code, file.id, reason="Mờ.", actor=world.clerk, now=now)
    assert not session.query(CaseEvent).filter_by(case_id=case.id, action=Action.WITHDRAW_FILE).one().is_shared


def test_only_the_unit_that_put_it_there_withdraws_a_file(session, world, store, now):
    case = a_case(session, world, State.ANSWERED)
    file = shared(session, case, store, world.agency, now)
    for actor in (world.office, world.clerk):
        with pytest.raises(errors.NotPermittedError):
            withdraw_file(session, case.code, file.id, reason="x", actor=actor, now=now)
    with pytest.raises(errors.NotFoundError):
        withdraw_file(session, case.code, file.id, reason="x", actor=world.officer2, now=now)


def test_a_file_is_withdrawn_once(session, world, store, now):
    case = a_case(session, world, State.ANSWERED)
    file = shared(session, case, store, world.agency, now)
    withdraw_file(session, case.code, file.id, reason="x", actor=world.leader, now=now)
    with pytest.raises(errors.ChangedMeanwhileError):
        withdraw_file(session, case.code, file.id, reason="y", actor=world.leader, now=now)


# --- rows and bytes -----------------------------------------------------------------------------------


def test_a_kill_between_bytes_and_rows_leaves_bytes_that_are_swept_when_they_are_old(session, world, store, now):
    attachments = accepted(store)
    case = a_case(session, world)
    add_files(session, case.code, attachments, actor=world.clerk, now=now)
    session.rollback()  # the process is gone before the commit

    assert session.query(StoredFile).count() == session.query(CaseFile).count() == 0
    written_at = next(iter(store.objects())).written_at
    assert list_orphans(session, store, before=written_at) == []
    orphans = list_orphans(session, store, before=written_at + timedelta(hours=1))
    assert orphans == [attachments.files[0].digest]
    assert drop_orphans(session, store, orphans) == 1
    assert list(store.objects()) == []


def test_what_a_row_speaks_of_is_never_swept(session, world, store, now):
    case = a_case(session, world)
    add_files(session, case.code, accepted(store), actor=world.clerk, now=now)
    (content,) = store.objects()
    assert list_orphans(session, store, before=content.written_at + timedelta(days=400)) == []
    assert drop_orphans(session, store, [content.digest]) == 0
    assert store.has(content.digest)


def test_bytes_that_were_swept_while_their_form_was_under_way_are_put_back(session, world, store, now):
    attachments = accepted(store)
    assert drop_orphans(session, store, [attachments.files[0].digest]) == 1

    case = a_case(session, world)
    add_files(session, case.code, attachments, actor=world.clerk, now=now)
    assert store.has(attachments.files[0].digest)


def test_missing_and_changed_bytes_are_named(session, world, store, now, tmp_path):
    case = a_case(session, world)
    attachments = accepted(
        store, ("một.pdf", papers.a_pdf(mark="1")), ("hai.pdf", papers.a_pdf(mark="2")), ("ba.pdf", papers.a_pdf())
    )
    add_files(session, case.code, attachments, actor=world.clerk, now=now)
    missing, changed, _good = (file.digest for file in attachments.files)
    store.drop(missing)
    (tmp_path / changed[:2] / changed[2:4] / changed).write_bytes(b"%PDF-1.7 changed")

    assert {(fault.digest, fault.fault) for fault in find_faults(session, store)} == {
        (missing, Fault.MISSING),
        (changed, Fault.CHANGED),
    }
