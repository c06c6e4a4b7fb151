"""Where the files live that come with the program: weights, icons, themes, guide."""

from __future__ import annotations

from pathlib import Path

from stemviewer.core.errors import StemviewerError


def resource_path(*parts: str) -> Path:
    """Return the path of a shipped resource.

    Parameters
    ----------
    *parts : str
        Folder and file names below ``resources/``.

    Raises
    ------
    StemviewerError
        If it is missing from this installation.
    """
    packaged = Path(__file__).resolve().parents[1] / "_resources"
    checkout = Path(__file__).resolve().parents[2] / "resources"
    for root in (packaged, checkout):
        candidate = root.joinpath(*parts)
        if candidate.exists():
            return candidate
    name = "/".join(parts)
    raise StemviewerError(
        f"The file {name} is missing from this installation.",
        "What depends on it is not available; data are not affected.",
        "Install stemviewer again.",
    )
