"""The page on trusting a session says what the program prints and takes."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from stemviewer.cli import build_parser
from stemviewer.core.resources import resource_path
from stemviewer.session.verifying.text import report_text
from stemviewer.session.verifying.verify import verify


def _page() -> str:
    return resource_path("guide", "trusting-a-session.md").read_text(encoding="utf-8")


def test_the_page_has_the_lines_that_verify_prints(tmp_path: Path, kit: Any) -> None:
    path = kit.record(tmp_path, [kit.frame(0)])
    labels = [line.split()[0] for line in report_text(verify(path)).splitlines()]
    for label in labels[:5]:
        assert f"    {label} " in _page()
        assert f"**{label}.**" in _page()


def test_the_commands_of_the_page_are_understood() -> None:
    parser = build_parser()
    for line in _page().splitlines():
        words = line.split("  ")
        command = next((part for part in words if part.startswith("stemviewer ")), "")
        if line.startswith("    ") and command:
            parser.parse_args(command.split()[1:])


def test_a_session_is_checked_by_the_page_of_the_format_alone(tmp_path: Path, kit: Any) -> None:
    """Links, signatures and manifest as session-format.md describes them, with no code of ours."""
    path = kit.record(tmp_path, [kit.frame(n) for n in range(5)], every=2)
    with h5py.File(path) as file:
        log = file["entry/log"]
        header = bytes(log["header"][()])
        names = ("frames", "processed", "losses", "events", "texts", "thumbnails")
        rows = sorted(
            (int(row["sequence"]), name, row.tobytes()) for name in names for row in log[name][:]
        )
        signatures = log["signatures"][:]
    link = hashlib.sha256(b"stemviewer session\x00" + header).hexdigest()
    heads = {1: link}
    for sequence, name, row in rows:
        content = link.encode() + name.encode() + b"\x00" + row[:-64]
        link = hashlib.sha256(content).hexdigest()
        assert row[-64:].decode() == link
        heads[sequence + 1] = link
    facts = json.loads(header)
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(facts["public_key"]))
    before = ""
    for row in signatures:
        number, sequence, utc = (int(row[name]) for name in ("number", "sequence", "utc_ns"))
        head = row["head"].decode()
        assert heads[sequence] == head
        lines = ["stemviewer signature 1", facts["session_id"], "1", number, sequence, head, utc]
        before, message = row["signature"].decode(), "\n".join(map(str, [*lines, before]))
        key.verify(bytes.fromhex(before), message.encode())
    manifest = json.loads(path.with_name("Night run 1.manifest.json").read_bytes())
    signature = manifest.pop("signature")
    text = json.dumps(manifest, sort_keys=True, separators=(",", ":"))
    key.verify(bytes.fromhex(signature), text.encode())
    assert manifest["head"] == link
    content = np.fromfile(path, np.uint8)
    assert manifest["segments"][0]["sha256"] == hashlib.sha256(content.data).hexdigest()
