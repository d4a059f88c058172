"""What can be wrong with the content of a file, said without its name; inspection adds that."""

from __future__ import annotations


class ContentError(Exception):
    """The content cannot be taken."""


class UnreadableContentError(ContentError):
    """It breaks off, is damaged, or bursts the limits of what a paper of an office may be."""


class TooMuchContentError(UnreadableContentError):
    """Unpacked it becomes more than any paper of an office."""


class ActiveContentError(ContentError):
    """It carries a program that cannot be taken out without harm."""


class LockedContentError(ContentError):
    """It opens with a password only."""
