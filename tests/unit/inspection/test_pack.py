"""The evidence pack: everything in it, hashed, described, and readable."""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from pathlib import Path

import numpy as np
import pytest
import tifffile

from stemviewer.bench.sessions.archive import Archive, write_session
from stemviewer.cli import main
from stemviewer.inspection.pdf import Pdf


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve frames of 64 px; the first and the eleventh are filtered."""
    folder = tmp_path_factory.mktemp("session")
    return write_session(folder, "run", Archive(frames=12, side=64), 3)


def test_the_pack_holds_all_that_is_needed(session: Path, tmp_path: Path) -> None:
    before = hashlib.sha256(session.read_bytes()).hexdigest()
    folder = tmp_path / "pack"
    assert main(["pack", str(session), "-o", str(folder), "--frame", "10"]) == 0
    there = {path.name for path in folder.iterdir()}
    assert {
        "raw.tif", "raw.png", "processed.tif", "processed.npy", "processed.png", "interval.txt",
        "evidence.json", "dose-ledger.csv", "settings.json", "verification.json", "methods.txt",
        "evidence-pack.pdf", "ro-crate-metadata.json", "SHA256SUMS",
    } <= there  # fmt: skip
    sums = (folder / "SHA256SUMS").read_text().split()
    for digest, name in zip(sums[::2], sums[1::2], strict=True):
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    crate = json.loads((folder / "ro-crate-metadata.json").read_text())
    files = {node["@id"] for node in crate["@graph"] if node["@type"] == "File"}
    assert files == there - {"ro-crate-metadata.json"}
    assert json.loads((folder / "verification.json").read_text())["good"]
    assert json.loads((folder / "settings.json").read_text())["kind"] == "filtered"
    assert "stored unchanged" in (folder / "methods.txt").read_text()
    assert len((folder / "dose-ledger.csv").read_text().splitlines()) == 12
    raw = tifffile.imread(folder / "raw.tif")
    np.testing.assert_allclose(np.load(folder / "processed.npy"), raw * 0.5 + 0.25)
    assert hashlib.sha256(session.read_bytes()).hexdigest() == before
    words = text_of((folder / "evidence-pack.pdf").read_bytes())
    for part in ("NOT a measurement", "Methods", "raw SHA-256", "GOOD: every hash"):
        assert part in words
    assert main(["pack", str(session), "-o", str(folder), "--frame", "10"]) == 1, "not empty"


ITEMS = {
    "raw": ({"raw.tif", "raw.png"}, "RAW: what the detector counted"),
    "processed": ({"processed.tif", "processed.npy", "processed.png"}, "NOT a measurement"),
    "evidence map": ({"evidence-states.npy", "evidence.png", "evidence.json"}, "Evidence"),
    "intervals": ({"interval-half-width.npy", "interval.txt"}, "interval"),
    "dose ledger": ({"dose-ledger.csv"}, "of this frame"),
    "model card": ({"model-card.md"}, "Model card"),
    "settings": ({"settings.json"}, "settings.json"),
    "hashes": ({"SHA256SUMS"}, "raw SHA-256"),
    "verification result": ({"verification.json"}, "Verification of the session"),
    "methods sentence": ({"methods.txt"}, "Methods"),
}
"""What a pack must hold: files of which each that applies is there, and words of the PDF."""


def test_every_item_stands_in_folder_pdf_and_crate_with_its_hash(tmp_path: Path) -> None:
    session = write_session(tmp_path, "net", Archive(frames=2, side=64), 2)
    folder = tmp_path / "pack"
    assert main(["pack", str(session), "-o", str(folder), "--frame", "0"]) == 0
    there = {path.name for path in folder.iterdir()}
    crate = json.loads((folder / "ro-crate-metadata.json").read_text())
    nodes = {node["@id"]: node for node in crate["@graph"] if node["@type"] == "File"}
    words = text_of((folder / "evidence-pack.pdf").read_bytes())
    sums = dict(
        reversed(line.split("  ", 1)) for line in (folder / "SHA256SUMS").read_text().splitlines()
    )
    either = {"intervals"}
    for item, (files, told) in ITEMS.items():
        found = files & there
        assert found if item in either else found == files, (item, files - there)
        assert told in words, item
        assert found <= nodes.keys(), item
    for name, node in nodes.items():
        digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        assert node["sha256"] == digest, name
        assert name == "SHA256SUMS" or sums[name] == digest, name
        assert node["contentSize"] == str((folder / name).stat().st_size)
    assert {node["@id"] for node in crate["@graph"][1]["hasPart"]} == nodes.keys()
    assert "live-0.1" in (folder / "model-card.md").read_text(encoding="utf-8")
    assert json.loads((folder / "settings.json").read_text())["model"] == "live-0.1"


def text_of(pdf: bytes) -> str:
    """Return the text of a PDF of ours."""
    streams = re.findall(rb"stream\n(.*?)\nendstream", pdf, re.DOTALL)
    pages = [zlib.decompress(stream) for stream in streams]
    shown = [line for page in pages for line in re.findall(rb"\((.*?)\) Tj", page)]
    return "\n".join(line.decode("cp1252") for line in shown)


def test_a_pdf_breaks_lines_and_pages(tmp_path: Path) -> None:
    pdf = Pdf("Ångström (1 Å)")
    pdf.heading("Lines")
    pdf.text("word " * 3000)
    data = pdf.save(tmp_path / "t.pdf").read_bytes()
    assert data.startswith(b"%PDF-1.4")
    assert data.count(b"/Type /Page ") >= 2
    start = int(data.rsplit(b"startxref\n", 1)[1].split()[0])
    assert data[start:].startswith(b"xref")
    assert text_of(data).split().count("word") == 3000
