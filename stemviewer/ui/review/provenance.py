"""The chain from raw frame to picture as boxes of words, top-down."""

from __future__ import annotations

import json
from dataclasses import dataclass

from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Flag, Kind, Provenance, Step
from stemviewer.core.quantity import Quantity
from stemviewer.inspection.unknown_origin import UNKNOWN_ORIGIN
from stemviewer.session.format.options import InstrumentInfo
from stemviewer.session.format.types import FrameRow
from stemviewer.ui.language.words import mark, tr
from stemviewer.ui.review.lines import flag_words
from stemviewer.ui.text import UNKNOWN_TEXT, age, short_hash, significant, thousands


@dataclass(frozen=True, slots=True)
class Box:
    """One station of the chain.

    Parameters
    ----------
    title : str
        In bold.
    badge : str
        Word of its kind; empty for none.
    kind : Kind
        Colour of its edge and badge.
    lines : tuple of str
        What is known.
    codes : tuple of str
        Hashes, short, in the monospaced font.
    warning : str
        What the reader must not miss.
    """

    title: str
    badge: str
    kind: Kind
    lines: tuple[str, ...]
    codes: tuple[str, ...] = ()
    warning: str = ""


def boxes(
    row: FrameRow, instrument: InstrumentInfo, trial: Processed | None, layer: str = ""
) -> tuple[Box, ...]:
    """Return the boxes of a frame: raw, each step, the picture.

    Parameters
    ----------
    row : FrameRow
        Of the raw frame.
    instrument : InstrumentInfo
        It came from.
    trial : Processed or None
        A picture made in review, shown in place of the stored one.
    layer : str
        Name of the layer beside the session that it is from; empty for none.
    """
    raw = _raw_box(row, instrument)
    if trial is not None:
        return (raw, *_steps(trial.provenance, row.flags), _trial_box(trial, layer))
    made = row.processed_row
    if made is None:
        return (raw,)
    return (raw, *_steps(made.provenance, row.flags), _picture_box(row))


def copy_text(row: FrameRow, trial: Processed | None, layer: str = "") -> str:
    """Return the whole chain as JSON, hashes in full, for a notebook."""
    made = row.processed_row
    provenance = trial.provenance if trial is not None else (made.provenance if made else None)
    content: dict[str, object] = {
        "frame": row.number,
        "channel": row.channel,
        "raw_sha256": row.sha256,
        "raw_flags": list(row.flags.names()),
    }
    if provenance is not None:
        content["provenance"] = json.loads(provenance.canonical_json())
        content["provenance_sha256"] = provenance.digest()
    if trial is not None:
        content["picture"] = "made in review, not in the session"
        if layer:
            content["layer"] = layer
    elif made is not None:
        content["picture_sha256"] = made.sha256
    return json.dumps(content, indent=2, sort_keys=True)


def _raw_box(row: FrameRow, instrument: InstrumentInfo) -> Box:
    settings = row.settings
    unknown = instrument.name == UNKNOWN_ORIGIN
    shape = f"{settings.rows} × {settings.columns} {row.dtype}"
    lines = [f"{row.channel}, {shape}", instrument.name or instrument.origin]
    values = (
        sourced(settings.beam_current, 1e12, "pA"),
        sourced(settings.dwell, 1e6, "µs"),
        sourced(settings.pixel_size, 1e10, "Å/px"),
    )
    lines.append(" · ".join(values))
    return Box(
        tr("Picture {0} of a file", row.number)
        if unknown
        else tr("Raw frame {0}", thousands(row.number)),
        tr("UNKNOWN ORIGIN") if unknown else "RAW",
        Kind.RAW,
        tuple(line for line in lines if line),
        (f"sha256 {short_hash(row.sha256)}",) if row.sha256 else (),
        flag_words(row.flags),
    )


def sourced(quantity: Quantity, factor: float, unit: str) -> str:
    """Return value, unit and source, e.g. ``0.350 pA set``."""
    if quantity.value is None:
        return f"{unit} {UNKNOWN_TEXT}"
    return f"{significant(quantity.value * factor)} {unit} {quantity.source.value}"


def _steps(provenance: Provenance, raw_flags: Flag) -> tuple[Box, ...]:
    last = len(provenance.steps) - 1
    extra = flag_words(provenance.extra_flags & ~raw_flags)
    return tuple(
        _step_box(step, extra if at == last else "") for at, step in enumerate(provenance.steps)
    )


def _step_box(step: Step, extra: str) -> Box:
    kind = _kind(step)
    parameters = ", ".join(f"{name} {_value(v)}" for name, v in step.parameters.items())
    machine = ", ".join(part for part in (step.number_format, step.device) if part)
    lines = tuple(part for part in (tr("version {0}", step.version), parameters, machine) if part)
    own = flag_words(step.flags)
    return Box(
        f"{tr(_NOUN[kind])} {step.method}",
        _BADGE[kind],
        kind,
        lines,
        (tr("weights {0}", short_hash(step.weights_sha256)),) if step.weights_sha256 else (),
        ", ".join(part for part in (own, extra) if part),
    )


_NOUN = {
    Kind.RAW: mark("Step"),
    Kind.FILTERED: mark("Filter"),
    Kind.AVERAGED: mark("Sum"),
    Kind.DENOISED: mark("Network"),
}
_BADGE = {Kind.RAW: "", Kind.FILTERED: "FILTER", Kind.AVERAGED: "AVG", Kind.DENOISED: "NETWORK"}


def _kind(step: Step) -> Kind:
    if Flag.NETWORK in step.flags:
        return Kind.DENOISED
    if Flag.ACCUMULATED in step.flags:
        return Kind.AVERAGED
    return Kind.FILTERED if Flag.FILTERED in step.flags else Kind.RAW


def _value(value: object) -> str:
    return significant(value) if isinstance(value, float) else str(value)


def _picture_box(row: FrameRow) -> Box:
    made = row.processed_row
    assert made is not None
    kind = made.provenance.kind
    stored = tr("stored float32") if made.stored else tr("pixels not stored, hash only")
    first, last = made.numbers[0], made.numbers[-1]
    source = tr("from frame {0}", thousands(last))
    if first != last:
        source = tr("from frames {0} to {1}", thousands(first), thousands(last))
    return Box(
        tr("{0} frame {1}", tr(kind.value.capitalize()), thousands(row.number)),
        made.provenance.label().split(" ")[0],
        kind,
        (f"{source}, {stored}", *_took(made.seconds)),
        (
            f"sha256 {short_hash(made.sha256)}",
            tr("provenance {0}", short_hash(made.provenance.digest())),
        ),
    )


def _trial_box(trial: Processed, layer: str) -> Box:
    kind = trial.provenance.kind
    where = tr("in the layer {0}", layer) if layer else tr("made here, in review")
    return Box(
        tr("{0} frame {1}", tr(kind.value.capitalize()), thousands(trial.parent)),
        trial.provenance.label().split(" ")[0],
        kind,
        (where, *_took(trial.seconds)),
        (tr("provenance {0}", short_hash(trial.provenance.digest())),),
        tr("not in the session"),
    )


def _took(seconds: float) -> tuple[str, ...]:
    return (tr("took {0}", age(seconds)),) if seconds > 0 else ()
