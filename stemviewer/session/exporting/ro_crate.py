"""A session as an RO-Crate: a folder with its files, and what they are in JSON-LD.

Specification: https://www.researchobject.org/ro-crate/specification/1.1/
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

from stemviewer.core.errors import SessionFileError
from stemviewer.core.provenance import Flag
from stemviewer.session.exporting.prov_json import prov_document
from stemviewer.session.exporting.provenance_graph import Graph, Group, gather
from stemviewer.session.format.files import master_path
from stemviewer.session.reading.methods import methods_sentence
from stemviewer.session.reading.reader import SessionReader
from stemviewer.session.reading.summary import summarise
from stemviewer.session.signing.manifest import manifest_path
from stemviewer.session.structure.parts import iso_time

METADATA = "ro-crate-metadata.json"
PROVENANCE = "provenance.json"
_SPECIFICATION = "https://w3id.org/ro/crate/1.1"

Node = dict[str, Any]


def export_crate(path: Path, folder: Path) -> Path:
    """Make an RO-Crate of a session.

    Files are hard links where the folder lies on the same disk, else copies: a session can be
    large, and its files are never changed.

    Parameters
    ----------
    path : Path
        Of any of the session's files.
    folder : Path
        New or empty.

    Returns
    -------
    Path
        Of the metadata file.

    Raises
    ------
    SessionFileError
        If the session cannot be read, or the folder holds something.
    """
    if folder.exists() and any(folder.iterdir()):
        raise SessionFileError(
            f"{folder} is not empty.", "Nothing was written.", "Name a new folder."
        )
    folder.mkdir(parents=True, exist_ok=True)
    summary = summarise(path)
    with SessionReader(path) as reader:
        graph = gather(reader)
        files = [segment.path for segment in reader.segments]
        provenance = json.dumps(prov_document(reader, graph), indent=1, sort_keys=True)
        nodes = _nodes(reader, graph, summary)
    for file in files:
        _place(file, folder / file.name)
        nodes.append(_file(folder / file.name, "application/x-hdf5", "session file (NeXus NXem)"))
    for file, form, name in _beside(files[0]):
        _place(file, folder / file.name)
        nodes.append(_file(folder / file.name, form, name))
    (folder / PROVENANCE).write_text(provenance, encoding="utf-8")
    nodes.append(_file(folder / PROVENANCE, "application/json", "provenance (W3C PROV-JSON)"))
    nodes[1]["hasPart"] = [{"@id": node["@id"]} for node in nodes if node["@type"] == "File"]
    crate = {"@context": f"{_SPECIFICATION}/context", "@graph": nodes}
    (folder / METADATA).write_text(json.dumps(crate, indent=1, sort_keys=True), encoding="utf-8")
    return folder / METADATA


def _nodes(reader: SessionReader, graph: Graph, summary: dict[str, Any]) -> list[Node]:
    """Return the nodes that are no files; the first is the metadata file, the second the root."""
    header = reader.segments[0].header
    software = {
        "@id": "#stemviewer",
        "@type": "SoftwareApplication",
        "name": "stemviewer",
        "version": header.software.get("stemviewer", ""),
    }
    root: Node = {
        "@id": "./",
        "@type": "Dataset",
        "name": header.name,
        "identifier": header.session_id,
        "description": _description(summary, graph),
        "datePublished": iso_time(header.created_utc_ns),
        "dateCreated": iso_time(header.created_utc_ns),
        "mentions": [{"@id": f"#making-{group.name}"} for group in graph.processed],
    }
    metadata = {
        "@id": METADATA,
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": _SPECIFICATION},
    }
    nodes: list[Node] = [metadata, root, software]
    if header.operator:
        root["author"] = {"@id": "#operator"}
        nodes.append({"@id": "#operator", "@type": "Person", "name": header.operator})
    nodes += [_group(group, "raw frames") for group in graph.raw]
    networks: dict[str, Node] = {}
    for group in graph.processed:
        nodes.append(_group(group, "processed pictures, NOT a measurement"))
        nodes.append(_action(group, networks, graph))
    return nodes + list(networks.values())


def _description(summary: dict[str, Any], graph: Graph) -> str:
    counts: Counter[str] = Counter()
    for group in graph.processed:
        assert group.provenance is not None
        counts[group.provenance.canonical_json()] += group.count
    return methods_sentence(summary, counts, graph.trained)


def _group(group: Group, what: str) -> Node:
    flags = f", flags {', '.join(group.flags)}" if group.flags else ""
    rows, columns = group.shape
    return {
        "@id": f"#{group.name}",
        "@type": "Collection",
        "name": f"{group.count} {group.channel} {what}, {rows}x{columns} {group.dtype}{flags}",
        "collectionSize": group.count,
        "identifier": f"sha256-of-sha256:{group.sha256}",
    }


def _action(group: Group, networks: dict[str, Node], graph: Graph) -> Node:
    assert group.provenance is not None
    instruments = [{"@id": "#stemviewer"}]
    for step in group.provenance.steps:
        if Flag.NETWORK in step.flags:
            name = f"#network-{step.weights_sha256}"
            instruments.append({"@id": name})
            networks[name] = {
                "@id": name,
                "@type": "SoftwareApplication",
                "name": step.method,
                "version": step.version,
                "identifier": f"sha256:{step.weights_sha256}",
                "description": "neural network; trained for "
                + graph.trained.get(step.weights_sha256, "a range that is not stated"),
            }
    return {
        "@id": f"#making-{group.name}",
        "@type": "CreateAction",
        "name": group.provenance.label(),
        "description": group.provenance.canonical_json(),
        "startTime": iso_time(group.first_utc_ns),
        "endTime": iso_time(group.last_utc_ns),
        "instrument": instruments,
        "object": [{"@id": f"#{name}"} for name in sorted(group.sources_of)],
        "result": {"@id": f"#{group.name}"},
    }


def _beside(first: Path) -> list[tuple[Path, str, str]]:
    """Return what a closed session has besides its segments, as far as it is there."""
    known = [
        (manifest_path(first), "application/json", "manifest: hashes of all files, signed"),
        (master_path(first), "application/x-hdf5", "master: links to all files of the session"),
    ]
    return [item for item in known if item[0].is_file()]


def _place(file: Path, target: Path) -> None:
    try:
        os.link(file, target)
    except OSError:
        shutil.copyfile(file, target)


def _file(path: Path, form: str, name: str) -> Node:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "@id": path.name.replace(" ", "%20"),
        "@type": "File",
        "name": name,
        "encodingFormat": form,
        "contentSize": str(path.stat().st_size),
        "sha256": digest,
    }
