"""Saying in words what an exported picture is, and whether it is still what was exported."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stemviewer.core.provenance import Kind
from stemviewer.session.exporting.credentials import (
    Credentials,
    CredentialState,
    available,
    read_credentials,
)
from stemviewer.session.exporting.readback import pixels_agree, read_description

_KINDS = {
    Kind.RAW: "a raw frame: what the detector counted, and nothing added",
    Kind.FILTERED: "a FILTERED picture: a raw frame changed by a classical filter",
    Kind.AVERAGED: "an AVERAGE of several raw frames",
    Kind.DENOISED: "a DENOISED picture: made by a neural network, NOT a measurement",
}


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was found.

    Parameters
    ----------
    good : bool
        Whether the picture says what it is and nothing contradicts it.
    sentences : list of str
        For the reader.
    credentials : Credentials
        Content credentials.
    description : dict
        What the picture's metadata say.
    """

    good: bool
    sentences: list[str]
    credentials: Credentials
    description: dict[str, Any] = field(default_factory=dict)


def check_export(path: Path) -> ExportReport:
    """Look at an exported PNG or TIFF.

    Raises
    ------
    ImageFileError
        If it cannot be read as a picture.
    """
    credentials = read_credentials(path)
    description = read_description(path)
    if not description:
        text = f"{path.name} does not say what it is: no metadata of stemviewer are in it."
        return ExportReport(False, [text, *_worth(credentials)], credentials)
    sentences = _what(path, description)
    contradictions = _contradictions(path, description, credentials)
    sentences += [f"WARNING: {text}" for text in contradictions]
    sentences += _worth(credentials)
    return ExportReport(not contradictions, sentences, credentials, description)


def _what(path: Path, content: dict[str, Any]) -> list[str]:
    kind = _KINDS.get(content.get("kind", ""), "of an unknown kind")
    sentences = [f"{path.name} is {kind}."]
    if content.get("model"):
        weights = content.get("weights_sha256", "")
        sentences.append(f"Network {content['model']}, weights SHA-256 {weights}.")
    flags = ", ".join(name.replace("_", " ") for name in content.get("flags", []))
    sentences.append(f"Flags: {flags or 'none'}.")
    if content.get("session_id"):
        sentences.append(
            f"From session {content.get('session')!r} ({content['session_id']}), frame "
            f"{content.get('frame')} in row {content.get('row')}, raw SHA-256 "
            f"{content.get('raw_sha256') or 'unknown'}, link {content.get('chain') or 'unknown'}."
        )
    term = content.get("digital_source_type", "")
    sentences.append(f"IPTC digital source type: {term.rsplit('/', 1)[-1] or 'not stated'}.")
    return sentences


def _contradictions(path: Path, content: dict[str, Any], credentials: Credentials) -> list[str]:
    found = []
    if credentials.state is CredentialState.CHANGED:
        why = ", ".join(credentials.reasons)
        found.append(f"the file was changed after it was signed ({why}).")
    elif credentials.description is not None and credentials.description != content:
        found.append("its metadata do not say what its signed credentials say.")
    if pixels_agree(path, content) is False:
        found.append("its pixels are not those that its metadata name.")
    return found


def _worth(credentials: Credentials) -> list[str]:
    state = credentials.state
    if state is CredentialState.UNREADABLE and not available():
        return ["Content credentials cannot be read here: the extra c2pa is not installed."]
    signer = f" ({credentials.signer})" if credentials.signer else ""
    note = "" if state is not CredentialState.NONE else "; nothing shows a change of this file"
    return [f"Content credentials: {state.value}{signer}{note}."]
