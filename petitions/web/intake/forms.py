"""Forms of intake: rounds, meetings, statements, cases and the first steps on them."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, SelectField, SelectMultipleField, SubmitField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, NumberRange, Regexp, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from petitions import clock
from petitions.domain.statement_faults import LONGEST_PHONE
from petitions.domain.text import one_line
from petitions.domain.vocabulary import Channel, ContactForm, Kind, Level, RoundPhase
from petitions.services.corrections import EntryDraft
from petitions.services.intake import CaseDraft, VoterDraft
from petitions.services.meetings import MeetingDraft
from petitions.services.rounds import RoundDraft
from petitions.services.statements import StatementDraft
from petitions.web.form import (
    OPTIONAL,
    BaseForm,
    DateField,
    IdField,
    IdsField,
    LineField,
    TextField,
    TimeField,
    at_most,
    filled,
    given,
    not_in_future,
)
from petitions.web.labels import options
from petitions.web.uploads import FilesField

LONGEST_SUMMARY = 1000
LONGEST_CONTENT = 50_000
LONGEST_STATEMENT = 20_000
LONGEST_ANSWER = 20_000
LONGEST_REASON = 2_000
MOST_VOTERS = 100_000
IS_KEY = Regexp(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
MOST_SPEAKERS = 10_000
MOST_DEPUTIES = 60
LONGEST_NAME = 120

JOINING = (Level.CENTRAL, Level.PROVINCE, Level.COMMUNE)
"""Who may meet voters jointly: the National Assembly's delegation and the councils of both levels."""

JOINING_LABELS = {
    Level.CENTRAL: _l("Deputies of the National Assembly"),
    Level.PROVINCE: _l("Deputies of the provincial council"),
    Level.COMMUNE: _l("Deputies of communal councils"),
}


def ticks() -> dict[str, Any]:
    """Return how a choice of several is drawn: a tick for each instead of a list."""
    return {"widget": ListWidget(prefix_label=False), "option_widget": CheckboxInput()}


def names_of(_form: Any, field: Any) -> None:
    """Refuse more names than a room holds deputies, or one too long to be a name."""
    names = lines_of(field.data)
    if len(names) > MOST_DEPUTIES or any(len(name) > LONGEST_NAME for name in names):
        raise ValidationError(_("Write one name a line; at most %(most)s names.", most=MOST_DEPUTIES))


def lines_of(text: str | None) -> tuple[str, ...]:
    """Return the lines that hold something, each as one line."""
    return tuple(line for each in (text or "").splitlines() if (line := one_line(each)))


class RoundForm(BaseForm):
    """A round of meetings; the council session tells whose it is, else the council chosen."""

    name = LineField(_l("Name of the round"), [DataRequired(), at_most(200)])
    phase = SelectField(_l("Held"), [DataRequired()], choices=options(RoundPhase), default=RoundPhase.BEFORE.value)
    council_session_id = IdField(_l("Council session"))
    council_id = IdField(_l("People's Council"))
    form = SelectField(_l("Form"), [DataRequired()], choices=options(ContactForm), default=ContactForm.IN_PERSON.value)
    joined_levels = SelectMultipleField(
        _l("Held jointly with"),
        choices=[SelectChoice(level.value, JOINING_LABELS[level]) for level in JOINING],
        **ticks(),
    )
    plan_number = LineField(_l("Number of the plan"), [at_most(60)])
    plan_on = DateField(_l("Date of the plan"), [OPTIONAL])
    starts_on = DateField(_l("First day"), [OPTIONAL])
    ends_on = DateField(_l("Last day"), [OPTIONAL])

    def draft(self) -> RoundDraft:
        """Return the checked entries as one value."""
        return RoundDraft(
            name=filled(self.name.data),
            phase=RoundPhase(self.phase.data),
            council_id=self.council_id.data,
            council_session_id=self.council_session_id.data,
            plan_number=given(self.plan_number.data),
            plan_on=self.plan_on.data,
            form=ContactForm(self.form.data),
            joined_levels=tuple(Level(value) for value in self.joined_levels.data or ()),
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
        )


class MeetingForm(BaseForm):
    """A meeting as plan and minutes head it."""

    round_id = IdField(_l("Round"), [DataRequired()])
    held_on = DateField(_l("Date of the meeting"), [DataRequired()])
    start_time = TimeField(_l("Begins at"))
    locality_id = IdField(_l("Locality"), [DataRequired()])
    place = LineField(_l("Meeting place"), [at_most(200)])
    voter_count = IntegerField(_l("Voters present"), [OPTIONAL, NumberRange(min=0, max=MOST_VOTERS)])
    speaker_count = IntegerField(_l("Voters who spoke"), [OPTIONAL, NumberRange(min=0, max=MOST_SPEAKERS)])
    deputy_ids = IdsField(_l("Deputies"), **ticks())
    deputy_names = TextField(_l("Other deputies"), [names_of])

    def draft(self) -> MeetingDraft:
        """Return the checked entries as one value."""
        return MeetingDraft(
            round_id=filled(self.round_id.data),
            held_on=filled(self.held_on.data),
            locality_id=filled(self.locality_id.data),
            place=self.place.data or "",
            start_time=self.start_time.data,
            voter_count=self.voter_count.data,
            speaker_count=self.speaker_count.data,
            deputy_ids=tuple(self.deputy_ids.data or ()),
            deputy_names=lines_of(self.deputy_names.data),
        )


