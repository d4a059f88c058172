"""0008: which answers came on paper is worked out from the answers there are."""

import sqlalchemy as sa
from flask_migrate import downgrade, upgrade

from petitions.domain.vocabulary import State
from petitions.extensions import db
from petitions.models import Case, Response
from tests.builders import a_world
from tests.cases import a_case


def test_only_cases_whose_latest_answer_came_on_paper_are_marked(app, session):
    world = a_world(session)
    copied, corrected, sent, open_ = (
        a_case(session, world, state) for state in (State.ANSWERED, State.ANSWERED, State.CLOSED, State.ASSIGNED)
    )
    for case in (copied, corrected):
        session.query(Response).filter_by(case_id=case.id).update({"came_on_paper": True})
    first = session.query(Response).filter_by(case_id=corrected.id).one()
    values = {column.key: getattr(first, column.key) for column in sa.inspect(Response).columns if column.key != "id"}
    session.add(Response(**values | {"version_number": 2, "came_on_paper": False}))
    codes = {case.code: case is copied for case in (copied, corrected, sent, open_)}
    session.commit()

    with app.app_context():
        downgrade(revision=before("0008"))
        upgrade()
        with db.engine.connect() as connection:
            marked = dict(connection.execute(sa.select(Case.code, Case.answered_on_paper)).tuples().all())
    assert marked == codes


def before(revision):
    from alembic.script import ScriptDirectory

    from petitions.extensions import migrate

    return ScriptDirectory.from_config(migrate.get_config()).get_revision(revision).down_revision
