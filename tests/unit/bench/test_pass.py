from __future__ import annotations

import argparse
import json
from pathlib import Path

from stemviewer.bench.options import add_arguments, run


def test_the_pass_is_measured_with_its_parts_and_peers(tmp_path: Path) -> None:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    report = tmp_path / "pass.json"
    arguments = ["pass", "--size", "256", "--runs", "2", "--threads", "1", "--json", str(report)]
    assert run(parser.parse_args(arguments)) == 0  # the limit is for 512 x 512
    content = json.loads(report.read_text(encoding="utf-8"))
    seconds = content["seconds"]
    parts = [name for name in seconds if name.startswith("  ")]
    assert len(parts) == 3
    assert any(name.startswith("peer") for name in seconds)
    assert sum(seconds[name]["least"] for name in parts) < 1.5 * seconds["pass"]["p95"]
    assert 0 < content["growing"]["rows"] <= content["growing"]["rows_whole"]
    assert content["growing"]["largest"] < 0.02
