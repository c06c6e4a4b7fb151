"""The size of network that keeps up with the scan, chosen by its own measured time."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

from stemviewer.core.calibration import ElectronImage
from stemviewer.core.errors import StemviewerError
from stemviewer.core.provenance import Parameter
from stemviewer.denoise.base import Denoised, Denoiser, GrowingDenoiser, Method

UP_SHARE = 0.6
"""A larger network is taken when a pass of it would fill at most this share of a frame's time."""

DOWN_SHARE = 0.9
"""The present one is given up when a pass fills more than this share: the gap between the two
limits keeps the choice from going to and fro."""

FRAMES = 8
"""As many frames in a row must say so: one slow pass or one late frame changes nothing."""

DEARER = 4.0
"""Times the present network that a larger one is thought to cost before it was tried."""


@dataclass(slots=True)
class SizeChoice:
    """Which of several networks, small to large; pure bookkeeping, told times, asked nothing.

    Parameters
    ----------
    count : int
        Number of networks.
    at : int
        The one at work.
    """

    count: int
    at: int = 0
    _cost: dict[int, float] = field(default_factory=dict)
    _up: int = 0
    _down: int = 0

    def judge(self, seconds: float, period: float, pixels: int) -> int:
        """Take in one pass over a whole frame; return the network for the next.

        Parameters
        ----------
        seconds : float
            Time of the pass [s].
        period : float
            From one frame to the next [s]; 0 while it is not known.
        pixels : int
            Of the frame.
        """
        if period <= 0.0 or pixels <= 0:
            return self.at
        known = self._cost.get(self.at)
        own = seconds / pixels
        # a slow mean: a single pass that something else held up says little about the network
        self._cost[self.at] = own if known is None else known + 0.25 * (own - known)
        slow = seconds > DOWN_SHARE * period and self.at > 0
        room = self.at + 1 < self.count and self._larger(pixels) < UP_SHARE * period
        self._down = self._down + 1 if slow else 0
        self._up = self._up + 1 if room and not slow else 0
        if self._down >= FRAMES:
            self._move(-1)
        elif self._up >= FRAMES:
            self._move(+1)
        return self.at

    def give_up(self) -> None:
        """Go back to the smaller one for good: the one at work cannot be had."""
        self.count = max(1, self.at)
        self._move(-1)

    def _larger(self, pixels: int) -> float:
        """Return what a pass of the next larger network would take [s]."""
        known = self._cost.get(self.at + 1)
        return pixels * (known if known is not None else DEARER * self._cost[self.at])

    def _move(self, by: int) -> None:
        self.at = max(0, self.at + by)
        self._up = self._down = 0


class AdaptiveNetwork:
    """A denoiser that is one of several networks; the denoise thread tells it how long it took.

    Networks are loaded when they are first needed and kept, so that going back costs nothing.

    Parameters
    ----------
    methods : sequence of Method
        Networks, small to large.
    parameters : mapping
        For all of them.

    Raises
    ------
    StemviewerError
        If the smallest cannot be loaded, or there is none.
    """

    def __init__(self, methods: Sequence[Method], parameters: Mapping[str, Parameter]) -> None:
        if not methods:
            raise StemviewerError(
                "There is no network to choose from.", "Raw is shown.", "Choose a filter."
            )
        self._methods = methods
        self._parameters = parameters
        self._made: dict[int, Denoiser] = {0: methods[0].make(parameters)}
        self._choice = SizeChoice(len(methods))

    @property
    def name(self) -> str:
        """Name of the network at work."""
        return self.method.name

    @property
    def method(self) -> Method:
        """The network at work."""
        return self._methods[self._choice.at]

    def apply(self, electrons: ElectronImage) -> Denoised:
        """Denoise with the network at work."""
        return self._made[self._choice.at].apply(electrons)

    def apply_part(self, electrons: ElectronImage, key: Hashable) -> Denoised:
        """Denoise the rows so far of a growing frame."""
        made = self._made[self._choice.at]
        if isinstance(made, GrowingDenoiser):
            return made.apply_part(electrons, key)
        return made.apply(electrons)

    def judge(self, seconds: float, period: float, pixels: int) -> str:
        """Take in a pass; return a sentence when another network is at work from now on.

        Parameters
        ----------
        seconds, period, pixels
            As of :meth:`SizeChoice.judge`.

        Raises
        ------
        StemviewerError
            If the larger network cannot be loaded; the smaller one stays at work.
        """
        before = self.method
        at = self._choice.judge(seconds, period, pixels)
        if self._methods[at] is before:
            return ""
        if at not in self._made:
            try:
                self._made[at] = self.method.make(self._parameters)
            except StemviewerError:
                self._choice.give_up()
                raise
        why = "keeps up with" if self._methods.index(before) < at else "is too slow for"
        subject = self.method.label if why.startswith("keeps") else before.label
        return (
            f"{self.method.label} instead of {before.label}: {subject} {why} a frame every "
            f"{period * 1e3:.0f} ms."
        )
