"""C2PA content credentials in exported pictures; needs the extra ``c2pa``, never the network.

Specification: https://spec.c2pa.org (2.1). The claim says how the picture came to be, in IPTC's
terms and in ours; its hash covers every byte of the file.
"""

from __future__ import annotations

import importlib.util
import io
import json
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

import stemviewer
from stemviewer.core.errors import SessionFileError
from stemviewer.session.exporting.certificate import load_or_make_certificate, own_authority
from stemviewer.session.exporting.jumbf import frames_are_whole
from stemviewer.session.exporting.readback import read_description

LABEL = "org.stemviewer.picture"
"""Our assertion: the description that the picture's metadata hold."""

MIME = {
    ".png": "image/png",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}

MISSING = (
    "Content credentials are left out: the extra c2pa is not installed (pip install "
    "'stemviewer[c2pa]'). Badge, flags and hashes are written all the same."
)


class CredentialState(StrEnum):
    """What the credentials of a picture are worth."""

    NONE = "none"
    UNREADABLE = "not readable here"
    OWN = "intact, signed on this computer"
    OTHER = "intact, signed by somebody unknown here"
    CHANGED = "changed after signing"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What was found in a picture.

    Parameters
    ----------
    state : CredentialState
        What they are worth.
    reasons : tuple of str
        Codes of the C2PA specification that say what is wrong.
    signer : str
        Name in the certificate.
    description : dict
        Our own assertion, empty where there is none.
    """

    state: CredentialState
    reasons: tuple[str, ...] = ()
    signer: str = ""
    description: dict[str, Any] | None = None


def available() -> bool:
    """Whether the extra is installed."""
    return importlib.util.find_spec("c2pa") is not None


def sign_picture(path: Path) -> Path:
    """Add content credentials to an exported PNG, JPEG or TIFF, in place.

    Raises
    ------
    SessionFileError
        If the picture is not one of ours, or cannot be signed or written.
    """
    import c2pa

    description = read_description(path)
    mime = MIME.get(path.suffix.lower())
    if not description or mime is None:
        raise SessionFileError(f"{path.name} is not a picture that stemviewer exported.")
    if not description.get("digital_source_type"):
        # a raw frame out of a file: any term would be a guess
        raise SessionFileError(
            f"{path.name} has no content credentials: nobody says how its frame was made, which "
            "C2PA demands.",
            "It was exported without them.",
        )
    certificate = load_or_make_certificate()
    chain, key = certificate.chain.encode(), certificate.key.encode()
    info = c2pa.C2paSignerInfo(b"ed25519", chain, key, None)
    signed = io.BytesIO()
    part = path.with_name(path.name + ".part")
    try:
        with (
            c2pa.Context.from_dict({"builder": {"thumbnail": {"enabled": False}}}) as context,
            c2pa.Signer.from_info(info) as signer,
            c2pa.Builder(json.dumps(manifest(description, path.name)), context=context) as builder,
        ):
            builder.sign(signer, mime, io.BytesIO(path.read_bytes()), signed)
        part.write_bytes(signed.getvalue())
        part.replace(path)
    except (c2pa.C2paError, OSError) as error:
        part.unlink(missing_ok=True)
        raise SessionFileError(
            f"{path.name} cannot be signed: {error}.", "It was exported without credentials."
        ) from error
    return path


def manifest(description: dict[str, Any], title: str) -> dict[str, Any]:
    """Return the claim for a picture, as C2PA's library takes it."""
    agent = {"name": "stemviewer", "version": stemviewer.__version__}
    first: dict[str, Any] = {
        "action": "c2pa.created",
        "digitalSourceType": description["digital_source_type"],
        "softwareAgent": agent,
        "description": description.get("label") or "raw frame, values as the detector sent them",
    }
    return {
        "claim_generator_info": [agent],
        "title": title,
        "assertions": [
            {"label": "c2pa.actions", "data": {"actions": [first]}},
            {"label": LABEL, "data": _assertion(description)},
        ],
    }


def _assertion(description: dict[str, Any]) -> dict[str, Any]:
    """Return the chief parts, and all as text: numbers do not survive CBOR exactly."""
    names = ["kind", "flags", "raw_sha256", "pixels_sha256", "session_id", "row", "chain"]
    names += ["model", "weights_sha256", "provenance_sha256"]
    parts = {name: description[name] for name in names if name in description}
    return parts | {"description": json.dumps(description, sort_keys=True)}


def read_credentials(path: Path) -> Credentials:
    """Return what the credentials of a picture are worth; never raises for a bad picture."""
    if not available():
        return Credentials(CredentialState.UNREADABLE)
    import c2pa

    mime = MIME.get(path.suffix.lower())
    if mime is None:
        return Credentials(CredentialState.NONE)
    trust = {"verify": {"verify_trust": True, "remote_manifest_fetch": False}}
    anchors: dict[str, Any] = {"trust": {"trust_anchors": own_authority()}}
    data = path.read_bytes()
    try:
        with (
            c2pa.Context.from_dict(trust | (anchors if own_authority() else {})) as context,
            c2pa.Reader(mime, io.BytesIO(data), context=context) as reader,
        ):
            found = _judged(json.loads(reader.json()), reader.get_validation_state())
    except c2pa.C2paError as error:
        if "ManifestNotFound" in str(error):
            return Credentials(CredentialState.NONE)
        return Credentials(CredentialState.CHANGED, (str(error),))
    except (KeyError, ValueError) as error:
        return Credentials(CredentialState.CHANGED, (f"unreadable: {error}",))
    if found.state is CredentialState.OWN and not frames_are_whole(data):
        return replace(found, state=CredentialState.CHANGED, reasons=("frames of the credentials",))
    return found


def _judged(content: dict[str, Any], state: str) -> Credentials:
    found = content["manifests"][content["active_manifest"]]
    assertions = found.get("assertions", [])
    ours: list[dict[str, Any]] = [item["data"] for item in assertions if item["label"] == LABEL]
    signer = found.get("signature_info", {}).get("common_name", "")
    status = content.get("validation_status") or []
    reasons = tuple(str(item["code"]) for item in status)
    states = {"Trusted": CredentialState.OWN, "Valid": CredentialState.OTHER}
    judged = states.get(state, CredentialState.CHANGED)
    try:
        description = json.loads(ours[0]["description"]) if ours else None
    except (KeyError, ValueError):
        description = None
    return Credentials(judged, reasons, signer, description)
