"""What an exported picture says of itself: source term, flags, hashes, settings."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import stemviewer
from stemviewer.core.dose import frame_dose
from stemviewer.core.frame import Frame, ScanSettings
from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Flag, Kind
from stemviewer.core.quantity import UNKNOWN, Quantity
from stemviewer.session.format.chain import pixels_sha256
from stemviewer.session.format.options import InstrumentInfo
from stemviewer.session.format.schema import SETTINGS

if TYPE_CHECKING:
    from stemviewer.session.reading.reader import SessionReader

IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
"""IPTC's vocabulary of digital source types."""

_TERMS = {
    Kind.RAW: "digitalCapture",
    Kind.AVERAGED: "computationalCapture",
    Kind.FILTERED: "algorithmicallyEnhanced",
    Kind.DENOISED: "compositeWithTrainedAlgorithmicMedia",
}
SIMULATED_TERM = "algorithmicMedia"


@dataclass(frozen=True, slots=True)
class ExportContext:
    """What is known of a picture besides itself.

    Parameters
    ----------
    session, session_id : str
        Session it comes from; empty when it was never recorded.
    row : int
        Position of its frame in the session, -1 when it was never recorded.
    raw_sha256, chain : str
        Hash of the raw pixels and link of the chain at the frame's row.
    instrument : InstrumentInfo
        Where the frames came from.
    settings : ScanSettings or None
        How the frame was scanned; for a raw frame its own are used.
    cumulative : Quantity
        Dose of the area up to and with the frame [e/Å^2].
    """

    session: str = ""
    session_id: str = ""
    row: int = -1
    raw_sha256: str = ""
    chain: str = ""
    instrument: InstrumentInfo = field(default_factory=InstrumentInfo)
    settings: ScanSettings | None = None
    cumulative: Quantity = UNKNOWN


def session_context(reader: SessionReader, index: int) -> ExportContext:
    """Return the context of frame ``index`` of a session."""
    row, header = reader.row(index), reader.segments[0].header
    return ExportContext(
        header.name,
        header.session_id,
        index,
        row.sha256,
        row.chain,
        reader.info.instrument,
        row.settings,
        row.dose.cumulative,
    )


def kind_of(picture: Frame | Processed) -> Kind:
    """Return the kind of a picture."""
    return Kind.RAW if isinstance(picture, Frame) else picture.provenance.kind


def flags_of(picture: Frame | Processed, context: ExportContext) -> Flag:
    """Return everything a reader must know about a picture."""
    origin = context.instrument.flag
    if isinstance(picture, Frame):
        return origin | (Flag.NONE if picture.complete else Flag.PARTIAL)
    return origin | picture.provenance.flags


def pixel_size_of(picture: Frame | Processed, context: ExportContext) -> Quantity:
    """Return the pixel size [m], unknown where nobody said."""
    settings = picture.settings if isinstance(picture, Frame) else context.settings
    return UNKNOWN if settings is None else settings.pixel_size


def source_term(picture: Frame | Processed, context: ExportContext) -> str:
    """Return the IPTC digital source type, empty where the origin of a raw file is unknown."""
    kind, flags = kind_of(picture), flags_of(picture, context)
    if kind is not Kind.DENOISED and Flag.SIMULATED in flags:
        return IPTC + SIMULATED_TERM
    if kind is Kind.RAW and Flag.REPLAYED in flags:
        return ""
    return IPTC + _TERMS[kind]


def describe(
    picture: Frame | Processed, context: ExportContext, rendering: dict[str, Any]
) -> dict[str, Any]:
    """Return the JSON-ready description that goes into the file.

    Parameters
    ----------
    picture : Frame or Processed
        What is exported.
    context : ExportContext
        Where it comes from.
    rendering : dict
        What the export did to the values: levels, or scale and offset.
    """
    settings = picture.settings if isinstance(picture, Frame) else context.settings
    content: dict[str, Any] = {
        "software": f"stemviewer {stemviewer.__version__}",
        "kind": kind_of(picture).value,
        "flags": list(flags_of(picture, context).names()),
        "digital_source_type": source_term(picture, context),
        "channel": picture.channel,
        "valid_rows": picture.valid_rows,
        "session": context.session,
        "session_id": context.session_id,
        "row": context.row,
        "raw_sha256": context.raw_sha256,
        "chain": context.chain,
        "instrument": context.instrument.name,
        "origin": context.instrument.origin,
        "settings": _settings(settings),
        "dose_cumulative": _quantity(context.cumulative),
        "rendering": rendering,
    }
    if isinstance(picture, Frame):
        content |= {"frame": picture.number, "unit": "detector units"}
        content["pixels_sha256"] = pixels_sha256(picture.data).decode()
        content["acquired_utc_ns"] = picture.acquired_utc_ns
        return content
    provenance = picture.provenance
    return content | {
        "frame": picture.parent,
        "frames": list(picture.numbers),
        "unit": "electrons per pixel",
        "pixels_sha256": pixels_sha256(picture.image).decode(),
        "label": provenance.label(),
        "model": provenance.model,
        "weights_sha256": provenance.weights_sha256,
        "provenance": json.loads(provenance.canonical_json()),
        "provenance_sha256": provenance.digest(),
    }


def _settings(settings: ScanSettings | None) -> dict[str, Any]:
    if settings is None:
        return {}
    dose = frame_dose(settings)
    values = {name: getattr(settings, name) for name in SETTINGS}
    values |= {"dose_per_pixel": dose.per_pixel, "dose_per_frame": dose.total}
    return {name: _quantity(quantity) for name, quantity in values.items()}


def _quantity(quantity: Quantity) -> dict[str, Any]:
    return {"value": quantity.value, "source": quantity.source.value}


def xmp_packet(term: str, description: dict[str, Any]) -> str:
    """Return an XMP packet with the source type and the description."""
    # with it comes all of urllib
    from xml.sax.saxutils import escape, quoteattr

    text = json.dumps(description, sort_keys=True, ensure_ascii=True)
    source = f" Iptc4xmpExt:DigitalSourceType={quoteattr(term)}" if term else ""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about=""'
        ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
        f' xmlns:xmp="http://ns.adobe.com/xap/1.0/"{source}'
        f" xmp:CreatorTool={quoteattr(description['software'])}>"
        '<dc:description><rdf:Alt><rdf:li xml:lang="x-default">'
        f"{escape(text)}"
        "</rdf:li></rdf:Alt></dc:description>"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    )
