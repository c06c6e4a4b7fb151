"""PROV-JSON and RO-Crate of a session."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from stemviewer.core.errors import SessionFileError
from stemviewer.session.exporting.prov_json import export_prov
from stemviewer.session.exporting.provenance_graph import gather
from stemviewer.session.exporting.ro_crate import export_crate
from stemviewer.session.reading.reader import SessionReader
from stemviewer.session.verifying.verify import verify


@pytest.fixture
def session(tmp_path: Path, kit: Any) -> Path:
    frames = [kit.frame(n, 24) for n in range(8)] + [kit.frame(n, 32) for n in range(8, 12)]
    path: Path = kit.record(tmp_path / "session", frames, every=2)
    return path


def test_groups_bind_exactly_their_frames(session: Path) -> None:
    with SessionReader(session) as reader:
        graph = gather(reader)
        assert [(g.count, g.shape) for g in graph.raw] == [(8, (24, 24)), (4, (32, 32))]
        hashes = "".join(reader.row(at).sha256 for at in range(8))
        assert graph.raw[0].sha256 == hashlib.sha256(hashes.encode()).hexdigest()
        assert graph.raw[0].flags == ("SIMULATED",)
        assert graph.raw[0].settings["dwell"] == (1e-6, 1e-6)
        assert graph.raw[0].sources["voltage"] == {"unknown"}
        assert "voltage" not in graph.raw[0].settings
        assert sum(group.count for group in graph.processed) == 6
        assert {name for group in graph.processed for name in group.sources_of} == {
            "raw-1",
            "raw-2",
        }


def test_prov_names_model_weights_parameters_and_parents(
    session: Path, tmp_path: Path, kit: Any
) -> None:
    document = json.loads(export_prov(session, tmp_path / "p.json").read_text())
    entities = document["entity"]
    network = entities[f"urn:network-{kit.WEIGHTS}"]
    assert network["sv:weights_sha256"] == kit.WEIGHTS
    making = [a for a in document["activity"].values() if "DENOISED" in a["prov:label"]]
    steps = json.loads(making[0]["sv:steps"])
    assert steps[0]["parameters"] == {"tile": 0}
    derived = {
        (d["prov:generatedEntity"], d["prov:usedEntity"])
        for d in document["wasDerivedFrom"].values()
    }
    assert ("urn:processed-1", "urn:raw-1") in derived
    assert document["agent"]["urn:operator"]["prov:label"] == "A. Tester"
    ends = {
        end
        for kind in document
        if kind[:3] in ("was", "use", "had")
        for relation in document[kind].values()
        for end in relation.values()
    }
    known = {name for kind in ("entity", "activity", "agent") for name in document[kind]}
    assert ends <= known


def test_its_size_does_not_grow_with_frames(tmp_path: Path, kit: Any) -> None:
    sizes = []
    for count in (6, 60):
        frames = [kit.frame(n, 16) for n in range(count)]
        path = kit.record(tmp_path / str(count), frames, every=2)
        target = tmp_path / f"{count}.json"
        sizes.append(export_prov(path, target).stat().st_size)
    assert sizes[1] < sizes[0] + 100


def test_a_crate_holds_the_files_and_their_hashes(session: Path, tmp_path: Path) -> None:
    metadata = export_crate(session, tmp_path / "crate")
    nodes = {node["@id"]: node for node in json.loads(metadata.read_text())["@graph"]}
    parts = [part["@id"] for part in nodes["./"]["hasPart"]]
    assert "provenance.json" in parts
    assert len(parts) == 1 + len(list(session.parent.iterdir()))
    report = verify(metadata.parent / session.name)
    assert report.good, report.problems
    for part in parts:
        content = (metadata.parent / part.replace("%20", " ")).read_bytes()
        assert nodes[part]["sha256"] == hashlib.sha256(content).hexdigest()
    actions = [node for node in nodes.values() if node["@type"] == "CreateAction"]
    assert {node["result"]["@id"] for node in actions} <= set(nodes)
    assert all(item["@id"] in nodes for node in actions for item in node["instrument"])
    assert "12 HAADF frames" in nodes["./"]["description"]


def test_a_folder_with_something_in_it_is_left_alone(session: Path, tmp_path: Path) -> None:
    (tmp_path / "crate").mkdir()
    (tmp_path / "crate" / "mine.txt").touch()
    with pytest.raises(SessionFileError, match="not empty"):
        export_crate(session, tmp_path / "crate")
    assert [path.name for path in (tmp_path / "crate").iterdir()] == ["mine.txt"]
