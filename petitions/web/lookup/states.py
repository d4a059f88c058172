"""Where a matter stands, in the words one says to who handed it in; a test holds the table complete."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from petitions.domain.vocabulary import State

_BEING_SORTED = _l("We have received it and are finding out which agency has to deal with it.")

PLAIN_WORDS: dict[State, LazyString] = {
    State.DRAFT: _l("We have received it and are writing it down in full."),
    State.SUBMITTED: _BEING_SORTED,
    State.RETURNED: _BEING_SORTED,
    State.CLASSIFIED: _BEING_SORTED,
    State.ASSIGNED: _l("It has been sent to the agency that has to deal with it."),
    State.IN_PROGRESS: _l("The agency is dealing with it."),
    State.FORWARDED_UP: _l("It has been sent to a higher level, since it is theirs to decide."),
    State.ANSWERED: _l("The agency has answered; the People's Council is examining the answer."),
    State.FOLLOWING: _l("The agency has answered; the People's Council keeps following until it is settled."),
    State.CLOSED: _l("It has been answered and the People's Council has closed it."),
    State.ANSWERED_ON_SPOT: _l("It was answered at the meeting with voters."),
    State.FILED: _l("It is kept on file and was not sent on. The office that took it tells you why."),
    State.MERGED: _l("It is being dealt with together with others on the same matter."),
    State.WITHDRAWN: _l("It has been withdrawn. The office that took it tells you why."),
}
