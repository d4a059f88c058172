"""Named refusals that carry facts; the door they leave by gives them a sentence and a status."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from petitions.domain.accounts import PasswordFault
    from petitions.domain.vocabulary import Action, State


class DomainError(Exception):
    """The process refuses what was asked."""


class NotFoundError(DomainError):
    """It does not exist, or it is not the actor's to see: the two look alike on purpose."""


class NotPermittedError(DomainError):
    """The actor sees it, but this step belongs to somebody else."""


class TransitionNotAllowedError(DomainError):
    """The workflow has no such step from the present state: the case has moved on."""

    def __init__(self, state: State, action: Action) -> None:
        super().__init__(state, action)
        self.state = state
        self.action = action


class ChangedMeanwhileError(DomainError):
    """Somebody else changed the row since the actor opened it."""


class NotEmptyError(DomainError):
    """The demo goes only into a database that holds nobody's work yet."""


class StatementInUseError(ChangedMeanwhileError):
    """A case was made from the statement, so the statement stays as it was spoken."""


class StatementRemovedError(ChangedMeanwhileError):
    """The statement was taken off the minutes meanwhile; it can be put back as it stood."""


class FieldError(DomainError):
    """One field's value cannot stand; the page shows the sentence beside that field.

    Subclasses are the reasons; ``field`` is the form field's name.
    """

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class MissingError(FieldError):
    """The step needs this value and it was not given."""


class DateInFutureError(FieldError):
    """The date lies after today."""


class DateBeforeError(FieldError):
    """The date lies before the one it has to follow."""

    def __init__(self, field: str, earliest: date) -> None:
        super().__init__(field)
        self.earliest = earliest


class DateAfterError(FieldError):
    """The date lies after the one it has to precede."""

    def __init__(self, field: str, latest: date) -> None:
        super().__init__(field)
        self.latest = latest


class RuleMissingError(FieldError):
    """No deadline rule is in force by which the date could be counted; a fixed one has to be given."""


class UnknownChoiceError(FieldError):
    """The chosen unit, place, field or letter does not exist, ended, or is not the actor's."""


class OtherCouncilError(FieldError):
    """The council session is not one of the chosen council."""


class PersonalDataError(FieldError):
    """A text meant for agencies holds a telephone or identity-card number or the voter's own name."""

    def __init__(self, field: str, found: tuple[str, ...]) -> None:
        super().__init__(field)
        self.found = found


class PersonalDataInNoteError(PersonalDataError):
    """A note that agencies read holds a telephone or identity-card number or a voter's name; nothing needs it there."""


class LeadAlsoCoordinatingError(FieldError):
    """The lead agency was also chosen as a coordinating one."""


class AlreadyTakenError(FieldError):
    """The value has to be unique and somebody has it."""


class DeclineLimitError(NotPermittedError):
    """Declined too often: only the Board may assign now."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


class OwnGrantError(DomainError):
    """Nobody changes his own grants."""


class LastAdministratorError(DomainError):
    """The installation would be left without an administrator."""


class CredentialsError(DomainError):
    """Name or password is wrong; one sentence for both."""


class SlowDownError(DomainError):
    """Too many failures for this name from this address."""

    def __init__(self, wait_seconds: int) -> None:
        super().__init__(wait_seconds)
        self.wait_seconds = wait_seconds


class UsernameError(FieldError):
    """A user name holds a blank or a sign that user names do not have, or is too short."""


class PasswordRefusedError(FieldError):
    """A new password is too short, too long, common, or made of the user name."""

    def __init__(self, field: str, fault: PasswordFault) -> None:
        super().__init__(field)
        self.fault = fault


class WrongPasswordError(FieldError):
    """The present password, asked for before a new one, is not right."""


class RoleDoesNotFitError(FieldError):
    """This role is not held in a unit of this kind: nobody could do anything with it."""


class HierarchyError(FieldError):
    """A unit or place would lie under itself, follow itself, or under one of the wrong kind."""


class CodeError(FieldError):
    """A code holds a blank or another sign that codes do not have."""


class FileRefusedError(FieldError):
    """A file cannot be taken; ``name`` is the file's own name as it was sent."""

    def __init__(self, field: str, name: str) -> None:
        super().__init__(field)
        self.name = name


class FilesRefusedError(FieldError):
    """Some of the files sent together cannot be taken, so none of them was; each says why."""

    def __init__(self, field: str, refusals: tuple[FileRefusedError, ...]) -> None:
        super().__init__(field)
        self.refusals = refusals


class FilesTooManyError(FieldError):
    """More files at once than one form takes."""

    def __init__(self, field: str, limit: int) -> None:
        super().__init__(field)
        self.limit = limit


class FilesNotKeptError(FieldError):
    """The files are good, but the place where files are kept cannot take them now."""


class FileEmptyError(FileRefusedError):
    """The file holds no bytes."""


class FileTooLargeError(FileRefusedError):
    """The file is larger than the limit, in megabytes."""

    def __init__(self, field: str, name: str, limit_mb: int) -> None:
        super().__init__(field, name)
        self.limit_mb = limit_mb


class FileTypeError(FileRefusedError):
    """The content is of no accepted type, or not what the name says, or cannot be opened."""


class FileMismatchError(FileRefusedError):
    """The content is of another type than the name says; ``found`` is that type's usual extension."""

    def __init__(self, field: str, name: str, found: str) -> None:
        super().__init__(field, name)
        self.found = found


class FileLockedError(FileRefusedError):
    """The file opens with a password only."""


class FileInfectedError(FileRefusedError):
    """The malware scanner found something in it."""


class ScannerAwayError(FileRefusedError):
    """The malware scanner that this installation insists on cannot be reached or cannot judge the file."""


class StagedFileGoneError(FileRefusedError):
    """The file was kept from a refused form, and its bytes are gone meanwhile."""


class FileActiveContentError(FileRefusedError):
    """The file carries a script or a macro that cannot be taken out."""


class DeadlineInputError(FieldError):
    """A term cannot be counted: its length, start, extension or pause contradicts itself or is absurd."""


class NotExtendableError(FieldError):
    """The rule of this clock allows no extension."""


class ExtensionLimitError(FieldError):
    """The rule allows so many extensions, and they have been granted."""

    def __init__(self, field: str, limit: int) -> None:
        super().__init__(field)
        self.limit = limit


class NotPausableError(FieldError):
    """The rule of this clock allows no pause, or a paper alone fixes its date."""


class FileUnreadableError(DomainError):
    """The row is there, its bytes cannot be read from where files are kept."""

    def __init__(self, digest: str) -> None:
        super().__init__(digest)
        self.digest = digest
