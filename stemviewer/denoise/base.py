"""What a denoiser is, and the result of looking whether a frame suits it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from stemviewer.core.calibration import ElectronImage
from stemviewer.core.provenance import Parameter, Step


class RangeState(StrEnum):
    """Whether a frame is like what a network was trained on."""

    IN = "in range"
    EDGE = "edge of range"
    OUT = "out of range"


@dataclass(frozen=True, slots=True)
class RangeVerdict:
    """State and the reason in words; the reason is empty when in range."""

    state: RangeState
    reason: str = ""


IN_RANGE = RangeVerdict(RangeState.IN)


@dataclass(frozen=True, slots=True, eq=False)
class Denoised:
    """Output of a denoiser: the image [electrons per pixel], its step and the range verdict."""

    image: ElectronImage
    step: Step
    range: RangeVerdict = IN_RANGE


class Denoiser(Protocol):
    """Turns an image in electrons per pixel into its estimated rate. Not thread-safe."""

    @property
    def name(self) -> str:
        """Stable name, as in the registry and the log."""

    def apply(self, electrons: ElectronImage) -> Denoised:
        """Denoise one image.

        Parameters
        ----------
        electrons : ndarray of float32, shape (rows, columns)
            Counts in electrons per pixel; readout noise may make values negative. Not changed.

        Returns
        -------
        Denoised
            Same shape; what was done is in its step.
        """


@runtime_checkable
class GrowingDenoiser(Protocol):
    """A denoiser that need not compute earlier rows of a growing frame again."""

    def apply_part(self, electrons: ElectronImage, key: Hashable) -> Denoised:
        """Denoise all rows so far of the frame that ``key`` names."""


@dataclass(frozen=True, slots=True)
class ParameterSpec:
    """One adjustable parameter of a method, for editors and the command line.

    ``low`` and ``high`` bound it, both included; ``step`` is the editor's increment;
    an ``int`` default makes it an integer.
    """

    name: str
    label: str
    default: float | int
    low: float
    high: float
    step: float
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Method:
    """A registry entry.

    Parameters
    ----------
    name : str
        Stable name.
    label : str
        As shown to the operator.
    summary : str
        One sentence on what it does to the picture.
    parameters : tuple of ParameterSpec
        What can be adjusted.
    make : callable
        Builds the denoiser from parameter values (missing ones take their default).
        May import heavy libraries and load weights: call it off the Qt thread.
    network : bool
        Whether it is a neural network.
    """

    name: str
    label: str
    summary: str
    parameters: tuple[ParameterSpec, ...]
    make: Callable[[Mapping[str, Parameter]], Denoiser]
    network: bool = False
