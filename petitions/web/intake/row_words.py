"""What the script that enters rows says to people: the sentences it fills with figures, handed over with the page."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from petitions.services.imports.statement_words import words_for_rows


def row_words() -> dict[str, Any]:
    """Return the sentences in the page's language; ``{names}`` are filled in by the script."""
    return _of_the_form() | _of_a_row() | {"states": _of_all_rows(), "keeping": _of_keeping()}


def _of_the_form() -> dict[str, Any]:
    return {
        "new_row": _("Next statement"),
        "changing": _("Statement {number}: change"),
        "save_change": _("Save the change"),
        "missing": _("Please fill this in."),
        "no_field": _("Not chosen yet"),
        "villages": words_for_rows(),
        "labels": {
            "speaker_name": _("Speaker"),
            "village": _("Village"),
            "content": _("What was said"),
            "subject_field_id": _("Field"),
            "answered_on_spot": _("Answered at the meeting"),
            "answered_by": _("Answered by"),
        },
    }


def _of_a_row() -> dict[str, Any]:
    return {
        "no_name": _("Name not noted"),
        "answered": _("Answered"),
        "fates": {
            "saved": _("Saved"),
            "keeping": _("Being kept on this computer"),
            "unsent": _("Not sent yet"),
            "begun": _("Change not saved yet"),
            "sending": _("Sending"),
            "refused": _("Refused"),
            "changed": _("Changed by somebody else"),
            "removed": _("Removed by somebody else"),
            "used": _("Made into a case"),
        },
        "actions": {
            "open": _("Correct statement {number}"),
            "up": _("Move statement {number} up"),
            "down": _("Move statement {number} down"),
            "remove": _("Remove statement {number}"),
        },
        "undo": {
            "change": _("Undo the change of statement {number}"),
            "removal": _("Put statement {number} back"),
            "move": _("Undo the move of statement {number}"),
        },
        "refused": _("This row could not be taken. Please look at its text."),
        "correct": _("Correct this row"),
        "theirs": _("What is saved now:"),
        "mine": _("What you typed:"),
        "take_mine": _("Save what I typed"),
        "take_theirs": _("Keep what is saved"),
        "put_back": _("Put it back with my text"),
        "let_go": _("Leave it removed"),
    }


def _of_all_rows() -> dict[str, Any]:
    return {
        "saved": _("All {count} statements are saved on the server."),
        "sending": _("Sending statements: {count} to go."),
        "away": _(
            "No connection. Statements waiting to be sent: {count}. They go by themselves when the line is back."
        ),
        "away_saved": _("No connection just now. You can go on typing."),
        "signed_out": _(
            "Your sign-in has expired. Statements waiting to be sent: {count}. Sign in again to send them."
        ),
        "gone": _("This meeting is no longer open to you, so nothing more is taken. Statements not sent: {count}."),
        "not_kept": _("This browser cannot keep them: do not close the page before they are sent."),
        "faults": _("Statements that need your attention: {count}. Their text is kept; see the marked rows."),
    }


def _of_keeping() -> dict[str, Any]:
    return {
        "ready": _(
            "This page also opens without a network on this machine, as long as the browser stays open "
            "and you stay signed in. What you type is kept here, locked, until it is sent."
        ),
        "insecure": _(
            "This page was opened over plain http, where browsers forbid keeping anything: "
            "it does not work without a network. Each statement is sent as soon as you save it."
        ),
        "impossible": _(
            "This browser keeps nothing for this page, so it does not work without a network. "
            "Each statement is sent as soon as you save it."
        ),
        "closed": _("You are no longer signed in here, so the page has been closed."),
        "sign_in": _(
            "Nobody is signed in on this machine, or whoever is has not opened a page for entering statements yet. "
            "When there is a network, sign in and open that page once; from then on it also opens without."
        ),
        "unknown": _(
            "This meeting has not been opened on this machine yet. Open it once while there is a network; "
            "from then on it also opens without."
        ),
        "locked": _("Statements locked on this machine until the person who typed them signs in again: {count}."),
        "others": _("Statements of somebody else, locked on this machine until that person signs in: {count}."),
        "elsewhere": _("Another meeting has statements that were not sent yet: {count}."),
        "here": _("not sent yet: {count}"),
        "discard": _("Statements not sent: {count}. Discard them for good?"),
        "leave": _(
            "Statements not sent yet: {count}. They stay locked on this machine and are sent when you sign in here "
            "again. Sign out now?"
        ),
    }
