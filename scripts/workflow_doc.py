"""Writes docs/workflow.md from the transition table and the policy; `check` only compares.

.venv/bin/python scripts/workflow_doc.py [check]
"""

from __future__ import annotations

import secrets
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from flask import Flask
from flask_babel import force_locale

from petitions import create_app
from petitions.config import Settings
from petitions.domain.identity import Actor, Grant
from petitions.domain.policy import GRANTED, VOTER_READERS, CaseFacts, Permission, position_of
from petitions.domain.vocabulary import ANSWER_CLOCK_RUNS, FINAL_STATES, Action, Role, State
from petitions.domain.workflow import SHARED_ACTIONS, TRANSITIONS, Position, Transition
from petitions.web.labels import label

TARGET = Path(__file__).resolve().parent.parent / "docs" / "workflow.md"

POSITIONS = {
    Position.CLERK: "clerk of the unit that recorded it",
    Position.OFFICE: "office of the council",
    Position.OFFICE_RECORDER: "office, own entry",
    Position.OFFICE_DELEGATED: "office, by delegation",
    Position.OFFICE_COPYIST: "office, where the answer came on paper",
    Position.BOARD: "Standing Board",
    Position.LEAD_OFFICER: "lead's officer",
    Position.LEAD_SENDER: "lead's officer, where no approval is set up",
    Position.LEAD_LEADER: "lead's leader",
}
PERMISSIONS = {
    Permission.READ_CASES: "see the list of cases (those his units take part in)",
    Permission.RECORD_CASES: "record a case",
    Permission.READ_MEETINGS: "read rounds, meetings and minutes",
    Permission.RECORD_MEETINGS: "record meetings and statements",
    Permission.PLAN_ROUNDS: "plan contact rounds",
    Permission.READ_FORWARDINGS: "read the council's forwarding letters",
    Permission.CORRECT_FORWARDINGS: "put a forwarding letter right",
    Permission.MONITOR: "read overdue lists and overviews",
    Permission.ADMINISTER: "manage units, people, grants and reference data",
}
NEEDS = {
    "reason": "reason",
    "note": "note",
    "letter": "letter number and date",
    "response": "number, date, signer, content, result class and what it must carry",
    "lead_id": "lead agency",
    "subject_field_id": "field",
    "council_id": "council",
    "due_on": "date",
    "answered_by": "who answered",
    "target_code": "the case that goes on, of the same council, not itself merged",
    "parts": "at least two parts, each statement in one",
    "re_raised_code": "the earlier case",
}
COUNCIL, COMMUNE, AGENCY = 1, 2, 3
HOME = {Role.CLERK: COMMUNE, Role.OFFICER: AGENCY, Role.LEADER: AGENCY}
"""Where each role is held in the table role × step: the unit in which it counts; the others at the council."""


def document(app: Flask) -> str:
    """Return the whole page."""
    with app.test_request_context():
        parts = [_HEAD, *_states(), *_steps(), *_roles(), *_permissions(), *_voters()]
    return "\n".join(parts).rstrip() + "\n"


_HEAD = """# Who may take which step

Written by `scripts/workflow_doc.py` from `petitions/domain/workflow.py` and `petitions/domain/policy.py`.
The guard, the buttons and the tests read the same table. Do not edit: change the table and run `./manage fix`.
"""


def _both(member: object) -> tuple[str, str]:
    """Return a member's label in Vietnamese and in English."""
    found = []
    for language in ("vi", "en"):
        with force_locale(language):
            found.append(label(member))  # type: ignore[arg-type]  # any member of an enum
    return found[0], found[1]


def _states() -> Iterator[str]:
    yield "## States\n"
    rows = []
    for state in State:
        clock = "runs" if state in ANSWER_CLOCK_RUNS else ""
        rows.append((f"`{state.value}`", *_both(state), clock, "yes" if state in FINAL_STATES else ""))
    yield from _table(("state", "Vietnamese", "English", "answer clock", "final"), rows)


