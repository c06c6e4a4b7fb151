"""The client of a network elsewhere against NVIDIA's own Triton server, on the processor.

The server comes with nvidia-pytriton, in an environment of its own: ``python -m venv FOLDER;
FOLDER/bin/pip install nvidia-pytriton``, then ``STEMVIEWER_TRITON=FOLDER``. That build has
Triton's Python backend only, so the exported ONNX runs in it through onnxruntime.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from stemviewer.core.provenance import Flag
from stemviewer.denoise.registry import method

NAME = "live-0.1"
STUB = "triton_python_backend_stub"
MODEL = """
import pathlib
import onnxruntime
import triton_python_backend_utils as pb

class TritonPythonModel:
    def initialize(self, args):
        folder = pathlib.Path(args["model_repository"]) / args["model_version"]
        self.session = onnxruntime.InferenceSession(str(folder / "model.onnx"))
        self.name = self.session.get_inputs()[0].name

    def execute(self, requests):
        answers = []
        for request in requests:
            counts = pb.get_input_tensor_by_name(request, "counts").as_numpy()
            (rate,) = self.session.run(None, {self.name: counts})
            answers.append(pb.InferenceResponse([pb.Tensor("rate", rate)]))
        return answers
"""


def server_folder() -> Path:
    folder = Path(os.environ.get("STEMVIEWER_TRITON", "")) / "lib"
    found = sorted(folder.glob("python*/site-packages/pytriton/tritonserver"))
    if "STEMVIEWER_TRITON" not in os.environ or not found:
        pytest.skip("no Triton server: set STEMVIEWER_TRITON (see the top of this file)")
    return found[0]


@pytest.fixture
def triton(tmp_path: Path) -> Iterator[int]:
    pytest.importorskip("tritonclient.grpc", reason="the extra remote is not installed")
    pytest.importorskip("onnxruntime", reason="the extra onnx is not installed")
    from stemviewer.denoise.remote.onnx_export import export_triton

    given, server, models = server_folder(), tmp_path / "server", tmp_path / "models"
    shutil.copytree(given / "backends", server / "backends")
    stub = f"{sys.version_info.major}.{sys.version_info.minor}"
    shutil.copy(given / "python_backend_stubs" / stub / STUB, server / "backends" / "python" / STUB)
    list(export_triton([NAME], models))
    config = models / NAME / "config.pbtxt"
    config.write_text(config.read_text().replace('"onnxruntime"', '"python"'))
    (models / NAME / "1" / "model.py").write_text(MODEL)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    packages = given.parents[1]
    libraries = [str(packages / "nvidia_pytriton.libs"), sysconfig.get_config_var("LIBDIR")]
    environment = {
        **os.environ,
        "PYTHONPATH": sysconfig.get_path("purelib"),
        "LD_LIBRARY_PATH": ":".join(libraries),
    }
    command = [
        str(given / "bin" / "tritonserver"),
        f"--model-repository={models}",
        f"--backend-directory={server / 'backends'}",
        f"--grpc-port={port}",
        "--grpc-address=127.0.0.1",
        "--allow-http=false",
        "--allow-metrics=false",
    ]
    log = tmp_path / "triton.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, env=environment
        )
    try:
        end = time.monotonic() + 90
        while b"Started GRPCInferenceService" not in log.read_bytes():
            assert process.poll() is None, log.read_text()[-3000:]
            assert time.monotonic() < end, log.read_text()[-3000:]
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(30)
        process.kill()
        process.wait()


@pytest.mark.timeout(240)
def test_a_picture_of_triton_is_the_picture_of_this_machine(triton: int) -> None:
    counts = np.random.default_rng(3).poisson(4.0, (100, 130)).astype(np.float32)
    there = method(f"remote:grpc://127.0.0.1:{triton}/{NAME}?timeout=60&fallback=raw").make({})
    here = method(NAME).make({"device": "cpu", "format": "float32"})
    near = here.apply(counts)
    try:
        far = there.apply(counts)
    except ValueError as refused:
        # that build answers its own client with no bytes, too, where no CUDA driver is installed
        if "array of size 0" in str(refused):
            pytest.skip("this Triton took the picture, and gave none back: no CUDA driver here")
        raise
    assert "computed_at" in far.step.parameters, "Triton made it, not the fallback"
    assert Flag.FALLBACK not in far.step.flags
    apart = np.abs(far.image - near.image) / np.sqrt(np.maximum(near.image, 1.0))
    assert apart.max() < 1e-3
