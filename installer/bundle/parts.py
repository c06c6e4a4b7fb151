"""What a bundle is made of: Python packages, Python itself, and libraries of the system."""

from __future__ import annotations

import importlib.metadata
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bundle.build import Place
from bundle.contents import CAME_FROM

TOOLS = frozenset({"pyinstaller", "pyinstaller-hooks-contrib", "stemviewer"})
"""In the environment, but no part by others: what builds, and the program itself."""


@dataclass(frozen=True)
class Package:
    """A Python package in the bundle.

    Parameters
    ----------
    name, version : str
        As published.
    licence : str
        What its metadata states: an SPDX expression, else words.
    home : str
        Where it is to be had.
    texts : tuple of Path
        Files with its licence and those of what it contains.
    """

    name: str
    version: str
    licence: str
    home: str
    texts: tuple[Path, ...]


@dataclass(frozen=True)
class Contents:
    """All parts by others: packages, names of system libraries, and Python's version."""

    packages: tuple[Package, ...]
    libraries: tuple[str, ...]
    python: str


def read_contents(place: Place) -> Contents:
    """Return what the bundle was made of, as the build wrote it down."""
    came_from = json.loads((place.work / CAME_FROM).read_text(encoding="utf-8"))
    settings = _environment_settings(place)
    site = next(place.project.environment.rglob("site-packages"))
    sources = [Path(source) for _, source in came_from if source]
    distributions = list(importlib.metadata.distributions(path=[str(site)]))
    found = [_package(one) for one in distributions if _is_in(one, site, set(sources))]
    return Contents(
        tuple(sorted(found, key=lambda one: one.name.lower())),
        tuple(sorted({source.name for source in sources if _is_system(source, site, settings)})),
        settings["version_info"].rpartition(".")[0] if "version_info" in settings else "",
    )


def _environment_settings(place: Place) -> dict[str, str]:
    lines = (place.project.environment / "pyvenv.cfg").read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if "=" in line)
    return {key.strip(): value.strip() for key, _, value in pairs}


def _is_in(distribution: importlib.metadata.Distribution, site: Path, sources: set[Path]) -> bool:
    """Tell whether a file of a package, other than its metadata, is in the bundle."""
    if distribution.name.lower() in TOOLS:
        return False
    files = (Path(str(file)) for file in distribution.files or [])
    return any(site / file in sources for file in files if ".dist-info" not in str(file))


def _is_system(source: Path, site: Path, settings: dict[str, str]) -> bool:
    prefix = Path(settings["home"]).resolve().parent
    is_library = ".so" in source.name or source.suffix in (".dll", ".dylib")
    own = (site, prefix / "lib" / "python3", prefix)
    return is_library and not any(_below(source, folder) for folder in own)


def _below(source: Path, folder: Path) -> bool:
    return source.is_relative_to(folder) or source.resolve().is_relative_to(folder)


def _package(distribution: importlib.metadata.Distribution) -> Package:
    metadata = distribution.metadata
    return Package(
        distribution.name,
        distribution.version,
        stated_licence(
            metadata.get("License-Expression") or "",
            metadata.get("License") or "",
            metadata.get_all("Classifier") or [],
        ),
        _home(metadata.get("Home-page") or "", metadata.get_all("Project-URL") or []),
        tuple(_licence_files(distribution)),
    )


def stated_licence(expression: str, words: str, classifiers: Iterable[str]) -> str:
    """Return what metadata state: the expression, else a short text, else the classifiers."""
    if expression:
        return expression
    if words and len(words) < 60 and "\n" not in words:
        return words
    ends = [text.rpartition("::")[2].strip() for text in classifiers if text.startswith("License")]
    return " AND ".join(ends)


def _home(page: str, urls: list[str]) -> str:
    named = [url.partition(",")[2].strip() for url in urls]
    return page or (named[0] if named else "")


def _licence_files(distribution: importlib.metadata.Distribution) -> list[Path]:
    words = ("licen", "copying", "notice", "copyright")
    found = []
    for file in distribution.files or []:
        path = Path(str(distribution.locate_file(file)))
        inside = ".dist-info" in str(file) and any(word in path.name.lower() for word in words)
        if (inside or "dist-info/licenses/" in str(file)) and path.is_file():
            found.append(path)
    return found
