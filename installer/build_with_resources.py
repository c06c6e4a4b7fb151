"""The build step that puts resources/ into the wheel, as stemviewer/_resources.

In a checkout and in an editable installation the program reads resources/ where it is; a wheel
has no such folder beside the package. Named in pyproject.toml under [tool.setuptools.cmdclass].
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from setuptools.command.build_py import build_py

SOURCE = Path("resources")
TARGET = Path("stemviewer", "_resources")


def resource_files(root: Path = SOURCE) -> list[Path]:
    """Return the files to ship, sorted; hidden ones and unfinished downloads are not among them."""
    return sorted(
        path
        for path in root.rglob("*")
        if path.is_file()
        and path.suffix != ".part"
        and not any(part.startswith((".", "__pycache__")) for part in path.parts)
    )


class BuildWithResources(build_py):  # type: ignore[misc]
    """build_py that copies the resources too."""

    def run(self) -> None:
        """Build the package, then copy the resources beside it."""
        super().run()
        if self.editable_mode:
            return
        for path, target in self._resources():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)

    def _resources(self) -> list[tuple[Path, Path]]:
        place = Path(self.build_lib) / TARGET
        return [(path, place / path.relative_to(SOURCE)) for path in resource_files()]

    def get_outputs(self, include_bytecode: bool = True) -> list[str]:
        """Return what the build leaves."""
        extra = [] if self.editable_mode else [str(target) for _, target in self._resources()]
        return [*super().get_outputs(include_bytecode), *extra]

    def get_source_files(self) -> list[str]:
        """Return what a source distribution needs."""
        own = os.path.relpath(__file__)
        return [*super().get_source_files(), own, *map(str, resource_files())]
