"""The addresses of the papers of meetings and rounds."""

from __future__ import annotations

from flask import Blueprint

from petitions.web.papers.meeting import (
    blank_form,
    meeting_register,
    print_blank_form,
    print_meeting_register,
    print_reading_list,
    reading_list,
)
from petitions.web.papers.minutes import MinutesPage, MinutesWithdrawalPage, minutes_file
from petitions.web.papers.receipt import ReceiptPage, receipt_file, receipt_paper
from petitions.web.papers.rounds import print_round_register, print_schedule, round_register, schedule

blueprint = Blueprint("papers", __name__)

blueprint.add_url_rule("/meetings/<int:meeting_id>/minutes/", view_func=MinutesPage.as_view("minutes"))
blueprint.add_url_rule("/meetings/<int:meeting_id>/minutes/<int:file_id>/", view_func=minutes_file)
blueprint.add_url_rule(
    "/meetings/<int:meeting_id>/minutes/<int:file_id>/withdrawal/",
    view_func=MinutesWithdrawalPage.as_view("withdraw_minutes"),
)

for address, view in (
    ("/meetings/<int:meeting_id>/reading-list/", reading_list),
    ("/meetings/<int:meeting_id>/reading-list/print/", print_reading_list),
    ("/meetings/<int:meeting_id>/register/", meeting_register),
    ("/meetings/<int:meeting_id>/register/print/", print_meeting_register),
    ("/meetings/<int:meeting_id>/blank-form/", blank_form),
    ("/meetings/<int:meeting_id>/blank-form/print/", print_blank_form),
    ("/rounds/<int:round_id>/schedule/", schedule),
    ("/rounds/<int:round_id>/schedule/print/", print_schedule),
    ("/rounds/<int:round_id>/register/", round_register),
    ("/rounds/<int:round_id>/register/print/", print_round_register),
):
    blueprint.add_url_rule(address, view_func=view)

blueprint.add_url_rule("/cases/<code>/receipt/", view_func=ReceiptPage.as_view("receipt"))
blueprint.add_url_rule("/cases/<code>/receipt/paper/", view_func=receipt_paper)
blueprint.add_url_rule("/cases/<code>/receipt/file/", view_func=receipt_file, methods=["POST"])
