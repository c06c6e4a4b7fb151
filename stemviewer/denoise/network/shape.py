"""The size of a network, without torch, so that listing networks stays cheap."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

MEAN_WINDOW = 16
"""Side of the coarse cells of the local mean [px]; smoothed over three of them."""

SPECTRAL_WINDOW = 128
"""Side of the windows of the learnt Wiener filter [px]: about ten unit cells."""

_LATER_PARTS = ("spectral", "signed")

_MAX_WIDTH = 1024
_MAX_LEVELS = 8
_MAX_BLOCKS = 16


@dataclass(frozen=True, slots=True)
class NetworkShape:
    """Channels of each level, from half resolution down, and residual blocks per level.

    ``encoder`` and ``decoder`` count the blocks on the way down and up; the last level has
    ``encoder[-1]`` blocks and no decoder. ``spectral`` adds the windowed Wiener estimate to
    what the network sees. ``signed`` lets the residual streams be negative: with a rectifier
    at the end of each block a whole level can go dead in training, and did.
    """

    widths: tuple[int, ...] = (32, 48, 96, 128, 128)
    encoder: tuple[int, ...] = (0, 1, 1, 2, 2)
    decoder: tuple[int, ...] = (1, 1, 1, 1)
    spectral: bool = False
    signed: bool = False

    def __post_init__(self) -> None:
        if len(self.encoder) != len(self.widths) or len(self.decoder) != len(self.widths) - 1:
            raise ValueError("encoder needs one entry per width, decoder one less")
        if not 1 <= len(self.widths) <= _MAX_LEVELS:
            raise ValueError(f"{len(self.widths)} levels are not 1 to {_MAX_LEVELS}")
        if not all(1 <= width <= _MAX_WIDTH for width in self.widths):
            raise ValueError(f"widths {self.widths} are not all 1 to {_MAX_WIDTH}")
        if not all(0 <= blocks <= _MAX_BLOCKS for blocks in self.encoder + self.decoder):
            raise ValueError(f"blocks are not all 0 to {_MAX_BLOCKS}")

    @property
    def multiple(self) -> int:
        """Sides are padded to a multiple of this [px]."""
        hop = SPECTRAL_WINDOW // 2 if self.spectral else 1
        return int(max(2 ** len(self.widths), MEAN_WINDOW, hop))

    @property
    def margin(self) -> int:
        """How far a pixel of the output can see, rounded up to ``multiple`` [px].

        A tile that is larger than its core by this on each side, and starts at a multiple of
        ``multiple``, gives in its core what the whole image gives.
        """
        # stem and head see one pixel of half resolution each, a block two of its level
        reach = 2 * 2.0
        for level, blocks in enumerate(self.encoder):
            up = self.decoder[level] if level < len(self.decoder) else 0
            # and the 2x2 convolution that leads to a level sees all of its own coarse pixel
            reach += 2.0 ** (level + 1) * (2 * (blocks + up) + 1)
        seen = 2.5 * MEAN_WINDOW
        if self.spectral:
            # its windows, their neighbours, and the wide mean they are standardised by
            seen = SPECTRAL_WINDOW * (1.0 + 0.5 + 1.25)
        return int(-(-(reach + seen) // self.multiple) * self.multiple)

    def as_json(self) -> str:
        """Return the shape as canonical JSON."""
        # as it was written before there were such parts
        absent = [name for name in _LATER_PARTS if not getattr(self, name)]
        content = {name: value for name, value in asdict(self).items() if name not in absent}
        return json.dumps(content, sort_keys=True, separators=(",", ":"))


def shape_from_json(text: str) -> NetworkShape:
    """Return the shape that ``as_json`` wrote.

    Raises
    ------
    ValueError
        If the text is not such JSON, or names an impossible shape.
    """
    try:
        content = json.loads(text)
        widths, encoder, decoder = (
            tuple(int(value) for value in content[key]) for key in ("widths", "encoder", "decoder")
        )
        spectral, signed = (bool(content.get(key, False)) for key in _LATER_PARTS)
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise ValueError(f"not the shape of a network: {error}") from error
    return NetworkShape(widths, encoder, decoder, spectral, signed)
