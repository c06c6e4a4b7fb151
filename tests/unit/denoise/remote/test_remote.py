"""Networks behind a real gRPC server that speaks Triton's protocol and runs the network in torch.

No Triton is at hand: the server here is made of the protocol's own generated code, the sockets,
certificates and time-outs are real, the inference is the shipped network's.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from concurrent import futures
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from stemviewer.core.errors import ModelError, SettingsError
from stemviewer.core.provenance import Flag
from stemviewer.denoise.network.catalogue import model_entry, network_methods
from stemviewer.denoise.network.inference import NetworkDenoiser
from stemviewer.denoise.network.weights import load_pinned
from stemviewer.denoise.registry import method
from stemviewer.denoise.remote.address import TOKEN_VARIABLE, parse_remote
from stemviewer.denoise.remote.denoiser import RemoteDenoiser

grpc = pytest.importorskip("grpc", reason="the extra remote is not installed")
pb = pytest.importorskip("tritonclient.grpc.service_pb2", reason="the extra remote is missing")
from cryptography import x509  # noqa: E402
from cryptography.hazmat.primitives import hashes, serialization  # noqa: E402
from cryptography.hazmat.primitives.asymmetric import ec  # noqa: E402
from tritonclient.grpc import service_pb2_grpc  # noqa: E402

NAME = "live-0.1"


@pytest.fixture(scope="module")
def local() -> NetworkDenoiser:
    found = next(entry for entry in network_methods() if entry.name == NAME)
    denoiser = found.make({"device": "cpu", "format": "float32"})
    assert isinstance(denoiser, NetworkDenoiser)
    return denoiser


@pytest.fixture
def counts() -> np.ndarray[Any, np.dtype[np.float32]]:
    return np.random.default_rng(3).poisson(4.0, (100, 130)).astype(np.float32)


class Triton(service_pb2_grpc.GRPCInferenceServiceServicer):  # type: ignore[misc]
    """The two calls the client needs; ``spoil`` changes an answer, ``stall`` holds it back."""

    def __init__(self, token: str = "", sha256: str = "") -> None:
        self.network = load_pinned(model_entry(NAME), eight_bit=False).network
        self.token = token
        self.sha256 = sha256 or model_entry(NAME).sha256
        self.spoil: Callable[[Any], None] = lambda answer: None
        self.stall = threading.Event()
        self.stall.set()

    def _let_in(self, context: Any) -> None:
        shown = dict(context.invocation_metadata()).get("authorization", "")
        if self.token and shown != f"Bearer {self.token}":
            context.abort(grpc.StatusCode.UNAUTHENTICATED, "no")

    def ModelConfig(self, request: Any, context: Any) -> Any:
        self._let_in(context)
        answer = pb.ModelConfigResponse()
        answer.config.name = request.name
        answer.config.parameters["weights_sha256"].string_value = self.sha256
        return answer

    def ModelInfer(self, request: Any, context: Any) -> Any:
        self._let_in(context)
        self.stall.wait(20)
        shape = list(request.inputs[0].shape)
        data = np.frombuffer(request.raw_input_contents[0], np.float32).reshape(shape)
        with torch.inference_mode():
            rate = self.network(torch.from_numpy(data.copy())).numpy()
        answer = pb.ModelInferResponse(model_name=request.model_name)
        answer.outputs.add(name="rate", datatype="FP32", shape=shape)
        answer.raw_output_contents.append(rate.tobytes())
        self.spoil(answer)
        return answer


@contextmanager
def serving(triton: Triton, credentials: Any = None) -> Iterator[int]:
    with futures.ThreadPoolExecutor(2) as pool:
        server = grpc.server(pool)
        service_pb2_grpc.add_GRPCInferenceServiceServicer_to_server(triton, server)
        where = "127.0.0.1:0"
        port = (
            server.add_insecure_port(where)
            if credentials is None
            else server.add_secure_port(where, credentials)
        )
        server.start()
        try:
            yield port
        finally:
            triton.stall.set()
            server.stop(None).wait(10)


@contextmanager
def remote(local: NetworkDenoiser, address: str) -> Iterator[RemoteDenoiser]:
    denoiser = RemoteDenoiser(parse_remote(address), local, model_entry(NAME).sha256)
    try:
        yield denoiser
    finally:
        denoiser.close()


def test_the_picture_is_the_same_as_here(local: NetworkDenoiser, counts: Any) -> None:
    here = local.apply(counts)
    with serving(Triton()) as port, remote(local, f"remote:grpc://127.0.0.1:{port}/{NAME}") as far:
        there = far.apply(counts)
    noise = np.sqrt(here.image)
    assert float(np.max(np.abs(there.image - here.image) / noise)) < 1e-3
    assert there.step.flags == here.step.flags
    assert there.step.weights_sha256 == here.step.weights_sha256
    assert there.step.device == f"remote 127.0.0.1:{port}"
    assert there.step.parameters["computed_at"] == f"grpc://127.0.0.1:{port}"


def _other_shape(answer: Any) -> None:
    answer.outputs[0].shape[:] = [1, 1, 4, 4]


def _short(answer: Any) -> None:
    answer.raw_output_contents[0] = answer.raw_output_contents[0][:40]


def _not_numbers(answer: Any) -> None:
    size = len(answer.raw_output_contents[0]) // 4
    answer.raw_output_contents[0] = np.full(size, np.nan, np.float32).tobytes()


def _nothing(answer: Any) -> None:
    del answer.outputs[:], answer.raw_output_contents[:]


@pytest.mark.parametrize("spoil", [_other_shape, _short, _not_numbers, _nothing])
def test_a_server_that_lies_is_not_believed(
    local: NetworkDenoiser, counts: Any, spoil: Callable[[Any], None]
) -> None:
    triton = Triton()
    triton.spoil = spoil
    with serving(triton) as port, remote(local, f"remote:grpc://127.0.0.1:{port}/{NAME}") as far:
        made = far.apply(counts)
    assert Flag.FALLBACK in made.step.flags
    assert np.array_equal(made.image, local.apply(counts).image)
    assert "failed" in str(made.step.parameters["remote_failed"])


@pytest.mark.parametrize("fallback", ["local", "raw"])
def test_a_server_that_stalls(local: NetworkDenoiser, counts: Any, fallback: str) -> None:
    triton = Triton()
    triton.stall.clear()
    with serving(triton) as port:
        address = f"remote:grpc://127.0.0.1:{port}/{NAME}?timeout=0.2&fallback={fallback}"
        with remote(local, address) as far:
            if fallback == "raw":
                with pytest.raises(ValueError, match=r"did not answer in time.*Raw is shown"):
                    far.apply(counts)
            else:
                made = far.apply(counts)
                assert Flag.FALLBACK in made.step.flags
                assert "did not answer in time" in str(made.step.parameters["remote_failed"])
            assert far.problem


def test_nobody_there(local: NetworkDenoiser, counts: Any) -> None:
    with remote(local, f"remote:grpc://127.0.0.1:9/{NAME}?timeout=0.5") as far:
        assert Flag.FALLBACK in far.apply(counts).step.flags


def test_other_weights_are_refused(local: NetworkDenoiser) -> None:
    with serving(Triton(sha256="0" * 64)) as port:
        address = f"remote:grpc://127.0.0.1:{port}/{NAME}"
        with pytest.raises(ModelError, match="other weights"), remote(local, address):
            pass


def test_the_token(local: NetworkDenoiser, counts: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(Triton(token="right")) as port:
        address = f"remote:grpc://127.0.0.1:{port}/{NAME}"
        monkeypatch.setenv(TOKEN_VARIABLE, "right")
        with remote(local, address) as far:
            assert Flag.FALLBACK not in far.apply(counts).step.flags
        monkeypatch.setenv(TOKEN_VARIABLE, "wrong")
        with remote(local, address) as far:
            made = far.apply(counts)
    assert "refused the token" in str(made.step.parameters["remote_failed"])


def certificate(folder: Path, days: int) -> tuple[Any, Path]:
    """Return server credentials of a certificate that ends in so many days, and its file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - dt.timedelta(days=30))
        .not_valid_after(now + dt.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path = folder / "site.pem"
    path.write_bytes(pem)
    return grpc.ssl_server_credentials([(secret, pem)]), path


@pytest.mark.parametrize(("days", "good"), [(30, True), (-1, False)])
def test_certificates(
    local: NetworkDenoiser, counts: Any, tmp_path: Path, days: int, good: bool
) -> None:
    credentials, path = certificate(tmp_path, days)
    with serving(Triton(), credentials) as port:
        address = f"remote:grpcs://localhost:{port}/{NAME}?timeout=3&ca={path}"
        with remote(local, address) as far:
            made = far.apply(counts)
    assert (Flag.FALLBACK not in made.step.flags) is good
    if not good:
        assert "expired" in str(made.step.parameters["remote_failed"])


@pytest.mark.parametrize(
    "address",
    ["remote:", "remote:http://a:1/live-0.1", "remote:grpc://a/live-0.1", "remote:grpc://a:1/"]
    + [f"remote:grpc://a:1/{NAME}?{w}" for w in ("timeout=0", "timeout=x", "fallback=no", "b=1")],
)
def test_wrong_addresses_are_refused_in_words(address: str) -> None:
    with pytest.raises(SettingsError, match="It looks like remote:grpcs://"):
        method(address)


def test_a_token_does_not_cross_a_network_in_the_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TOKEN_VARIABLE, "secret")
    with pytest.raises(SettingsError, match="unencrypted"):
        method(f"remote:grpc://gpu.example:8001/{NAME}")


def test_an_unknown_network_is_refused() -> None:
    with pytest.raises(ModelError, match="no network"):
        method("remote:grpc://127.0.0.1:8001/nothing")
