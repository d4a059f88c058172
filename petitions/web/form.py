"""What every form shares: clean text, dates as people write them, key and version, Vietnamese faults."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField as PlainDateField
from wtforms import Field, HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import Length, Optional, StopValidation, ValidationError
from wtforms.widgets import TextInput

from petitions.domain.text import clean, one_line, time_of_day
from petitions.i18n import format_date
from petitions.web.faults import Faults

T = TypeVar("T")

DATE_FORMATS = ["%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y"]
EARLIEST = date(1990, 1, 1)
LATEST = date(2100, 1, 1)
LARGEST_ID = 2**31 - 1

Options = Iterable[tuple[int, str]]
"""Ids on offer, each with its name."""

Groups = dict[str, list[tuple[int, str]]]
"""The same under headings."""


def filled(value: T | None) -> T:
    """Return a value that a validator has already insisted on."""
    if value is None:
        raise ValueError("a required field came through empty")
    return value


def given(text: str | None) -> str | None:
    """Return the text, or None when nothing but blanks was typed."""
    return text or None


class LineField(StringField):
    """One line of text, cleaned: NFC, no control or direction marks, single blanks."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Clean what was typed; a field that was not sent keeps its preset."""
        if valuelist:
            self.data = one_line(str(valuelist[0]))


class TextField(TextAreaField):
    """Text of many lines, cleaned, its line breaks kept."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Clean what was typed; a field that was not sent keeps its preset."""
        if valuelist:
            self.data = clean(str(valuelist[0]))


class DateField(PlainDateField):
    """A date as dd/mm/yyyy or ISO; shown as dd/mm/yyyy, kept as typed when it cannot be one."""

    widget = TextInput()

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, format=DATE_FORMATS, **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the date and refuse years no office has papers of."""
        if valuelist and not str(valuelist[0]).strip():
            self.data = None
            return
        super().process_formdata([one_line(str(value)) for value in valuelist])
        if self.data is not None and not EARLIEST <= self.data < LATEST:
            self.data = None
            first, last = format_date(EARLIEST), format_date(LATEST - timedelta(days=1))
            raise ValueError(_("Dates can be entered from %(first)s to %(last)s.", first=first, last=last))

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - what was typed is all there is to judge
        """Keep to what is wrong with the date: a later check would call it missing instead."""
        if self.process_errors:
            raise StopValidation


class TimeField(StringField):
    """A time of day as people write it: 8h, 8h30, 14:00; kept as typed when it cannot be one."""

    data: time | None  # type: ignore[assignment]  # what the field is about

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data:%H:%M}" if self.data else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the time; a field that was not sent keeps its preset."""
        if not valuelist:
            return
        text = one_line(str(valuelist[0]))
        self.data = time_of_day(text)
        if self.data is None and text:
            raise ValueError(_l("Write the time as 8:00 or 14:30."))


class IdField(SelectField):
    """A native select that holds ids; ``choices`` is filled by the page, empty means none."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, coerce=_id_or_none, choices=[], **kwargs)

    def offer(self, options: Options | Groups, *, empty: Any = None) -> None:
        """Offer these ids with their names, and a first line for none where the field may be empty."""
        self.choices = _choices(options, empty=empty)

    def offer_when_shown(self, load: Callable[[], Options | Groups], *, empty: Any = None) -> None:
        """Read what is on offer only when the field is drawn; the service judges what was posted."""
        self.choices = lambda: _choices(load(), empty=empty)  # type: ignore[assignment]  # newer than its stubs
        self.validate_choice = False

    def pre_validate(self, form: Any) -> None:
        """Accept none of them where the field is optional; anything else has to be on offer."""
        if self.data is None and not self.flags.required:
            return
        super().pre_validate(form)


class IdsField(SelectMultipleField):
    """Several ids of those on offer."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, coerce=_id, choices=[], **kwargs)

    def offer(self, options: Options | Groups) -> None:
        """Offer these ids with their names."""
        self.choices = _choices(options)

    def offer_when_shown(self, load: Callable[[], Options | Groups]) -> None:
        """Read what is on offer only when the field is drawn; the service judges what was posted."""
        self.choices = lambda: _choices(load())  # type: ignore[assignment]  # newer than its stubs
        self.validate_choice = False


