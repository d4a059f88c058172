"""Errors on the command line: one plain sentence and a non-zero exit code, never a traceback for what is foreseen."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click
from flask.cli import FlaskGroup
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import ArgumentError, DBAPIError

from petitions.domain import change_errors, errors
from petitions.domain.accounts import PasswordFault

SENTENCES: dict[type[errors.DomainError], LazyString] = {
    errors.NotFoundError: _l("There is no such account, unit or place."),
    errors.NotPermittedError: _l("This is not permitted."),
    errors.NotEmptyError: _l(
        "The demo is loaded only into an empty database; this one already holds people, units, places or cases."
    ),
    errors.OwnGrantError: _l("Nobody changes his own rights; another administrator has to do it."),
    errors.LastAdministratorError: _l("This is the last administrator; appoint another one first."),
    errors.AlreadyTakenError: _l("This is already in use; choose another."),
    errors.UsernameError: _l(
        "A user name has at least two letters (a to z, no accents) or digits; of other signs only . _ -."
    ),
    errors.RoleDoesNotFitError: _l("This role does not exist in a unit of this kind."),
    errors.UnknownChoiceError: _l("This unit or place does not exist, or has ended."),
    change_errors.ChangeAtWorkError: _l(
        "Another change of calendar or rules is being applied just now; try again later."
    ),
    errors.ChangedMeanwhileError: _l("Somebody else changed this meanwhile; try again."),
    errors.MissingError: _l("A value is missing."),
    errors.DateBeforeError: _l("This lies before the first day that can be entered."),
    errors.DateAfterError: _l("This lies after the last day that can be entered."),
    errors.CodeError: _l("A code holds letters without accents, digits and . _ - / only."),
    errors.HierarchyError: _l("This would place it under or after itself, or under one of the wrong kind."),
}

PASSWORD_FAULTS: dict[PasswordFault, LazyString] = {
    PasswordFault.TOO_SHORT: _l("A password has at least 10 characters; several words in a row are easy to remember."),
    PasswordFault.TOO_LONG: _l("A password has at most 200 characters."),
    PasswordFault.COMMON: _l("This password is easy to guess; take several words that only you put together."),
    PasswordFault.LIKE_USERNAME: _l("The password may not be made of the user name."),
}


class PlainGroup(FlaskGroup):
    """The console script; what goes wrong before a command begins is told in a sentence too."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command line."""
        try:
            return super().main(*args, **kwargs)
        except OSError as error:
            click.echo(f"Error: {error.strerror or error}: {error.filename or ''}".rstrip(": "), err=True)
        except (ValueError, ArgumentError) as error:
            click.echo(f"Error: a setting cannot be understood: {error}", err=True)
        raise SystemExit(1)


def speak_plainly(command: click.Command) -> None:
    """Let the command, and those beneath it, end with a sentence when it is refused."""
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            speak_plainly(inner)
    if command.callback is not None:
        command.callback = _plain(command.callback)


def sentence_for(error: errors.DomainError) -> str:
    """Return the sentence of a refusal."""
    if isinstance(error, errors.PasswordRefusedError):
        return str(PASSWORD_FAULTS[error.fault])
    found = next((SENTENCES[kind] for kind in type(error).__mro__ if kind in SENTENCES), None)
    return str(found) if found is not None else f"{type(error).__name__} {' '.join(map(str, error.args))}".strip()


def _plain(callback: Callable[..., Any]) -> Callable[..., Any]:
    if getattr(callback, "speaks_plainly", False):
        return callback

    @functools.wraps(callback)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return callback(*args, **kwargs)
        except errors.DomainError as error:
            raise click.ClickException(sentence_for(error)) from error
        except DBAPIError as error:
            raise click.ClickException(_database_sentence(error)) from error
        except OSError as error:
            raise click.ClickException(f"{error.strerror or error}: {error.filename or ''}".rstrip(": ")) from error

    run.speaks_plainly = True  # type: ignore[attr-defined]
    return run


def _database_sentence(error: DBAPIError) -> str:
    text = str(error.orig).strip().splitlines()[0]
    if "no such table" in text or "no such column" in text or "does not exist" in text:
        return str(_("The database lacks tables or columns of this version. Run: petitions db upgrade"))
    return str(_("The database refused: %(text)s", text=text))
