"""What a training run is asked to do, and the recipes it can follow."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from stemviewer.denoise.network.shape import NetworkShape


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that shapes the result of a training besides its length and seed.

    Parameters
    ----------
    shape : NetworkShape
        Size of the network.
    patch, batch : int
        Side of the training images [px] and how many make one step, until the decay.
    late_patch, late_batch : int
        The same during the decay: wider context once the local structure is learnt.
    repeats : int
        Steps for which one set of clean images serves, each time turned and sampled anew.
    rate : float
        Learning rate before its decay.
    warm_up : int
        Steps over which the rate rises from zero.
    decay_from : float
        Share of the run after which the rate falls to zero along a cosine.
    weight_decay : float
        Of AdamW.
    average : float
        Decay of the running average of the weights, per step.
    floor : float
        Divergence below which an image counts as solved, about; see ``training_loss``.
    estimate_share : float
        Weight of the loss of the windowed estimate, where the network has one.
    extra : tuple of (str, float)
        Families beside the common mixture, and their shares; see ``make_batch``.
    """

    shape: NetworkShape = field(default_factory=NetworkShape)
    patch: int = 128
    batch: int = 4
    late_patch: int = 160
    late_batch: int = 4
    repeats: int = 2
    rate: float = 1e-3
    warm_up: int = 200
    decay_from: float = 0.62
    weight_decay: float = 1e-4
    average: float = 0.999
    floor: float = 5e-5
    estimate_share: float = 0.2
    extra: tuple[tuple[str, float], ...] = ()


RECIPES: dict[str, Recipe] = {
    "live": Recipe(
        shape=NetworkShape((16, 32, 64, 96, 128), (0, 1, 1, 2, 2), (1, 1, 1, 1)),
        extra=(("disordered", 0.1), ("grainy", 0.35)),
    ),
    "best": Recipe(
        shape=NetworkShape(spectral=True, signed=True),
        late_patch=256,
        late_batch=2,
        decay_from=0.42,
        # without it the windowed estimate teaches the network to put columns back in line
        extra=(("disordered", 0.3), ("plain_shapes", 0.15), ("grainy", 0.4)),
    ),
    "tiny": Recipe(
        shape=NetworkShape((8, 12, 16), (0, 1, 1), (1, 1)),
        patch=64,
        late_patch=64,
        warm_up=5,
    ),
}
"""``live``: for the live view on two slow cores. ``best``: twice the arithmetic, for review and
faster machines. ``tiny``: for trying the machinery, not for use.
"""


@dataclass(frozen=True, slots=True)
class TrainOptions:
    """One training run.

    Parameters
    ----------
    recipe : str
        Name in ``RECIPES``.
    out : Path
        Folder of checkpoints and log; made if missing.
    minutes : float
        Length of the run, all its parts together, unless ``steps`` is given [min].
    steps : int
        Length in steps; 0 means that ``minutes`` counts.
    stop_after : int
        Stop at this step, with a checkpoint, though the run is longer; 0 for its end.
    seed : int
        Of weights, images and noise.
    device : str
        ``auto``, ``cpu``, ``cuda`` or ``mps``.
    resume : bool
        Go on from the last checkpoint in ``out`` if there is one.
    start : Path, optional
        Folder of a run of the same recipe whose averaged weights are the first ones.
    threads : int
        Processor threads; 0 leaves the choice to torch.
    checkpoint_minutes : float
        Time between checkpoints [min].
    """

    recipe: str = "live"
    out: Path = Path("runs/live")
    minutes: float = 60.0
    steps: int = 0
    stop_after: int = 0
    seed: int = 0
    device: str = "auto"
    resume: bool = False
    start: Path | None = None
    threads: int = 0
    checkpoint_minutes: float = 3.0
