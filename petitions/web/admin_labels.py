"""What administrators do, and to what, as their history says it."""

from __future__ import annotations

import enum
from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from petitions.domain.admin_vocabulary import AdminAction, AdminSubject

ADMIN_LABELS: tuple[Mapping[enum.Enum, LazyString], ...] = (
    {
        AdminAction.CREATE: _l("Entered"),
        AdminAction.CHANGE: _l("Changed"),
        AdminAction.DEACTIVATE: _l("Deactivated"),
        AdminAction.ACTIVATE: _l("Activated again"),
        AdminAction.RESET_PASSWORD: _l("Password reset"),
        AdminAction.SIGN_OUT: _l("Signed out everywhere"),
        AdminAction.GRANT: _l("Role granted"),
        AdminAction.REVOKE: _l("Role revoked"),
        AdminAction.END: _l("End of validity set"),
        AdminAction.IMPORT: _l("Imported from a file"),
        AdminAction.REMOVE: _l("Taken out"),
    },
    {
        AdminSubject.PERSON: _l("Person"),
        AdminSubject.ORGANISATION: _l("Unit"),
        AdminSubject.LOCALITY: _l("Place"),
        AdminSubject.SUBJECT_FIELD: _l("Subject field"),
        AdminSubject.COUNCIL_TERM: _l("Council term"),
        AdminSubject.COUNCIL_SESSION: _l("Council session"),
        AdminSubject.CALENDAR_DAY: _l("Day of the calendar"),
        AdminSubject.CALENDAR_YEAR: _l("Year of the calendar"),
        AdminSubject.WORK_WEEK: _l("Weekly pattern"),
        AdminSubject.DEADLINE_RULE: _l("Deadline rule"),
        AdminSubject.PROPOSED_CHANGE: _l("Proposed change"),
    },
)
