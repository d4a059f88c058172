"""Who is told what when a step is taken: one table."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from petitions.domain.vocabulary import Action, NoticeKind, Role


class Audience(StrEnum):
    """Those who have to know, by their part in the case."""

    LEAD = "lead"
    FORMER_LEAD = "former_lead"
    COORDINATORS = "coordinators"
    OFFICE = "office"
    DECIDERS = "deciders"
    CLERKS = "clerks"


AGENCY_ROLES = frozenset({Role.OFFICER, Role.LEADER})

ROLES: Mapping[Audience, frozenset[Role]] = {
    Audience.LEAD: AGENCY_ROLES,
    Audience.FORMER_LEAD: AGENCY_ROLES,
    Audience.COORDINATORS: AGENCY_ROLES,
    Audience.OFFICE: frozenset({Role.OFFICE}),
    Audience.DECIDERS: frozenset({Role.OFFICE, Role.BOARD}),
    Audience.CLERKS: frozenset({Role.CLERK}),
}
"""Whose grants in the unit count."""

_NEW_LEAD = ((NoticeKind.CASE_ASSIGNED, Audience.LEAD), (NoticeKind.OPINION_ASKED, Audience.COORDINATORS))

TOLD: Mapping[Action, tuple[tuple[NoticeKind, Audience], ...]] = {
    Action.ASSIGN: _NEW_LEAD,
    Action.REASSIGN: (*_NEW_LEAD, (NoticeKind.CASE_RECALLED, Audience.FORMER_LEAD)),
    Action.RECALL: ((NoticeKind.CASE_RECALLED, Audience.FORMER_LEAD),),
    Action.DECLINE: ((NoticeKind.CASE_DECLINED, Audience.OFFICE),),
    Action.RETURN: ((NoticeKind.CASE_RETURNED, Audience.CLERKS),),
    Action.RESPOND: ((NoticeKind.ANSWER_ARRIVED, Audience.OFFICE),),
    Action.CORRECT_RESPONSE: ((NoticeKind.ANSWER_CORRECTED, Audience.OFFICE),),
    Action.REVISE: ((NoticeKind.ANSWER_SENT_BACK, Audience.LEAD),),
    Action.ASK_EXTENSION: ((NoticeKind.EXTENSION_ASKED, Audience.DECIDERS),),
    Action.ASK_PAUSE: ((NoticeKind.PAUSE_ASKED, Audience.DECIDERS),),
    Action.DECIDE_EXTENSION: ((NoticeKind.REQUEST_DECIDED, Audience.LEAD),),
    Action.DECIDE_PAUSE: ((NoticeKind.REQUEST_DECIDED, Audience.LEAD),),
    Action.RESUME: ((NoticeKind.DATE_MOVED, Audience.LEAD),),
    Action.GIVE_OPINION: ((NoticeKind.OPINION_GIVEN, Audience.LEAD),),
}
"""What a step tells to whom; whoever took it is not told."""
