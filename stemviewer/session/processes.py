"""The programs behind a provenance, for NeXus's NXprocess."""

from __future__ import annotations

from stemviewer.core.provenance import provenance_from_json


def process_names(provenance: bytes) -> list[tuple[str, str, str]]:
    """Return method, version and weights' SHA-256 of each step of a canonical provenance."""
    steps = provenance_from_json(provenance.decode("ascii")).steps
    return [(step.method, step.version, step.weights_sha256) for step in steps]
