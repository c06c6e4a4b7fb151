"""``stemviewer doctor``: whether this machine has what the program needs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from stemviewer.bench.environment import environment
from stemviewer.bench.system_checks import clock, ports
from stemviewer.core.errors import StemviewerError
from stemviewer.core.program_log import log_folder, without_private_data

DISK_TEST_BYTES = 64 * 2**20
LOW_DISK_BYTES = 5 * 10**9

LOG_LINES = 200
"""Last lines of the program's log that go into a report."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: its name, whether all is well, and what was found or what to do."""

    name: str
    good: bool
    text: str


def run_doctor(*, as_json: bool, report: Path | None = None) -> int:
    """Run all checks and print them; 1 when one found a fault.

    Parameters
    ----------
    as_json : bool
        Print JSON.
    report : Path, optional
        File to write for whoever helps: findings, versions and the end of the program's log,
        without names, places, addresses and tokens.
    """
    findings = list(_findings())
    proposed = _proposals(findings)
    if as_json:
        content = {"environment": environment(), "findings": [asdict(f) for f in findings]}
        print(json.dumps(content | {"proposals": proposed}, indent=2))
    else:
        for finding in findings:
            print(f"{'good ' if finding.good else 'FAULT'}  {finding.name:<10} {finding.text}")
        for sentence in proposed:
            print(f"propose  {sentence}")
    if report is not None:
        report.write_text(json.dumps(report_content(findings, proposed), indent=2), "utf-8")
        print(f"Report: {report}. Read it before you send it.", file=sys.stderr)
    return 0 if all(finding.good for finding in findings) else 1


def report_content(findings: Sequence[Finding], proposed: Sequence[str]) -> dict[str, object]:
    """Return a report that may be sent to others: nothing of the user, the specimen, the network.

    Parameters
    ----------
    findings : sequence of Finding
        Their texts may name places on this machine, which are left out.
    proposed : sequence of str
        Proposed settings.
    """
    known = environment()
    log = log_folder() / "live.log"
    try:
        lines = log.read_text("utf-8", "replace").splitlines()[-LOG_LINES:]
    except OSError:
        lines = []
    return {
        "machine": known["machine"],
        "versions": known["versions"],
        "findings": [
            {"name": f.name, "good": f.good, "text": without_private_data(f.text)} for f in findings
        ],
        "proposals": list(proposed),
        "log": [without_private_data(line) for line in lines],
    }


def _proposals(findings: Sequence[Finding]) -> list[str]:
    """Measure what the machine sustains; what is missing was told as a fault before."""
    from stemviewer.bench.machine import measure, proposals

    needed = {"torch", "network", "disk"}
    if not needed <= {finding.name for finding in findings if finding.good}:
        return []
    from stemviewer.denoise.registry import methods

    network = next(entry for entry in methods() if entry.network)
    try:
        return proposals(measure(network.name, network.make({}), Path.home()))
    except (OSError, StemviewerError) as error:
        return [f"Nothing could be measured: {error}"]


def _findings() -> Iterator[Finding]:
    checks: tuple[tuple[str, Callable[[], tuple[bool, str]]], ...] = (
        ("python", _python),
        ("display", _display),
        ("Qt", _qt),
        ("torch", _torch),
        ("network", _network),
        ("GPU", _gpu),
        ("disk", _disk),
        ("clock", clock),
        ("ports", ports),
        ("foreign", _foreign),
    )
    for name, check in checks:
        try:
            good, text = check()
        except (ImportError, OSError, StemviewerError) as error:
            good, text = False, str(error)
        yield Finding(name, good, text)


def _python() -> tuple[bool, str]:
    return sys.version_info >= (3, 11), sys.version.split()[0]


def _display() -> tuple[bool, str]:
    if sys.platform in ("win32", "darwin"):
        return True, "of the system"
    for variable in ("WAYLAND_DISPLAY", "DISPLAY"):
        if os.environ.get(variable):
            return True, f"{variable}={os.environ[variable]}"
    return True, "none: the window can only be drawn off screen (live --headless)"


def _qt() -> tuple[bool, str]:
    if getattr(sys, "frozen", False):
        # a bundle has no interpreter to ask; its Qt was started when the program was
        from importlib import metadata

        return True, metadata.version("PySide6-Essentials")
    # in a process of its own: where system libraries are missing it may not only fail but abort
    code = "from PySide6 import QtCore, QtWidgets; print(QtCore.qVersion())"
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    if result.returncode != 0:
        return False, result.stderr.strip().splitlines()[-1] if result.stderr else "aborts"
    version = result.stdout.strip()
    if version.startswith("6.12.") and sys.version_info < (3, 12):
        return False, f"{version} aborts on Python 3.11; install PySide6-Essentials below 6.12"
    return True, version


def _torch() -> tuple[bool, str]:
    import torch

    where = "CUDA" if torch.cuda.is_available() else "CPU"
    return True, f"{torch.__version__} on {where}, {torch.get_num_threads()} threads"


def _gpu() -> tuple[bool, str]:
    import torch

    if not torch.cuda.is_available():
        return True, "none that this torch can use: networks run on the processor"
    found = torch.cuda.get_device_properties(0)
    return True, f"{found.name}, {found.total_memory / 1e9:.0f} GB"


def _network() -> tuple[bool, str]:
    import numpy as np

    from stemviewer.denoise.registry import methods

    networks = [entry for entry in methods() if entry.network]
    if not networks:
        return False, "no network is installed; install stemviewer again"
    denoiser = networks[0].make({})
    counts = np.random.default_rng(1).poisson(2.0, (512, 512)).astype(np.float32)
    denoiser.apply(counts)
    started = time.perf_counter()
    result = denoiser.apply(counts)
    took = time.perf_counter() - started
    return True, (
        f"{networks[0].name}, weights {result.step.weights_sha256[:12]} as pinned, "
        f"{took * 1000:.0f} ms for 512x512"
    )


def _foreign() -> tuple[bool, str]:
    """Try, in a reading process, what it must not be able to do."""
    from stemviewer.foreign.check import check_confinement

    found = check_confinement()
    text = f"files of others are read by a process of their own ({found.seconds:.1f} s to start"
    text += f", {found.peak_bytes / 1e6:.0f} MB); in force: {', '.join(found.force) or 'nothing'}"
    if found.landlock == 0:
        text += "; no Landlock here: it is not kept from other files by the system"
    if found.possible:
        text += f"; it COULD {', '.join(found.possible)}"
    return not found.possible, text


def _disk() -> tuple[bool, str]:
    folder = Path.home()
    free = shutil.disk_usage(folder).free
    block = os.urandom(2**20)
    started = time.perf_counter()
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(DISK_TEST_BYTES // len(block)):
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    rate = DISK_TEST_BYTES / (time.perf_counter() - started)
    text = f"{free / 1e9:.0f} GB free at {folder}, {rate / 1e6:.0f} MB/s with fsync"
    return free > LOW_DISK_BYTES, text
