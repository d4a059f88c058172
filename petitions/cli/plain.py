"""Errors on the command line: one plain sentence and a non-zero exit code, never a traceback for what is foreseen."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from errno import EACCES, EADDRINUSE, EEXIST, EISDIR, ENOENT, ENOSPC, ENOTDIR, EPERM, EROFS
from typing import Any

import click
from click.exceptions import NoArgsIsHelpError
from flask import Flask, has_app_context
from flask.cli import FlaskGroup
from flask_babel import Babel, LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import ArgumentError, DBAPIError

from petitions.domain import change_errors, errors
from petitions.domain.accounts import PasswordFault
from petitions.i18n import DEFAULT_LANGUAGE

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

_REFUSALS: dict[int, LazyString] = {
    EEXIST: _l("%(path)s is there already and is not overwritten; give another name."),
    ENOENT: _l("The file or folder %(path)s does not exist, or the folder it is to lie in does not."),
    ENOTDIR: _l("%(path)s cannot be used: a part of it is a file, not a folder."),
    EISDIR: _l("%(path)s is a folder, not a file."),
    EACCES: _l("This user may not read or write %(path)s."),
    EPERM: _l("This user may not read or write %(path)s."),
    EROFS: _l("%(path)s lies where nothing can be written."),
    ENOSPC: _l("The disk is full: %(path)s could not be written."),
    EADDRINUSE: _l("Another program listens at this address and port already; choose another port with --port."),
}
"""What the machine refuses, by its number."""


class PlainGroup(FlaskGroup):
    """The console script; what goes wrong before a command begins is told in a sentence too."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command line."""
        try:
            return super().main(*args, **kwargs)
        except (OSError, ValueError, ArgumentError) as error:
            with _in_our_language():
                click.echo(f"Error: {_setting_sentence(error)}", err=True)
        raise SystemExit(1)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, or tell in one line what of it cannot be understood."""
        try:
            return super().invoke(ctx)
        except NoArgsIsHelpError:
            raise
        except click.UsageError as error:
            with _in_our_language():
                raise MisreadError(usage_sentence(error)) from error


class MisreadError(click.ClickException):
    """The command line cannot be understood; exit code 2, as everywhere."""

    exit_code = 2


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


def usage_sentence(error: click.UsageError) -> str:
    """Return what cannot be understood of a command line, and where it is explained."""
    path = f" ({error.ctx.command_path} --help)" if error.ctx else ""
    return f"{_usage_fault(error)}{path}"


def _usage_fault(error: click.UsageError) -> str:
    if isinstance(error, click.NoSuchOption):
        return str(_("There is no option %(name)s here.", name=error.option_name))
    if (command := getattr(error, "command_name", None)) is not None:
        return str(_("There is no command %(name)s.", name=command))
    if not isinstance(error, click.BadParameter):
        return error.message
    name = error.param.get_error_hint(error.ctx) if error.param and error.ctx else str(error.param_hint or "")
    if isinstance(error, click.MissingParameter):
        return str(_("%(name)s is missing.", name=name))
    return f"{name}: {_wanted(error.param.type if error.param else None) or error.message}"


def _wanted(kind: click.ParamType[Any] | None) -> str:
    """Return what a value has to be, nothing for kinds that say so themselves."""
    if isinstance(kind, click.Choice):
        return str(_("one of these is wanted: %(choices)s.", choices=", ".join(map(str, kind.choices))))
    if isinstance(kind, click.DateTime):
        return str(_("a date is wanted, written YYYY-MM-DD."))
    if isinstance(kind, click.Path):
        return str(_("this is not there, or is a file where a folder is wanted or the other way round."))
    if isinstance(kind, click.IntRange):
        return str(_("a number from %(least)s to %(most)s is wanted.", least=kind.min, most=kind.max))
    return ""


@contextmanager
def _in_our_language() -> Iterator[None]:
    """Let sentences be read from the catalogue, also where no application could be made yet."""
    if has_app_context():
        yield
        return
    bare = Flask("petitions")
    Babel(bare, default_locale=DEFAULT_LANGUAGE)
    with bare.app_context():
        yield


def _setting_sentence(error: Exception) -> str:
    if isinstance(error, OSError):
        return _system_sentence(error)
    if isinstance(error, ArgumentError):
        return str(_("PETITIONS_DATABASE_URL is no address of a database; see docs/operations.md."))
    return str(_("A setting cannot be understood: %(why)s", why=error))


def _system_sentence(error: OSError) -> str:
    """Return what the machine refused; its own words where it is none of the usual."""
    usual = _REFUSALS.get(error.errno or 0)
    if usual is not None and (error.filename or error.errno == EADDRINUSE):
        return str(usual) % {"path": error.filename}
    return f"{error.strerror or error}: {error.filename or ''}".rstrip(": ")


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
            raise click.ClickException(_system_sentence(error)) from error

    run.speaks_plainly = True  # type: ignore[attr-defined]
    return run


def _database_sentence(error: DBAPIError) -> str:
    text = str(error.orig).strip().splitlines()[0]
    if "no such table" in text or "no such column" in text or "does not exist" in text:
        return str(_("The database lacks tables or columns of this version. Run: petitions db upgrade"))
    return str(_("The database refused: %(text)s", text=text))
