"""Errors as the operator reads them: what happened, what it means for the data, what to do."""

from __future__ import annotations


class StemviewerError(Exception):
    """An error with the three sentences an operator needs.

    Parameters
    ----------
    what : str
        What happened.
    meaning : str
        What it means for the data.
    action : str
        What the operator can do.
    """

    def __init__(self, what: str, meaning: str = "", action: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.meaning = meaning
        self.action = action

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.meaning, self.action) if part)


class FeedError(StemviewerError):
    """The feed broke, or sent what it must not."""


class ProtocolError(FeedError):
    """A message violates the open feed protocol."""


class CommandRefusedError(FeedError):
    """The instrument did not accept a command."""


class RecordingError(StemviewerError):
    """The session log could not take what it was given."""


class SessionFileError(StemviewerError):
    """A session file cannot be read, or is not what it says."""


class ImageFileError(StemviewerError):
    """An image file cannot be read."""


class ModelError(StemviewerError):
    """A network or its weights cannot be used."""


class SettingsError(StemviewerError):
    """A setting is missing, malformed or out of range."""


class SigningKeyError(StemviewerError):
    """The key that signs sessions cannot be read or made."""
