"""0017: rounds and meetings entered before stay as they were, and say of the new things what is known."""

import sqlalchemy as sa
from flask_migrate import downgrade, upgrade

from petitions.domain.vocabulary import ContactForm
from petitions.extensions import db
from petitions.models import ContactMeeting, ContactRound
from tests.builders import a_meeting, a_round, a_world
from tests.migrations.test_paper_arrival import before


def test_what_was_entered_before_was_held_in_one_room_by_one_council(app, session):
    world = a_world(session)
    in_round = a_round(session, world.commune_council, plan_number="07/KH-HĐND")
    meeting = a_meeting(session, in_round, world.commune, world.commune_council, voter_count=52)
    session.commit()

    with app.app_context():
        downgrade(revision=before("0017"))
        upgrade()
        with db.engine.connect() as connection:
            columns = (ContactRound.plan_number, ContactRound.form, ContactRound.joined_levels, ContactRound.plan_on)
            rounds = connection.execute(sa.select(*columns)).all()
            columns = (
                ContactMeeting.id,
                ContactMeeting.voter_count,
                ContactMeeting.speaker_count,
                ContactMeeting.start_time,
            )
            meetings = connection.execute(sa.select(*columns)).all()
    assert rounds == [("07/KH-HĐND", ContactForm.IN_PERSON, (), None)]
    assert meetings == [(meeting.id, 52, None, None)]
