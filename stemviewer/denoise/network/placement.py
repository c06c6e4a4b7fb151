"""Where a network computes and in which number format."""

from __future__ import annotations

import torch

from stemviewer.core.errors import ModelError
from stemviewer.denoise.network.architecture import LiveNet
from stemviewer.denoise.network.device import has_fast_bfloat16, has_fast_int8
from stemviewer.denoise.network.int8.net import Int8Net

NUMBER_FORMATS = ("auto", "float32", "bfloat16", "int8")


def placed(
    network: LiveNet | Int8Net, wanted: str, device: torch.device
) -> tuple[str, LiveNet | Int8Net]:
    """Return the number format that is used, and the network on its device.

    Parameters
    ----------
    network : LiveNet or Int8Net
        As loaded.
    wanted : str
        One of ``NUMBER_FORMATS``.
    device : torch.device
        Where it is to compute.

    Raises
    ------
    ModelError
        If the network cannot compute in that format there.
    """
    if isinstance(network, Int8Net):
        if wanted not in ("auto", "int8") or device.type != "cpu" or not has_fast_int8(device):
            raise ModelError(
                f"These weights are in 8 bit; they cannot run in {wanted} on this {device.type}.",
                "The network is not used.",
                "Choose the weights in float32.",
            )
        return "int8", network
    moved: LiveNet = network.to(device=device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    return _number_format(wanted, device), moved


def _number_format(wanted: str, device: torch.device) -> str:
    if wanted not in NUMBER_FORMATS:
        raise ModelError(
            f"There is no number format {wanted!r}.", "", f"Known: {', '.join(NUMBER_FORMATS)}."
        )
    if wanted == "int8":
        raise ModelError("These weights are not in 8 bit.", "", "Choose another number format.")
    if wanted == "auto":
        return "bfloat16" if has_fast_bfloat16(device) else "float32"
    return wanted
