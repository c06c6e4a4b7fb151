from __future__ import annotations

import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

from stemviewer.core.provenance import Flag
from stemviewer.core.resources import resource_path
from stemviewer.session.format.schema import SCHEMA_VERSION, TABLES


def _guide() -> str:
    return resource_path("guide", "session-format.md").read_text(encoding="utf-8")


def test_the_example_of_the_guide_runs(tmp_path: Path, kit: Any) -> None:
    kit.record(tmp_path, [kit.frame(n) for n in range(9)], every=2)
    code = textwrap.dedent(_guide().split("without stemviewer\n", 1)[1])
    code = code.replace("NAME", "Night run 1")
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert kit.WEIGHTS in done.stdout


def test_the_guide_names_every_field_and_flag() -> None:
    guide = _guide()
    assert f"Schema version {SCHEMA_VERSION}" in guide
    words = set(re.findall(r"\w+", guide))
    fields = {name for dtype in TABLES.values() for name in dtype.names or ()}
    base = {name.removesuffix("_source") for name in fields}
    assert base - words == {"utc_ns", "monotonic_ns"} - words
    for bit, flag in enumerate(f for f in Flag if f):
        assert f"{bit} {flag.name}" in " ".join(guide.split())
