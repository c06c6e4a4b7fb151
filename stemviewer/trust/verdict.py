"""One number for a whole frame: how well the picture predicts unseen electrons, and a blur."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from stemviewer.trust.templates import Plane

DECIDED = 2.33
"""Score beyond which a difference is said to be one: by chance in one of a hundred frames."""


class State(StrEnum):
    """How the picture does against the plain filter."""

    BETTER = "better"
    NO_BETTER = "no better"
    WORSE = "worse"
    NOT_AVAILABLE = "not available"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The comparison of one picture with one plain estimate.

    Parameters
    ----------
    state : State
        In a word.
    z : float
        The paired difference of the log-likelihoods over its standard deviation.
    gain : float
        The difference itself for each unseen electron [nats per electron].
    electrons : int
        Unseen electrons that judged.
    """

    state: State
    z: float
    gain: float
    electrons: int

    def sentence(self, picture: str = "the network", plain: str = "a Gaussian") -> str:
        """Return it for the operator."""
        told = {
            State.BETTER: f"{picture} predicts unseen electrons better than {plain}",
            State.NO_BETTER: f"{picture} predicts unseen electrons no better than {plain}",
            State.WORSE: f"{picture} predicts unseen electrons worse than {plain}",
            State.NOT_AVAILABLE: "evidence not available",
        }[self.state]
        return f"{told} (z = {signed(self.z)})"


def signed(value: float) -> str:
    """Return a number with its sign and one decimal; a minus, not a hyphen."""
    return f"{value:+.1f}".replace("-", "−")


def state_of(z: float) -> State:
    """Return what a score of a whole frame means."""
    return State.BETTER if z > DECIDED else State.WORSE if z < -DECIDED else State.NO_BETTER


def compare(picture: Plane, plain: Plane, unseen: Plane, inflation: float = 1.0) -> Verdict:
    """Compare two predictions of the same unseen electrons.

    The difference of the Poisson log-likelihoods is L = sum b ln(f / g) - (f - g). Given f and
    g, its variance is sum r ln(f / g)^2 with the true rate r, for which sum b ln(f / g)^2 is an
    unbiased estimate, whichever of the two is right or neither. With both equally far from the
    truth (in relative entropy), z = L / sd is standard normal; the comparison is paired as that
    of Vuong (Econometrica 57 (1989) 307).

    Parameters
    ----------
    picture, plain : ndarray, same shape
        Expected unseen electrons, f and g; positive where anything was measured.
    unseen : ndarray
        b [electrons per pixel].
    inflation : float
        Variance of the noise over that of counted electrons.
    """
    used = (picture > 0.0) & (plain > 0.0)
    f, g, b = picture, plain, unseen
    if not used.all():
        f, g, b = f[used], g[used], b[used]
    ratio = np.log(f / g)
    gain = float(np.sum(b * ratio) - np.sum(f - g))
    variance = inflation * float(np.sum(np.maximum(b, 0.0) * np.square(ratio)))
    electrons = round(float(b.sum()))
    z = gain / variance**0.5 if variance > 0.0 else 0.0
    return Verdict(state_of(z), z, gain / max(electrons, 1), electrons)
