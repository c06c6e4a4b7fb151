"""The sentences for a paper's methods section."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from stemviewer.core.provenance import Provenance, provenance_from_json

_SETTINGS = (
    ("pixel_size", 1e12, "pm pixel size"),
    ("dwell", 1e6, "µs dwell time"),
    ("beam_current", 1e12, "pA beam current"),
    ("voltage", 1e-3, "kV"),
)


def methods_sentence(
    summary: dict[str, Any], provenances: Counter[str], trained: Mapping[str, str] | None = None
) -> str:
    """Return ready sentences: how frames were recorded, and what was done to them.

    Parameters
    ----------
    summary : dict
        As ``summarise`` makes it.
    provenances : Counter
        Number of processed pictures by canonical provenance JSON.
    trained : mapping, optional
        By weights' SHA-256, what the network was trained for as the session has it (JSON).
    """
    version = summary["software"].get("stemviewer", "?")
    channels = ", ".join(summary["by_channel"]) or "no"
    sizes = ", ".join(summary["by_size"])
    source = summary["instrument"] or "an unnamed instrument"
    recorded = (
        f"{summary['received']} {channels} frames ({sizes} pixels{_settings(summary)}) were "
        f"recorded from {source}{_origin(summary['origin'])} with stemviewer {version}; raw "
        "detector values were stored unchanged."
    )
    sentences = [recorded]
    if summary["lost"] or summary["not_recorded"]:
        missing = summary["lost"] + summary["not_recorded"]
        sentences.append(f"{missing} frames were lost or not recorded.")
    sentences += [
        f"{count} pictures were {_done(provenance_from_json(text), trained or {})}."
        for text, count in sorted(provenances.items())
    ]
    if not provenances:
        sentences.append("No frame was processed.")
    return " ".join(sentences)


def _settings(summary: dict[str, Any]) -> str:
    parts = []
    for name, factor, unit in _SETTINGS:
        quantity = summary["settings"].get(name, {})
        if quantity.get("value") is not None:
            parts.append(f"{quantity['value'] * factor:.4g} {unit} ({quantity['source']})")
    dose = summary["dose"].get("per_frame", {})
    if dose.get("value") is not None:
        parts.append(f"{dose['value']:.3g} e/Å^2 per frame ({dose['source']})")
    return "".join(f", {part}" for part in parts)


def _origin(origin: str) -> str:
    return {
        "simulator": " (simulated)",
        "file": " (images served from files)",
        "replay": " (replay)",
        "folder": " (from files that another program wrote)",
    }.get(origin, "")


def _trained(weights: str, trained: Mapping[str, str]) -> str:
    """Return the range of a network's training in words, empty where nobody says."""
    content = json.loads(trained.get(weights) or "{}")
    ranges = (("dose", "mean doses of", "e/px"), ("fwhm", "probe widths of", "px"))
    parts = [
        f"{words} {content[f'{name}_low']:g} to {content[f'{name}_high']:g} {unit}"
        for name, words, unit in ranges
        if {f"{name}_low", f"{name}_high"} <= content.keys()
    ]
    return f", trained for {' and '.join(parts)}" if parts else ""


def _done(provenance: Provenance, trained: Mapping[str, str]) -> str:
    steps = []
    for step in provenance.steps:
        parameters = ", ".join(f"{k} = {v}" for k, v in sorted(step.parameters.items()))
        weights = f", weights SHA-256 {step.weights_sha256}" if step.weights_sha256 else ""
        weights += _trained(step.weights_sha256, trained)
        inside = ", ".join(part for part in (f"version {step.version}", parameters) if part)
        steps.append(f"{step.method} ({inside}{weights})")
    warned = ", ".join(
        name.lower().replace("_", " ")
        for name in provenance.flags.names()
        if name not in ("NETWORK", "FILTERED", "ACCUMULATED")
    )
    tail = f" [{warned}]" if warned else ""
    return f"made with {', then '.join(steps)}{tail}"
