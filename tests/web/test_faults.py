"""The faults of a form are told in Vietnamese, also those that WTForms finds by itself."""

from __future__ import annotations

from pathlib import Path

import wtforms.i18n
from babel.messages.pofile import read_po
from flask import Flask
from wtforms.validators import DataRequired, InputRequired, Length

from petitions.resources import package_file
from petitions.web.form import BaseForm, DateField, LineField


class Visit(BaseForm):
    """A form with one fault of each sort to make."""

    name = LineField("Name", [InputRequired()])
    seen_on = DateField("Seen on")
    held_on = DateField("Held on", [DataRequired()])
    place = LineField("Place", [Length(max=2)])


def test_a_refused_form_says_in_vietnamese_what_is_wrong(app: Flask) -> None:
    with app.test_request_context(
        "/", method="POST", data={"seen_on": "31/02/2026", "held_on": "30/02/2026", "place": "abc"}
    ):
        form = Visit()
        assert not form.validate()
        assert form.errors == {
            "name": ["Mục này không được để trống."],
            "seen_on": ["Ngày không đúng; viết theo ngày/tháng/năm, ví dụ 05/03/2026."],
            "held_on": ["Ngày không đúng; viết theo ngày/tháng/năm, ví dụ 05/03/2026."],
            "place": ["Nội dung dài quá: mục này nhận tối đa 2 ký tự."],
        }


def test_no_sentence_of_wtforms_is_left_in_english() -> None:
    with (Path(wtforms.i18n.messages_path()) / "wtforms.pot").open("rb") as theirs:
        wanted = read_po(theirs)
    with (package_file("translations") / "vi" / "LC_MESSAGES" / "wtforms.po").open("rb") as ours:
        words = read_po(ours, locale="vi")
    translated = {message.id for message in words if message.id and message.string}
    assert {message.id for message in wanted if message.id} <= translated
