"""``stemviewer doctor``: whether this machine has what the program needs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from stemviewer.bench.environment import environment
from stemviewer.core.errors import StemviewerError

DISK_TEST_BYTES = 64 * 2**20
LOW_DISK_BYTES = 5 * 10**9


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: its name, whether all is well, and what was found or what to do."""

    name: str
    good: bool
    text: str


def run_doctor(*, as_json: bool) -> int:
    """Run all checks and print them; 1 when one found a fault."""
    findings = list(_findings())
    if as_json:
        content = {"environment": environment(), "findings": [asdict(f) for f in findings]}
        print(json.dumps(content, indent=2))
    else:
        for finding in findings:
            print(f"{'good ' if finding.good else 'FAULT'}  {finding.name:<10} {finding.text}")
    return 0 if all(finding.good for finding in findings) else 1


def _findings() -> Iterator[Finding]:
    checks: tuple[tuple[str, Callable[[], tuple[bool, str]]], ...] = (
        ("python", _python),
        ("display", _display),
        ("Qt", _qt),
        ("torch", _torch),
        ("network", _network),
        ("disk", _disk),
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
