"""The first text of a model card; what a bench measures is written into it later."""

from __future__ import annotations

from stemviewer.denoise.network.architecture import LiveNet
from stemviewer.simulation.generator.images import DOSE_RANGE
from stemviewer.simulation.generator.probe import FWHM_RANGE

_WITH = (
    "It leans on a learnt Wiener estimate made in windows of 128 px, so a pixel of the result can "
    "see several hundred pixels of the frame. For review, and for machines that keep up with it."
)
_WITHOUT = (
    "It sees the counts and their local mean only. For the live view on a processor; where the "
    "processor has VNNI it is computed in 8 bit."
)


def card_text(network: LiveNet, name: str, sha256: str) -> str:
    """Return the card of a network that has just been exported.

    Parameters
    ----------
    network : LiveNet
        The network.
    name, sha256 : str
        Of it and of its weights file.
    """
    weights = sum(parameter.numel() for parameter in network.parameters())
    widths = ", ".join(str(width) for width in network.shape.widths)
    return f"""# Model card: {name}

What it is: a U-Net of {weights / 1e6:.1f} million weights (half resolution, {widths} channels) that
turns counts into expected electrons per pixel. {_WITH if network.shape.spectral else _WITHOUT}
It is blind to dose, sampling and specimen. Weights: `{name}.safetensors`, SHA-256
`{sha256}`; the program refuses a file that differs.

What it is not: a measurement. It can invent, move and remove detail. Check against the raw frame;
never publish its output as data.

## Trained on

Simulated pictures only, made by `stemviewer/simulation/generator`: {DOSE_RANGE[0]:g} to
{DOSE_RANGE[1]:g} electrons per pixel, probes of {FWHM_RANGE[0]:g} to {FWHM_RANGE[1]:g} px FWHM,
Poisson counts and the noise of analogue detectors. Families and shares are in
`resources/guide/design/first-network.md`. Beyond the trained range the program says so; it cannot
notice a specimen unlike any simulated one.

## Known failures

Every line of the table below in which another method is printed bold. What was not measured there
was not tested.
"""
