"""kill -9 at any step of writing a list: afterwards none of it stands in the meeting, or all of it, once.

A child process does the work and dies before its n-th statement or commit; the next worker comes when the lease is
over. This is done for every n until a child survives.
"""

import os
from datetime import timedelta

import pytest
import sqlalchemy as sa

from petitions.domain.statement_columns import Layout
from petitions.domain.statement_import import ImportPhase
from petitions.domain.vocabulary import JobName
from petitions.jobs import imports, runner
from petitions.models import JobRun, Statement, StatementImport, StatementImportRow
from petitions.services.imports import statement_writing
from petitions.services.imports.staging import read_columns, stage_list
from petitions.services.imports.statement_lists import digest_of, read_list
from petitions.services.imports.statement_writing import confirm_import
from petitions.services.jobs import LEASE
from tests import workbooks
from tests.builders import NOW, a_meeting, a_round, a_world
from tests.killed import in_a_child_that_dies_at
from tests.workbooks import PLAIN_HEADING, PLAIN_ROWS


@pytest.fixture
def confirmed(session, monkeypatch):
    """A list that was confirmed and waits for the worker, which looks at two rows at a time; gives the next one."""
    monkeypatch.setattr(statement_writing, "AT_ONCE", 0)
    monkeypatch.setattr(statement_writing, "BATCH", 2)
    world = a_world(session)
    meeting = a_meeting(session, a_round(session, world.province_council), world.commune, world.commune_council)
    data = workbooks.xlsx([PLAIN_HEADING, *PLAIN_ROWS])
    sheets, about = read_list(data), {"actor": world.clerk, "now": NOW}

    def another():
        for table in (Statement, StatementImportRow, StatementImport, JobRun):
            session.query(table).delete()
        row = stage_list(session, meeting.id, sheets, name="ý kiến.xlsx", digest=digest_of(data), **about)
        read_columns(session, meeting.id, row.id, Layout.from_payload(row.layout), sheet=0, **about)
        confirm_import(session, meeting.id, row.id, **about)
        session.commit()

    return another


def work(app):
    with app.app_context():
        runner.run(imports.work, JobName.IMPORTS, "always", f"worker {os.getpid()}")


def test_a_worker_killed_at_any_step_writes_all_once_in_the_end(app, session, confirmed, clock):
    step, survived = 1, False
    while not survived:
        clock.move_to(NOW)
        confirmed()
        survived = in_a_child_that_dies_at(step, app, lambda: work(app))
        session.expire_all()
        written = session.scalar(sa.select(sa.func.count()).select_from(Statement))
        phase = session.scalar(sa.select(StatementImport.phase))
        session.rollback()
        assert (written, phase) in {(0, ImportPhase.WRITING), (3, ImportPhase.WRITTEN)}, f"killed at step {step}"
        clock.move_to(NOW + LEASE + timedelta(minutes=2))
        work(app)
        session.expire_all()
        assert session.scalars(sa.select(Statement.position).order_by(Statement.position)).all() == [1, 2, 3]
        session.rollback()
        step += 1
    assert 15 < step < 120, "the steps were not counted"