def _steps() -> Iterator[str]:
    yield "## Steps\n"
    yield "*Read by agencies* tells whether the event stands in the history that agencies see.\n"
    alike: dict[tuple[object, ...], list[Transition]] = {}
    for row in TRANSITIONS:
        target = row.source if row.target is None else None if row.target is row.source else row.target
        alike.setdefault((row.action, target, row.who, row.needs), []).append(row)
    rows = []
    for same in alike.values():
        row, stays = same[0], all(each.target is each.source for each in same)
        sources = ["every state"] if len(same) == len(State) else [_both(each.source)[0] for each in same]
        step = f"{_both(row.action)[0]} (`{row.action.value}`)"
        goes_to = "*stays*" if stays else "*the state before*" if row.target is None else _both(row.target)[0]
        read = "yes" if row.action in SHARED_ACTIONS else ""
        rows.append(("<br>".join(sources), step, goes_to, _who(row.who), _needs(row), read))
    yield from _table(("from", "step", "to", "who (any of)", "needs", "read by agencies"), rows)


def _who(position: Position) -> str:
    return "; ".join(words for one, words in POSITIONS.items() if position & one)


def _needs(row: Transition) -> str:
    return "; ".join(NEEDS.get(name, name) for name in row.needs)


_ROLES = """A role counts in the unit in which it is held: the clerk's is the one that recorded the case, officer and
leader are the lead agency's, the others the council's. Grants add up. *d*: only where the Board has delegated it;
*a*: only where no approval is set up; *o*: only what the office itself recorded; *p*: only for an answer that came on
paper.
"""


def _roles() -> Iterator[str]:
    yield "## Role × step\n"
    yield _ROLES
    roles = [role for role in Role if any(_mark(role, action) for action in Action)]
    rows = [
        (f"{_both(action)[0]} (`{action.value}`)", *(_mark(role, action) for role in roles))
        for action in Action
        if any(_mark(role, action) for role in roles)
    ]
    yield from _table(("step", *(_both(role)[0] for role in roles)), rows)
    others = "; ".join(_both(role)[0] for role in Role if role not in roles)
    yield f"These roles take no step on a case: {others}.\n"


def _mark(role: Role, action: Action) -> str:
    """Return whether somebody of this role can ever take the step: always, or only under a condition."""
    wanted = Position.NONE
    for row in TRANSITIONS:
        if row.action is action:
            wanted |= row.who
    if _position(role) & wanted:
        return "x"
    if _position(role, delegates=True) & wanted:
        return "d"
    if _position(role, needs_approval=False) & wanted:
        return "a"
    if _position(role, on_paper=True) & wanted:
        return "p"
    return "o" if _position(role, origin_id=COUNCIL) & wanted else ""


def _position(
    role: Role,
    *,
    delegates: bool = False,
    needs_approval: bool = True,
    on_paper: bool = False,
    origin_id: int = COMMUNE,
) -> Position:
    actor = Actor(person_id=1, name="", grants=(Grant(role, HOME.get(role, COUNCIL)),))
    facts = CaseFacts(
        state=State.DRAFT,
        council_id=COUNCIL,
        origin_id=origin_id,
        lead_id=AGENCY,
        lead_needs_approval=needs_approval,
        council_delegates=delegates,
        answered_on_paper=on_paper,
    )
    return position_of(actor, facts)


def _permissions() -> Iterator[str]:
    yield "## Role × permission\n"
    yield "What a role allows beside the steps; what a person sees depends on the units in which his roles are held.\n"
    rows = [
        (
            f"{PERMISSIONS.get(permission, permission.value.replace('_', ' '))} (`{permission.value}`)",
            *("x" if role in GRANTED[permission] else "" for role in Role),
        )
        for permission in Permission
    ]
    yield from _table(("permission", *(_both(role)[0] for role in Role)), rows)


def _voters() -> Iterator[str]:
    names = "; ".join(_both(role)[0] for role in Role if role in VOTER_READERS)
    auditor = _both(Role.AUDITOR)[0]
    yield "## Who sees the voter\n"
    yield f"""Name, telephone, address, the entry itself and internal papers are open to these roles in the unit that
recorded the case and in every council that has held it: {names}; and everywhere to: {auditor}.
Agencies read the summary and the forwarded text; their search finds nothing else.
"""


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    heads = list(heads)
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""


def main() -> int:
    """Write the page, or tell with exit status 1 that it is not as the table says."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        settings = Settings(
            data_dir=path,
            database_url=f"sqlite:///{path}/unused",
            secret_key=secrets.token_hex(),
            files_url=path.as_uri(),
            is_testing=True,
        )
        text = document(create_app(settings))
    if sys.argv[1:] == ["check"]:
        if TARGET.read_text(encoding="utf-8") == text:
            return 0
        sys.stderr.write("docs/workflow.md is not as the table says: run scripts/workflow_doc.py\n")
        return 1
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
