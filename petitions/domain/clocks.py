"""Which clock runs in which state: from this table every step of the process starts and stops clocks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from petitions.domain.clock_vocabulary import ClockOutcome, Stage
from petitions.domain.deadline_rule import Rule, Unit
from petitions.domain.vocabulary import Action, State

_WITH_LEAD = frozenset({State.ASSIGNED, State.IN_PROGRESS})
_AFTER_AN_ANSWER = frozenset({State.ANSWERED, State.FOLLOWING, *_WITH_LEAD})

RUNS_IN: dict[Stage, frozenset[State]] = {
    Stage.CLASSIFICATION: frozenset({State.SUBMITTED}),
    Stage.ACCEPTANCE: frozenset({State.ASSIGNED}),
    Stage.RESPONSE: _WITH_LEAD,
    Stage.COORDINATION: _WITH_LEAD,
    Stage.EVALUATION: frozenset({State.ANSWERED}),
    Stage.FOLLOW_UP: frozenset({State.FOLLOWING}),
    Stage.COMMITMENT: _AFTER_AN_ANSWER,
}
"""The states in which a clock of the stage is open. A commitment is made by an answer, not by a state."""

RULE_OF: dict[Stage, str] = {
    Stage.CLASSIFICATION: "petition.classification",
    Stage.ACCEPTANCE: "petition.acceptance",
    Stage.RESPONSE: "petition.response",
    Stage.COORDINATION: "petition.coordination.reply",
    Stage.EVALUATION: "petition.evaluation",
}
"""By which rule a stage is counted; commitments and dates to look again are named by a paper alone."""

_ANEW: dict[Action, frozenset[Stage]] = {
    Action.HAND_OVER: frozenset({Stage.CLASSIFICATION}),
    Action.REASSIGN: frozenset({Stage.ACCEPTANCE, Stage.RESPONSE, Stage.COORDINATION}),
    Action.REVISE: frozenset({Stage.RESPONSE, Stage.COORDINATION}),
    Action.FOLLOW: frozenset({Stage.FOLLOW_UP}),
    Action.RESPOND: frozenset({Stage.COMMITMENT}),
    Action.RECORD_RESPONSE: frozenset({Stage.COMMITMENT}),
    Action.CORRECT_RESPONSE: frozenset({Stage.COMMITMENT}),
}
"""Steps after which a stage that ran before begins anew: whoever owes it now gets time of his own."""

_DROPS = frozenset(
    {
        Action.RETURN,
        Action.HAND_OVER,
        Action.DECLINE,
        Action.RECALL,
        Action.REASSIGN,
        Action.WITHDRAW,
        Action.REOPEN,
        Action.MERGE,
    }
)
"""Steps that end a clock without what it measured having been done."""

WRITTEN = Rule(code="", length=1, unit=Unit.DAY, rolls_forward=False, source="", is_verified=True)
"""Stands in for a rule where a paper alone names the date."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What a step does to the clocks of a case: which stages stop, how, and which start."""

    stops: frozenset[Stage]
    starts: frozenset[Stage]
    outcomes: dict[Stage, ClockOutcome]


@cache
def turn_of(source: State | None, action: Action, target: State) -> Turn:
    """Return what a step from ``source`` to ``target`` does to the clocks."""
    before = {stage for stage, states in RUNS_IN.items() if source in states}
    # Whoever is taken out of another case gets no time anew: the very clocks that merging stopped go on.
    after = {stage for stage, states in RUNS_IN.items() if target in states and action is not Action.UNMERGE}
    anew = _ANEW.get(action, frozenset())
    stops = frozenset(before - after | before & anew)
    starts = frozenset((after - before | after & anew) - {Stage.COMMITMENT} | anew & {Stage.COMMITMENT})
    return Turn(stops, starts, {stage: _outcome(stage, action) for stage in stops})


def _outcome(stage: Stage, action: Action) -> ClockOutcome:
    """Return how the clock ended. An agency that declines has done what its acceptance clock measured."""
    if action is Action.DECLINE and stage is Stage.ACCEPTANCE:
        return ClockOutcome.DONE
    if action in _DROPS or (stage is Stage.COORDINATION and action is not Action.GIVE_OPINION):
        return ClockOutcome.DROPPED
    if stage is Stage.COMMITMENT and action is Action.CORRECT_RESPONSE:
        return ClockOutcome.DROPPED
    return ClockOutcome.DONE