def _choices(offered: Options | Groups, *, empty: Any = None) -> list[SelectChoice]:
    groups = offered if isinstance(offered, dict) else {None: offered}
    first = [] if empty is None else [SelectChoice("", empty)]
    return first + [
        SelectChoice(str(key), name, optgroup=group) for group, options in groups.items() for key, name in options
    ]


def _id_or_none(value: Any) -> int | None:
    text = str(value).strip() if value is not None else ""
    return _id(text) if text and text != "None" else None


def _id(value: Any) -> int:
    key = int(value)
    if not 0 < key <= LARGEST_ID:
        raise ValueError("no row has this key")
    return key


class BaseForm(FlaskForm):  # type: ignore[misc]
    """A form with a key against doubling and the version of the row it was opened at."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # the package carries no types
        """The token is checked once, at the door, for every POST; faults are told in the page's language."""

        csrf = False

        def get_translations(self, form: Any) -> Faults:  # noqa: ARG002 - the same words for every form
            """Return our own catalogue, since WTForms ships no Vietnamese."""
            return Faults()

    submission_key = HiddenField()
    version = HiddenField()

    def ready(self) -> None:
        """Give a form that is being shown its key; a refused one keeps its own."""
        if not self.submission_key.data:
            self.submission_key.data = secrets.token_urlsafe(18)

    @property
    def key(self) -> str | None:
        """Return the form's key as the tables take it, or None; a forged one with a NUL counts as none."""
        key = str(self.submission_key.data or "")
        return key[:40] if key and "\0" not in key else None

    @property
    def seen_version(self) -> int | None:
        """Return the version of the row that the page showed, None when the form carries none."""
        text = str(self.version.data or "")
        return int(text) if text.isdecimal() and len(text) < 10 else None  # noqa: PLR2004 - no larger version exists

    def typed(self) -> list[tuple[str, str]]:
        """Return label and text of everything the person typed or chose, for pages that keep it."""
        return [
            (str(field.label.text), text)
            for field in self
            if field.type not in _NEVER_SHOWN and (text := _shown(field))
        ]


_NEVER_SHOWN = frozenset({"HiddenField", "CSRFTokenField", "PasswordField", "MultipleFileField", "FileField"})


def _shown(field: Field) -> str:
    """Return a field's value as its person saw it: the name of a choice, a date as written, the text."""
    value = field.data
    if isinstance(field, SelectField | SelectMultipleField):
        chosen = {str(v) for v in value} if isinstance(value, list) else {str(value)}
        return ", ".join(str(label) for key, label, *_rest in field.iter_choices() if str(key) in chosen and key != "")
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, bool):
        return str(field.label.text) if value else ""
    return str(value) if value else " ".join(map(str, field.raw_data or []))


def not_in_future(today: Callable[[], date]) -> Callable[[Any, Any], None]:
    """Return a validator that refuses dates after today."""

    def check(_form: Any, field: Any) -> None:
        if field.data is not None and field.data > today():
            raise ValidationError(field.gettext(str(_l("This date has not come yet."))))

    return check


OPTIONAL = Optional(strip_whitespace=True)


def at_most(limit: int) -> Length:
    """Return a validator for texts no longer than the column takes."""
    return Length(max=limit)


def errors_onto(form: BaseForm, sentences: Mapping[str, str]) -> None:
    """Put refusals of the service beside the fields they are about; unknown fields go on top."""
    for name, sentence in sentences.items():
        field = form._fields.get(name)
        if field is None or field.type == "HiddenField":
            form.form_errors.append(sentence)
        else:
            field.errors = [*field.errors, sentence]