class StatementForm(BaseForm):
    """One opinion, in the order in which it is noted in the room."""

    speaker_name = LineField(_l("Speaker"), [at_most(120)])
    speaker_phone = LineField(_l("Telephone"), [at_most(LONGEST_PHONE)])
    village = LineField(_l("Village"), [at_most(200)])
    content = TextField(_l("What was said"), [DataRequired(), at_most(LONGEST_STATEMENT)])
    subject_field_id = IdField(_l("Field"))
    answered_on_spot = BooleanField(_l("Answered at the meeting"))
    answered_by = LineField(_l("Answered by"), [at_most(200)])
    entry_key = HiddenField(validators=[OPTIONAL, IS_KEY])

    def draft(self) -> StatementDraft:
        """Return the checked entries as one value."""
        return StatementDraft(
            content=filled(self.content.data),
            speaker_name=given(self.speaker_name.data),
            village=given(self.village.data),
            subject_field_id=self.subject_field_id.data,
            answered_on_spot=bool(self.answered_on_spot.data),
            answered_by=given(self.answered_by.data),
            speaker_phone=given(self.speaker_phone.data),
        )


class RowForm(StatementForm):
    """One opinion as a browser sends its row: with the key it got there."""

    entry_key = HiddenField(validators=[IS_KEY])


class RowKeyForm(BaseForm):
    """Which row; its text stays as it is."""

    entry_key = HiddenField(validators=[IS_KEY])


class RowPlaceForm(RowKeyForm):
    """Which row, and behind which other one it goes; behind none, first of all."""

    after_key = HiddenField(validators=[OPTIONAL, IS_KEY])


class RemovalForm(BaseForm):
    """Nothing to fill in: the page shows what would go."""


class EntryForm(BaseForm):
    """What a case says and who raised it, as recording and correcting share it."""

    summary = TextField(_l("Summary"), [DataRequired(), at_most(LONGEST_SUMMARY)])
    content = TextField(_l("Content"), [DataRequired(), at_most(LONGEST_CONTENT)])
    subject_field_id = IdField(_l("Field"), [DataRequired()])
    locality_id = IdField(_l("Locality"), [DataRequired()])
    received_on = DateField(_l("Received on"), [DataRequired(), not_in_future(clock.today)])
    voter_name = LineField(_l("Name of the voter"), [at_most(120)])
    voter_phone = LineField(_l("Telephone"), [at_most(LONGEST_PHONE)])
    voter_address = LineField(_l("Address"), [at_most(300)])

    def voter(self) -> VoterDraft:
        """Return who raised it."""
        return VoterDraft(
            name=given(self.voter_name.data),
            phone=given(self.voter_phone.data),
            address=given(self.voter_address.data),
        )


class NewCaseForm(EntryForm):
    """A case alone or from statements; saved as a draft, or sent to the office at once."""

    kind = SelectField(_l("Kind"), [DataRequired()], choices=options(Kind), default=Kind.PETITION.value)
    channel = SelectField(_l("Came in"), [DataRequired()], choices=options(Channel), default=Channel.LETTER.value)
    council_id = IdField(_l("People's Council that deals with it"))
    meeting_id = IdField(_l("Contact meeting"))
    statement_ids = IdsField(_l("Statements"))
    known_cases = HiddenField()
    re_raised_code = LineField(_l("Code of an earlier case on the same matter"), [at_most(40)])
    files = FilesField(_l("Scans"))
    submit_now = SubmitField(_l("Save and submit"))

    def known_codes(self) -> frozenset[str] | None:
        """Return the codes of the cases that the page showed, and those confirmed since; None where no page sent it."""
        sent = self.known_cases.raw_data
        return frozenset(" ".join(map(str, sent)).split()) if sent else None

    def draft(self) -> CaseDraft:
        """Return the checked entries as one value."""
        return CaseDraft(
            kind=Kind(self.kind.data),
            channel=Channel(self.channel.data),
            summary=filled(self.summary.data),
            content=filled(self.content.data),
            subject_field_id=filled(self.subject_field_id.data),
            locality_id=filled(self.locality_id.data),
            received_on=filled(self.received_on.data),
            voter=self.voter(),
            council_id=self.council_id.data,
            meeting_id=self.meeting_id.data,
            statement_ids=tuple(self.statement_ids.data or ()),
            re_raised_code=given(self.re_raised_code.data),
            known_codes=self.known_codes(),
        )


class CorrectionForm(EntryForm):
    """The entry as it should read, and why it is put right."""

    personal_data_checked = BooleanField(_l("The name or number has to stay in the summary"))
    reason = TextField(_l("Reason for the correction"), [DataRequired(), at_most(LONGEST_REASON)])

    def draft(self) -> EntryDraft:
        """Return the checked entries as one value."""
        return EntryDraft(
            summary=filled(self.summary.data),
            content=filled(self.content.data),
            subject_field_id=filled(self.subject_field_id.data),
            locality_id=filled(self.locality_id.data),
            received_on=filled(self.received_on.data),
            voter=self.voter(),
            personal_data_checked=bool(self.personal_data_checked.data),
        )


class SubmissionForm(BaseForm):
    """Nothing to fill in: the page says what happens next."""


class OnSpotAnswerForm(BaseForm):
    """Who answered in the room, and what."""

    answered_by = LineField(_l("Answered by"), [DataRequired(), at_most(200)])
    answer = TextField(_l("What was answered"), [DataRequired(), at_most(LONGEST_ANSWER)])


class WithdrawalForm(BaseForm):
    """Why nobody shall work on the case any more."""

    reason = TextField(_l("Reason"), [DataRequired(), at_most(LONGEST_REASON)])
