"""A session as W3C PROV-JSON.

Format: https://www.w3.org/submissions/prov-json/ ; terms: https://www.w3.org/TR/prov-dm/
"""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import stemviewer
from stemviewer.core.provenance import Flag
from stemviewer.session.exporting.provenance_graph import Graph, Group, gather
from stemviewer.session.reading.reader import SessionReader
from stemviewer.session.structure.parts import NOT_STATED, iso_time

NAMESPACE = "https://stemviewer.example/terms#"
"""Of our own attributes; the guide's page on the session file defines them."""

Document = dict[str, dict[str, Any]]


def export_prov(path: Path, target: Path) -> Path:
    """Write the provenance of a session.

    Parameters
    ----------
    path : Path
        Of any of its files.
    target : Path
        JSON file.

    Raises
    ------
    SessionFileError
        If the session cannot be read.
    """
    with SessionReader(path) as reader:
        document = prov_document(reader, gather(reader))
    text = json.dumps(document, indent=1, sort_keys=True)
    part = target.with_name(target.name + ".part")
    part.write_text(text, encoding="utf-8")
    part.replace(target)
    return target


def prov_document(reader: SessionReader, graph: Graph) -> Document:
    """Return the document; its size grows with provenances, not with frames."""
    session_id = reader.segments[0].header.session_id
    document: Document = {
        "prefix": {"sv": NAMESPACE, "urn": f"urn:uuid:{uuid.UUID(session_id)}:"},
        "entity": {},
        "activity": {},
        "agent": {},
    }
    session, recording = f"urn:{session_id}", "urn:recording"
    _agents(document, reader)
    document["entity"][session] = _session(reader)
    start = iso_time(reader.segments[0].header.created_utc_ns)
    document["activity"][recording] = {"prov:label": "recording", "prov:startTime": start}
    if reader.closed:
        document["activity"][recording]["prov:endTime"] = _end_time(graph) or start
    _relate(document, "wasGeneratedBy", entity=session, activity=recording)
    for agent in ("urn:stemviewer", "urn:operator"):
        if agent in document["agent"]:
            _relate(document, "wasAssociatedWith", activity=recording, agent=agent)
    if "urn:operator" in document["agent"]:
        _relate(document, "wasAttributedTo", entity=session, agent="urn:operator")
    for group in graph.raw:
        _raw(document, group, session, recording)
    for group in graph.processed:
        _processed(document, group, session, graph)
    return document


def _agents(document: Document, reader: SessionReader) -> None:
    header = reader.segments[0].header
    document["agent"]["urn:stemviewer"] = {
        "prov:type": _name("prov:SoftwareAgent"),
        "prov:label": f"stemviewer {header.software.get('stemviewer', '')}".strip(),
        "sv:versions": json.dumps(header.software, sort_keys=True),
    }
    document["agent"]["urn:exporter"] = {
        "prov:type": _name("prov:SoftwareAgent"),
        "prov:label": f"stemviewer {stemviewer.__version__}, which wrote this document",
    }
    if header.operator:
        person = {"prov:type": _name("prov:Person"), "prov:label": header.operator}
        document["agent"]["urn:operator"] = person


def _session(reader: SessionReader) -> dict[str, Any]:
    header = reader.segments[0].header
    return {
        "prov:label": header.name,
        "prov:type": _name("prov:Collection"),
        "sv:head": reader.head,
        "sv:closed": reader.closed,
        "sv:files": [segment.path.name for segment in reader.segments],
        "sv:sample": header.sample or NOT_STATED,
        "sv:instrument": header.instrument or NOT_STATED,
        "sv:origin": header.origin,
    }


def _raw(document: Document, group: Group, session: str, recording: str) -> None:
    content = _described(group, "raw frames, as the feed sent them")
    for name, (low, high) in sorted(group.settings.items()):
        content[f"sv:{name}_low"], content[f"sv:{name}_high"] = low, high
    for name, sources in sorted(group.sources.items()):
        content[f"sv:{name}_source"] = ", ".join(sorted(sources))
    name = f"urn:{group.name}"
    document["entity"][name] = content
    _relate(document, "hadMember", collection=session, entity=name)
    _relate(document, "wasGeneratedBy", entity=name, activity=recording)


def _processed(document: Document, group: Group, session: str, graph: Graph) -> None:
    assert group.provenance is not None
    name, activity = f"urn:{group.name}", f"urn:making-{group.name}"
    content = _described(group, f"{group.provenance.label()}, NOT a measurement")
    document["entity"][name] = content | {"sv:provenance_sha256": group.provenance.digest()}
    document["activity"][activity] = {
        "prov:label": group.provenance.label(),
        "prov:startTime": iso_time(group.first_utc_ns),
        "prov:endTime": iso_time(group.last_utc_ns),
        "sv:steps": json.dumps([step.as_dict() for step in group.provenance.steps], sort_keys=True),
    }
    _relate(document, "hadMember", collection=session, entity=name)
    _relate(document, "wasGeneratedBy", entity=name, activity=activity)
    _relate(document, "wasAssociatedWith", activity=activity, agent="urn:stemviewer")
    for source in sorted(group.sources_of):
        _relate(document, "used", activity=activity, entity=f"urn:{source}")
        _relate(document, "wasDerivedFrom", generatedEntity=name, usedEntity=f"urn:{source}")
    for step in group.provenance.steps:
        if Flag.NETWORK in step.flags:
            network = f"urn:network-{step.weights_sha256}"
            content = {"prov:label": step.method, "sv:weights_sha256": step.weights_sha256}
            content["sv:trained"] = graph.trained.get(step.weights_sha256, "not stated")
            document["entity"][network] = content
            _relate(document, "used", activity=activity, entity=network)


def _described(group: Group, label: str) -> dict[str, Any]:
    return {
        "prov:label": f"{group.channel}: {group.count} {label}",
        "sv:channel": group.channel,
        "sv:rows": group.shape[0],
        "sv:columns": group.shape[1],
        "sv:dtype": group.dtype,
        "sv:flags": ", ".join(group.flags),
        "sv:count": group.count,
        "sv:first_row": group.first_row,
        "sv:last_row": group.last_row,
        "sv:sha256_of_sha256": group.sha256,
    }


def _relate(document: Document, relation: str, **ends: str) -> None:
    relations = document.setdefault(relation, {})
    number = sum(len(document[name]) for name in document)
    relations[f"_:r{number}"] = {f"prov:{name}": end for name, end in ends.items()}


def _name(value: str) -> dict[str, str]:
    return {"$": value, "type": "prov:QUALIFIED_NAME"}


def _end_time(graph: Graph) -> str:
    times = [group.last_utc_ns for group in (*graph.raw, *graph.processed)]
    return iso_time(max(times)) if times else ""
