"""From the settings of a chain to the chain; loading a network takes seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stemviewer.live.adaptive import AdaptiveNetwork
from stemviewer.live.state import ChainSettings

if TYPE_CHECKING:
    from stemviewer.denoise.base import Denoiser
    from stemviewer.denoise.chain import Chain


def build_chain(settings: ChainSettings) -> Chain:
    """Return a new chain.

    Raises
    ------
    StemviewerError
        If there is no such method, or it cannot be loaded.
    """
    from stemviewer.denoise.chain import Chain
    from stemviewer.denoise.network.catalogue import AUTOMATIC, sizes
    from stemviewer.denoise.registry import method

    denoiser: Denoiser | None = None
    if settings.method == AUTOMATIC:
        denoiser = AdaptiveNetwork(sizes(), settings.parameters)
    elif settings.method != "none":
        denoiser = method(settings.method).make(settings.parameters)
    return Chain(denoiser, average=settings.average)
