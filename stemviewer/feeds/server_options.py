"""What ``stemviewer serve`` and ``stemviewer simulate`` are asked to do."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Listen:
    """Where a server listens and how it tells.

    Parameters
    ----------
    host : str
        Beyond loopback only with a token.
    port : int
        0 takes a free one.
    token : str or None
        What clients must show.
    announce : bool
        Print one line of JSON with the address, and end when standard input closes.
    discoverable : bool
        Answer those who look around on the network segment.
    """

    host: str = "127.0.0.1"
    port: int = 0
    token: str | None = None
    announce: bool = False
    discoverable: bool = False


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """Options of ``stemviewer serve``; see :class:`stemviewer.feeds.files.FileSource`.

    ``pixel_size`` [m] replaces what the files state.
    """

    fps: float = 10.0
    dose: float | None = None
    seed: int = 0
    loop: bool = True
    pixel_size: float | None = None
    listen: Listen = field(default_factory=Listen)


@dataclass(frozen=True, slots=True)
class SimulateOptions:
    """Options of ``stemviewer simulate``; what is ``None`` is left to the simulator."""

    specimen: str | None = None
    seed: int = 0
    size: int = 512
    channels: tuple[str, ...] = ("HAADF", "BF")
    dwell: float | None = None
    beam_current: float | None = None
    field_of_view: float | None = None
    max_fps: float | None = None
    detector: str | None = None
    critical_dose: float | None = None
    current_at_once: bool = False
    listen: Listen = field(default_factory=Listen)
