"""Asking a server that speaks the KServe v2 protocol, as NVIDIA Triton does, over gRPC."""

from __future__ import annotations

import importlib.util
from typing import Any

import numpy as np

from stemviewer.core.calibration import ElectronImage
from stemviewer.core.errors import ModelError, StemviewerError
from stemviewer.denoise.remote.address import RemoteAddress

INPUT, OUTPUT, PINNED = "counts", "rate", "weights_sha256"
"""Names of the exported model's input and output, and of the parameter with its weights' hash."""

MOST_BYTES = 1 << 30

MISSING = ModelError(
    "Networks on other machines need the package tritonclient, which is not installed.",
    "The filter was not changed.",
    'Install it: pip install "stemviewer[remote]".',
)

_WORDS = {
    "UNAVAILABLE": "it cannot be reached, or its certificate is not trusted or has expired",
    "DEADLINE_EXCEEDED": "it did not answer in time",
    "UNAUTHENTICATED": "it refused the token",
    "PERMISSION_DENIED": "it refused the token",
    "NOT_FOUND": "it has no such model",
    "RESOURCE_EXHAUSTED": "it is out of memory, or the picture is too large for it",
}


class RemoteFailedError(StemviewerError):
    """The server did not answer, or with something that is no picture."""


def have_triton() -> bool:
    """Return whether the client library is installed."""
    return importlib.util.find_spec("tritonclient") is not None


class TritonNetwork:
    """A model on an inference server: counts in, rate out. One thread uses it.

    Parameters
    ----------
    where : RemoteAddress
        Server and model.

    Raises
    ------
    ModelError
        If the client library is not installed, or the certificates cannot be read.
    """

    def __init__(self, where: RemoteAddress) -> None:
        if not have_triton():
            raise MISSING
        import grpc
        from tritonclient import grpc as triton

        self._where = where
        self._triton = triton
        self._broken = (triton.InferenceServerException, grpc.RpcError, ValueError, TypeError)
        self._headers = {"authorization": f"Bearer {where.token}"} if where.token else None
        credentials = None
        if where.secure:
            credentials = grpc.ssl_channel_credentials(_certificates(where))
        limits = [
            ("grpc.max_send_message_length", MOST_BYTES),
            ("grpc.max_receive_message_length", MOST_BYTES),
            ("grpc.initial_reconnect_backoff_ms", 500),
            ("grpc.max_reconnect_backoff_ms", 5000),
        ]
        self._client = triton.InferenceServerClient(
            where.server, ssl=where.secure, creds=credentials, channel_args=limits
        )

    def pinned(self) -> str:
        """Return the SHA-256 of the weights the server says it runs; empty if it says none.

        Raises
        ------
        RemoteFailedError
            If it does not answer, or has no such model.
        """
        try:
            answer: Any = self._client.get_model_config(
                self._where.network, headers=self._headers, client_timeout=self._where.timeout
            )
            parameters = answer.config.parameters
            return str(parameters[PINNED].string_value) if PINNED in parameters else ""
        except self._broken as error:
            raise self._failed(error) from error

    def rate(self, counts: ElectronImage) -> ElectronImage:
        """Return the network's answer to a whole plane, padded as the network needs it.

        Parameters
        ----------
        counts : ndarray of float32, shape (rows, columns)
            Electrons per pixel.

        Raises
        ------
        RemoteFailedError
            If there is no answer in time, or one that is no positive picture of this shape.
        """
        asked = self._triton.InferInput(INPUT, [1, 1, *counts.shape], "FP32")
        asked.set_data_from_numpy(np.ascontiguousarray(counts[None, None], dtype=np.float32))
        try:
            answer = self._client.infer(
                self._where.network,
                [asked],
                outputs=[self._triton.InferRequestedOutput(OUTPUT)],
                client_timeout=self._where.timeout,
                headers=self._headers,
            )
            found = answer.as_numpy(OUTPUT)
        except self._broken as error:
            raise self._failed(error) from error
        if found is None or found.shape != (1, 1, *counts.shape) or found.dtype != np.float32:
            raise self._refused("it answered with another shape or type of picture")
        image: ElectronImage = found[0, 0]
        if not (np.isfinite(image).all() and (image > 0.0).all()):
            raise self._refused("it answered with numbers that are no rate of electrons")
        return image

    def close(self) -> None:
        """End the link. Idempotent."""
        self._client.close()

    def _failed(self, error: Exception) -> RemoteFailedError:
        status = getattr(error, "status", None)
        word = str(status() if callable(status) else "").rpartition(".")[2]
        return self._refused(_WORDS.get(word, str(error)[:150] or word))

    def _refused(self, why: str) -> RemoteFailedError:
        return RemoteFailedError(f"The network at {self._where.shown} failed: {why}.")


def _certificates(where: RemoteAddress) -> bytes | None:
    if where.authority is None:
        return None
    try:
        return where.authority.read_bytes()
    except OSError as error:
        raise ModelError(
            f"The certificates in {where.authority} cannot be read ({error.strerror}).",
            "The filter was not changed.",
            "Correct ca= in the address of the network.",
        ) from error
