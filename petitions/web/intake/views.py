"""The addresses of intake."""

from __future__ import annotations

from flask import Blueprint

from petitions.web.intake.cases import NewCasePage
from petitions.web.intake.meetings import MeetingPage, NewMeetingPage
from petitions.web.intake.offline import manifest, offline, worker
from petitions.web.intake.rounds import NewRoundPage, RoundPage, rounds
from petitions.web.intake.rows import RowPlaceView, RowRemovalView, RowRestorationView, RowsView
from petitions.web.intake.statements import StatementPage, StatementRemovalPage, StatementsPage
from petitions.web.intake.steps import CorrectionPage, OnSpotAnswerPage, SubmissionPage, WithdrawalPage

blueprint = Blueprint("intake", __name__)

blueprint.add_url_rule("/rounds/", view_func=rounds)
blueprint.add_url_rule("/meetings/worker/", view_func=worker)
blueprint.add_url_rule("/meetings/offline/", view_func=offline)
blueprint.add_url_rule("/meetings/manifest/", view_func=manifest)
for address, page, endpoint in (
    ("/rounds/new/", NewRoundPage, "new_round"),
    ("/rounds/<int:round_id>/", RoundPage, "round"),
    ("/meetings/new/", NewMeetingPage, "new_meeting"),
    ("/meetings/<int:meeting_id>/", MeetingPage, "meeting"),
    ("/meetings/<int:meeting_id>/statements/", StatementsPage, "statements"),
    ("/meetings/<int:meeting_id>/statements/<int:statement_id>/", StatementPage, "statement"),
    ("/meetings/<int:meeting_id>/statements/<int:statement_id>/removal/", StatementRemovalPage, "remove_statement"),
    ("/meetings/<int:meeting_id>/rows/", RowsView, "rows"),
    ("/meetings/<int:meeting_id>/rows/removal/", RowRemovalView, "remove_row"),
    ("/meetings/<int:meeting_id>/rows/restoration/", RowRestorationView, "restore_row"),
    ("/meetings/<int:meeting_id>/rows/place/", RowPlaceView, "place_row"),
    ("/cases/new/", NewCasePage, "new_case"),
    ("/cases/<code>/submission/", SubmissionPage, "submit"),
    ("/cases/<code>/on-spot-answer/", OnSpotAnswerPage, "record_on_spot"),
    ("/cases/<code>/correction/", CorrectionPage, "correct_entry"),
    ("/cases/<code>/withdrawal/", WithdrawalPage, "withdraw"),
):
    blueprint.add_url_rule(address, view_func=page.as_view(endpoint))
