"""The page of each step: where it is, what it says, whether it is severe; a test holds it complete."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from petitions.domain.vocabulary import Action
from petitions.web.labels import label

ENDPOINTS: dict[Action, str] = {
    Action.SUBMIT: "intake.submit",
    Action.RECORD_ON_SPOT: "intake.record_on_spot",
    Action.CORRECT_ENTRY: "intake.correct_entry",
    Action.WITHDRAW: "intake.withdraw",
    Action.RETURN: "classification.return",
    Action.CLASSIFY: "classification.classify",
    Action.FILE: "classification.file",
    Action.HAND_OVER: "classification.hand_over",
    Action.REOPEN: "classification.reopen",
    Action.ASSIGN: "assignment.assign",
    Action.REASSIGN: "assignment.reassign",
    Action.RECALL: "assignment.recall",
    Action.FORWARD_UP: "assignment.forward_up",
    Action.TAKE_BACK: "assignment.take_back",
    Action.ACCEPT: "assignment.accept",
    Action.DECLINE: "assignment.decline",
    Action.RESPOND: "response.respond",
    Action.PREPARE_RESPONSE: "response.respond",
    Action.RECORD_RESPONSE: "response.respond",
    Action.CORRECT_RESPONSE: "response.correct_response",
    Action.CLOSE: "evaluation.evaluate",
    Action.FOLLOW: "evaluation.evaluate",
    Action.REVISE: "evaluation.evaluate",
    Action.REMIND: "reminders.remind",
    Action.ADD_FILE: "files.add_file",
    Action.ASK_EXTENSION: "deadlines.extension",
    Action.DECIDE_EXTENSION: "deadlines.extension",
    Action.ASK_PAUSE: "deadlines.pause",
    Action.DECIDE_PAUSE: "deadlines.pause",
    Action.RESUME: "deadlines.resume",
    Action.GIVE_OPINION: "deadlines.opinion",
    Action.EXCLUDE: "deadlines.exclude",
    Action.MERGE: "merging.merge",
    Action.UNMERGE: "merging.unmerge",
    Action.SPLIT: "merging.split",
    Action.UNDO_SPLIT: "merging.undo_split",
    Action.RE_RAISE: "merging.re_raise",
}
"""Where each step is taken; withdrawing a file starts from the file itself."""


@dataclass(frozen=True, slots=True)
class ActionPage:
    """What the page of a step says: what it does and what happens next."""

    explanation: LazyString
    button: LazyString
    is_severe: bool = False


ACTION_PAGES: dict[Action, ActionPage] = {
    Action.SUBMIT: ActionPage(
        _l("The council office gets the case for classification. You can follow every step from here."),
        _l("Submit"),
    ),
    Action.RECORD_ON_SPOT: ActionPage(
        _l("The matter was answered in the room. It is kept on the register and needs no agency."), _l("Record")
    ),
    Action.RETURN: ActionPage(
        _l("The unit that recorded the case gets it back, with your reason, and submits it again."), _l("Return")
    ),
    Action.CLASSIFY: ActionPage(
        _l("Once classified, the case can be forwarded; until it is, the classification can be changed."),
        _l("Save the classification"),
    ),
    Action.FILE: ActionPage(
        _l("The case is kept on file and not sent to any agency. The office can reopen it."), _l("File"), is_severe=True
    ),
    Action.ASSIGN: ActionPage(
        _l("The agency gets the summary and the forwarded text, never the voter's name. Its clock starts."),
        _l("Forward"),
    ),
    Action.HAND_OVER: ActionPage(
        _l("The other council's office classifies the case under the same code. You keep sight of it."), _l("Hand over")
    ),
    Action.FORWARD_UP: ActionPage(
        _l("The case goes to a body outside this system and stays visible here until its answer comes."),
        _l("Forward up"),
    ),
    Action.TAKE_BACK: ActionPage(_l("The case comes back to the office, to be forwarded anew."), _l("Take back")),
    Action.ACCEPT: ActionPage(_l("Your agency takes the case on. The due date stays as it is."), _l("Accept")),
    Action.DECLINE: ActionPage(
        _l("The case goes back to the council office, with your reason."), _l("Decline"), is_severe=True
    ),
    Action.RECALL: ActionPage(
        _l("The case is taken back from the agency, to be forwarded to the right one."), _l("Recall"), is_severe=True
    ),
    Action.REASSIGN: ActionPage(
        _l("Another agency takes the lead; it gets its own time by the rule."), _l("Forward to another agency")
    ),
    Action.PREPARE_RESPONSE: ActionPage(
        _l("What you prepare here waits for the leader, who sends it."), _l("Hand to the leader")
    ),
    Action.RESPOND: ActionPage(
        _l("The council reads this answer and judges whether it settles the matter."), _l("Send the response")
    ),
    Action.CORRECT_RESPONSE: ActionPage(
        _l("The corrected response becomes a new version; the former one stays in the history."),
        _l("Save the new version"),
    ),
    Action.RECORD_RESPONSE: ActionPage(
        _l("For an answer that came on paper. Once recorded with its scan, it waits for the council to judge it."),
        _l("Record the response"),
    ),
    Action.REVISE: ActionPage(_l("The agency gets the case back and answers again."), _l("Ask for revision")),
    Action.FOLLOW: ActionPage(_l("The case stays open until the matter is settled."), _l("Keep following")),
    Action.CLOSE: ActionPage(_l("The council judges the matter settled."), _l("Close the case")),
    Action.REOPEN: ActionPage(_l("The case is taken up again, with your reason."), _l("Reopen")),
    Action.WITHDRAW: ActionPage(
        _l("Nobody works on the case any more. Nothing is deleted and the code stays."),
        _l("Withdraw the case"),
        is_severe=True,
    ),
    Action.CORRECT_ENTRY: ActionPage(
        _l("Put the entry right; what stood there before stays in the history."), _l("Save the correction")
    ),
    Action.ASK_EXTENSION: ActionPage(
        _l("The council decides on the request. Until then the present due date holds."), _l("Send the request")
    ),
    Action.DECIDE_EXTENSION: ActionPage(
        _l("Agreed, the new date holds at once; the first one stays in sight. Refused, nothing moves."),
        _l("Record the decision"),
    ),
    Action.ASK_PAUSE: ActionPage(
        _l("Days of the pause do not count once the council has agreed. Until then the present due date holds."),
        _l("Send the request"),
    ),
    Action.DECIDE_PAUSE: ActionPage(
        _l("Agreed, the clock stands still on those days and the due date moves. Refused, nothing moves."),
        _l("Record the decision"),
    ),
    Action.RESUME: ActionPage(
        _l("From today the days count again, and the due date is counted anew."), _l("End the pause")
    ),
    Action.GIVE_OPINION: ActionPage(
        _l("The lead agency and the council read your opinion; your agency then owes nothing more in this turn."),
        _l("Send the opinion"),
    ),
    Action.EXCLUDE: ActionPage(
        _l("For a long roadmap or an objective cause approved in writing. Due date and lateness stay as they are."),
        _l("Leave out of the rate"),
        is_severe=True,
    ),
    Action.REMIND: ActionPage(
        _l("The history of the case says that the agency was reminded, by which letter, and by when it is to answer."),
        _l("Record the reminder"),
    ),
    Action.MERGE: ActionPage(
        _l("The other case goes on for both; places and opinions add up. Until it is answered, this can be undone."),
        _l("Merge"),
    ),
    Action.UNMERGE: ActionPage(
        _l("The case stands again where it stood before, and its dates are those it had."),
        _l("Take the case out"),
        is_severe=True,
    ),
    Action.SPLIT: ActionPage(
        _l("The first part keeps this code; each further one becomes a classified case of its own."), _l("Split")
    ),
    Action.UNDO_SPLIT: ActionPage(
        _l("The case reads as before the split; the cases split off become part of it and keep their codes."),
        _l("Undo the split"),
        is_severe=True,
    ),
    Action.RE_RAISE: ActionPage(
        _l("Both cases name each other, and it is counted how often and since when the matter has been raised."),
        _l("Link"),
    ),
    Action.ADD_FILE: ActionPage(
        _l("Scans of the intake stay with the commune and the council; agencies do not see them."), _l("Add")
    ),
    Action.WITHDRAW_FILE: ActionPage(
        _l("The file can no longer be opened; its name and your reason stay in the history."),
        _l("Withdraw the file"),
        is_severe=True,
    ),
}


def page_name(action: Action) -> str:
    """Return what a link to a step's page says; the three verdicts share one page."""
    if ENDPOINTS.get(action) == ENDPOINTS[Action.CLOSE]:
        return str(_("Evaluate the response"))
    return label(action)
