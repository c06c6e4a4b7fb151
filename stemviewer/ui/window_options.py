"""What the command line asks of the window."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class WindowOptions:
    """What the command line asks of the window.

    Parameters
    ----------
    feed : str
        Opened at once; the start page when empty.
    record : Path or None
        Folder to record into from the first connection on.
    record_processed : bool
        Whether processed pixels are recorded too.
    denoised : str
        How they are stored: ``"float32"``, ``"float16"`` or ``"recompute"``.
    history_mib : int or None
        Memory of the always-on history [MiB], from now on; ``None`` leaves what was chosen.
    headless : bool
        Draw off screen.
    seconds : float or None
        Close by itself after this time [s], counted from the first frame.
    report : Path or None
        Where the measured numbers go, as JSON; ``-`` is standard output.
    screenshot : Path or None
        Where a picture of the window goes, at the end.
    size : tuple of int
        Width and height of the window [px].
    language : str
        ``"en"`` or ``"de"``; when empty what was kept, or English for a script.
    large : bool
        Large type, whatever was kept.
    """

    feed: str = ""
    record: Path | None = None
    record_processed: bool = True
    denoised: str = "float32"
    history_mib: int | None = None
    headless: bool = False
    seconds: float | None = None
    report: Path | None = None
    screenshot: Path | None = None
    size: tuple[int, int] = (1920, 1080)
    language: str = ""
    large: bool = False

    @property
    def scripted(self) -> bool:
        """Whether a script runs it: then nothing kept from earlier starts may change it."""
        return self.headless or self.seconds is not None or self.screenshot is not None
