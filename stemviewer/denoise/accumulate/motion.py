"""What is known of a drift before the next frame is looked at: it goes on as it went."""

from __future__ import annotations

from dataclasses import dataclass

MEMORY = 0.5
"""Weight of the newest drift in the mean that predicts the next."""

FIRST_SIGMA = 2.0
"""Spread of the first drift about zero, per axis [px a frame]."""

LATER_SIGMA = 1.0
"""Spread of a drift about the one predicted, per axis [px a frame]."""

REACH = 3.5
"""The search ends at this many spreads."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """Where the specimen is expected: drift since the last frame and its spread, per axis [px].

    ``farthest`` bounds the drift itself [px].
    """

    down: float
    right: float
    sigma: float
    farthest: float

    @property
    def reach(self) -> float:
        """Farthest from the expected place that is searched [px]."""
        return REACH * self.sigma


class Motion:
    """Constant velocity with room for a random walk.

    Parameters
    ----------
    largest : float
        Largest drift from one frame to the next [px].
    """

    def __init__(self, largest: float) -> None:
        self._largest = largest
        self._velocity = (0.0, 0.0)
        self._known = False

    @property
    def velocity(self) -> tuple[float, float]:
        """Drift a frame as of now, down and right [px]."""
        return self._velocity

    def predict(self, frames: int) -> Prediction:
        """Return where the specimen is expected ``frames`` (at least 1) after the last one."""
        sigma = LATER_SIGMA if self._known else FIRST_SIGMA
        down, right = (part * frames for part in self._velocity)
        # a random walk spreads with the root of its steps, an unknown velocity with the steps
        spread = sigma * (frames**0.5 if self._known else frames)
        return Prediction(down, right, spread, self._largest * frames + 0.5)

    def learn(self, down: float, right: float, frames: int) -> None:
        """Take in a drift that was measured over ``frames`` frames [px]."""
        new = (down / frames, right / frames)
        weight = MEMORY if self._known else 1.0
        self._velocity = (
            self._velocity[0] + weight * (new[0] - self._velocity[0]),
            self._velocity[1] + weight * (new[1] - self._velocity[1]),
        )
        self._known = True
