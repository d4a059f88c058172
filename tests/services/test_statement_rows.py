"""Rows of minutes sent by a browser: however often they come, each is one row, and no text is overwritten unseen."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from petitions.domain.errors import (
    ChangedMeanwhileError,
    NotFoundError,
    NotPermittedError,
    StatementInUseError,
    StatementRemovedError,
    UnknownChoiceError,
)
from petitions.models import CaseStatement, RemovedStatement, Statement
from petitions.models.meeting import new_entry_key
from petitions.services.statement_rows import place_row, remove_row, restore_row, save_row
from petitions.services.statements import StatementDraft, register_statement
from tests.builders import NOW, a_meeting
from tests.cases import a_case

SAID = StatementDraft(content="Đường liên thôn lầy lội.", speaker_name="Bà Khuyên", village="thôn Đông Thành")
PHONE = "0911 222 333"
KEY = "6f1c1c2e-5f3a-4d5e-9a51-1f4f1d0c0a01"


@pytest.fixture
def save(session, world, meeting, now):
    def save(draft=SAID, key=KEY, **values):
        return save_row(session, meeting.id, key, draft, **{"actor": world.clerk, "now": now} | values)

    save.place = lambda key, after: place_row(session, meeting.id, key, after_key=after, actor=world.clerk)
    return save


@pytest.fixture
def three(save):
    keys = [new_entry_key() for _ in range(3)]
    for number, key in enumerate(keys, 1):
        save(replace(SAID, content=f"Ý kiến {number}."), key)
    return keys


def contents(session):
    session.expire_all()
    return list(session.scalars(sa.select(Statement.content).order_by(Statement.position)))


def order(session):
    return list(session.scalars(sa.select(Statement.entry_key).order_by(Statement.position)))


def test_a_row_sent_again_is_the_row_it_was(session, save):
    first = save()
    again = save()
    assert (again.id, again.version, again.position) == (first.id, 1, 1)
    assert contents(session) == [SAID.content]


def test_the_number_of_who_spoke_outlasts_a_change_a_removal_and_the_way_back(session, world, meeting, save):
    with_number = replace(SAID, speaker_phone="0912 345 678")
    row = register_statement(session, meeting.id, with_number, actor=world.clerk, now=NOW, entry_key=KEY)
    assert save().version == row.version
    assert save(replace(SAID, content="Khác."), seen_version=row.version).speaker_phone == "0912 345 678"
    remove_row(session, meeting.id, KEY, actor=world.clerk, now=NOW)
    assert session.scalar(sa.select(RemovedStatement.speaker_phone)) == "0912 345 678"
    assert restore_row(session, meeting.id, KEY, actor=world.clerk).speaker_phone == "0912 345 678"


@pytest.mark.parametrize(
    ("speaker", "kept"),
    [
        ("Bà Khuyen", PHONE),
        ("Nguyễn Thị Khuyên", PHONE),
        ("Bà Khác Hẳn", None),
        ("Ông Trần Văn Quế", None),
        (None, None),
    ],
)
def test_the_number_of_who_spoke_is_never_left_with_somebody_else(session, world, meeting, save, speaker, kept):
    with_number = replace(SAID, speaker_phone=PHONE)
    row = register_statement(session, meeting.id, with_number, actor=world.clerk, now=NOW, entry_key=KEY)
    assert save(replace(SAID, speaker_name=speaker), seen_version=row.version).speaker_phone == kept


def test_the_number_of_an_unnamed_speaker_stays_when_he_is_named(session, world, meeting, save):
    unnamed = replace(SAID, speaker_name=None, speaker_phone=PHONE)
    row = register_statement(session, meeting.id, unnamed, actor=world.clerk, now=NOW, entry_key=KEY)
    assert save(seen_version=row.version).speaker_phone == PHONE


def test_a_correction_sent_again_is_made_once(session, save):
    seen = save().version
    better = replace(SAID, content="Đường liên thôn lầy lội từ tháng ba.")
    assert save(better, seen_version=seen).version == seen + 1
    assert save(better, seen_version=seen).version == seen + 1
    assert contents(session) == [better.content]


def test_two_who_correct_one_row_do_not_overwrite_each_other(session, save):
    seen = save().version
    save(replace(SAID, content="Bản thứ nhất."), seen_version=seen)
    for stale in (seen, None):
        with pytest.raises(ChangedMeanwhileError):
            save(replace(SAID, content="Bản thứ hai."), seen_version=stale)
    assert contents(session) == ["Bản thứ nhất."]


def test_the_same_key_in_another_meeting_is_another_row(session, world, in_round, save, now):
    save()
    elsewhere = a_meeting(session, in_round, world.commune, world.commune_council)
    save_row(session, elsewhere.id, KEY, SAID, actor=world.clerk, now=now)
    assert len(contents(session)) == 2


def test_a_row_that_was_removed_does_not_come_back_by_a_late_copy_of_it(session, world, meeting, save, now):
    save()
    remove_row(session, meeting.id, KEY, actor=world.clerk, now=now)
    with pytest.raises(StatementRemovedError):
        save()
    assert contents(session) == []


def test_who_removed_what_and_when_is_kept(session, world, meeting, save, now):
    save()
    remove_row(session, meeting.id, KEY, actor=world.clerk, now=now)
    remove_row(session, meeting.id, KEY, actor=world.clerk, now=now)
    row = session.scalars(sa.select(RemovedStatement)).one()
    assert (row.content, row.removed_by_id, row.removed_at) == (SAID.content, world.clerk.person_id, now)


def test_a_removed_row_comes_back_where_it_stood(session, world, meeting, three, now):
    remove_row(session, meeting.id, three[1], actor=world.clerk, now=now)
    restore_row(session, meeting.id, three[1], actor=world.clerk)
    restore_row(session, meeting.id, three[1], actor=world.clerk)
    assert order(session) == three
    assert session.scalar(sa.select(sa.func.count()).select_from(RemovedStatement)) == 0


def test_a_removed_row_whose_number_was_given_away_comes_back_at_the_end(session, world, meeting, three, save):
    remove_row(session, meeting.id, three[2], actor=world.clerk, now=NOW)
    newer = new_entry_key()
    save(replace(SAID, content="Ý kiến khác."), newer)
    restore_row(session, meeting.id, three[2], actor=world.clerk)
    assert order(session) == [*three[:2], newer, three[2]]


def test_a_text_from_before_the_removal_does_not_overwrite_what_came_back(session, world, meeting, save, now):
    seen = save().version
    remove_row(session, meeting.id, KEY, actor=world.clerk, now=now)
    restore_row(session, meeting.id, KEY, actor=world.clerk)
    with pytest.raises(ChangedMeanwhileError):
        save(replace(SAID, content="Bản cũ."), seen_version=seen)


@pytest.mark.parametrize(
    ("moved", "behind", "becomes"),
    [(2, None, [2, 0, 1]), (0, 2, [1, 2, 0]), (2, 0, [0, 2, 1]), (1, 0, [0, 1, 2])],
    ids=["to the front", "to the end", "one up", "where it stands"],
)
def test_a_row_is_put_behind_another_however_often_it_is_asked(session, save, three, moved, behind, becomes):
    after = None if behind is None else three[behind]
    for _ in range(2):
        save.place(three[moved], after)
        assert order(session) == [three[n] for n in becomes]
    assert list(session.scalars(sa.select(Statement.position).order_by(Statement.position))) == [1, 2, 3]


def test_moving_a_row_does_not_stand_in_the_way_of_who_corrects_it(session, world, meeting, three, save):
    place_row(session, meeting.id, three[0], after_key=three[1], actor=world.clerk)
    save(replace(SAID, content="Ý kiến một."), three[0], seen_version=1)
    assert contents(session) == ["Ý kiến 2.", "Ý kiến một.", "Ý kiến 3."]


def test_a_row_is_not_put_behind_itself_or_one_that_is_gone(session, world, meeting, three, now):
    remove_row(session, meeting.id, three[2], actor=world.clerk, now=now)
    for key, after in ((three[0], three[0]), (three[0], three[2]), (three[2], None), (KEY, None)):
        with pytest.raises(NotFoundError):
            place_row(session, meeting.id, key, after_key=after, actor=world.clerk)


def test_what_a_case_rests_on_stays_as_it_was_spoken_but_may_be_sent_again(session, world, meeting, save, now):
    row = save()
    session.add(CaseStatement(case_id=a_case(session, world).id, statement_id=row.id))
    session.flush()
    assert save().id == row.id
    with pytest.raises(StatementInUseError):
        save(replace(SAID, content="Khác."), seen_version=row.version)
    with pytest.raises(StatementInUseError):
        remove_row(session, meeting.id, KEY, actor=world.clerk, now=now)


def test_a_field_out_of_use_is_refused(world, save):
    with pytest.raises(UnknownChoiceError):
        save(replace(SAID, subject_field_id=10**6))


@pytest.mark.parametrize(("user", "refusal"), [("clerk2", NotFoundError), ("office", NotPermittedError)])
def test_the_minutes_of_others_are_not_written_in(session, world, meeting, user, refusal):
    now = NOW
    save_row(session, meeting.id, KEY, SAID, actor=world.clerk, now=now)
    actor = world.actors[user]
    for change in (
        lambda: save_row(session, meeting.id, new_entry_key(), SAID, actor=actor, now=now),
        lambda: remove_row(session, meeting.id, KEY, actor=actor, now=now),
        lambda: restore_row(session, meeting.id, KEY, actor=actor),
        lambda: place_row(session, meeting.id, KEY, after_key=None, actor=actor),
    ):
        with pytest.raises(refusal):
            change()


def test_what_never_was_can_be_neither_removed_nor_put_back(session, world, meeting, now):
    with pytest.raises(NotFoundError):
        remove_row(session, meeting.id, KEY, actor=world.clerk, now=now)
    with pytest.raises(NotFoundError):
        restore_row(session, meeting.id, KEY, actor=world.clerk)


def test_every_entry_has_a_key_of_its_own(session, world, meeting, now):
    rows = [register_statement(session, meeting.id, SAID, actor=world.clerk, now=now) for _ in range(2)]
    assert rows[0].entry_key != rows[1].entry_key
