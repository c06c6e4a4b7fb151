"""The bundle as it lies in a Linux system: program, menu entries, icon, file type, manual page."""

from __future__ import annotations

import gzip
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from bundle.build import HERE, Place
from bundle.manual import manual_page

LINUX = HERE / "linux"
ICONS = HERE.parents[1] / "resources" / "icons"

_FILES = {
    "applications/stemviewer.desktop": LINUX / "stemviewer.desktop",
    "applications/stemviewer-review.desktop": LINUX / "stemviewer-review.desktop",
    "metainfo/org.stemviewer.stemviewer.metainfo.xml": LINUX
    / "org.stemviewer.stemviewer.metainfo.xml",
    "mime/packages/stemviewer.xml": LINUX / "stemviewer-mime.xml",
    "icons/hicolor/512x512/apps/stemviewer.png": ICONS / "stemviewer.png",
    "icons/hicolor/scalable/apps/stemviewer.svg": ICONS / "stemviewer.svg",
    "doc/stemviewer/copyright": HERE.parents[1] / "LICENSE",
}
"""Below ``share``."""


def lay_out(place: Place, prefix: Path, version: str, help_text: str) -> None:
    """Fill ``prefix`` (as it were ``/usr``) with the bundle and what a desktop needs.

    Parameters
    ----------
    place : Place
        With a bundle.
    prefix : Path
        Made anew.
    version, help_text : str
        For the manual page: what the program says to ``--version`` and ``--help``.
    """
    shutil.rmtree(prefix, ignore_errors=True)
    _link_tree(place.folder, prefix / "lib" / "stemviewer")
    (prefix / "bin").mkdir()
    (prefix / "bin" / "stemviewer").symlink_to("../lib/stemviewer/stemviewer")
    for name, source in _FILES.items():
        target = prefix / "share" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        target.chmod(0o644)
    copyright_file = prefix / "share" / "doc" / "stemviewer" / "copyright"
    third = place.library / "licences" / "README.txt"
    text = copyright_file.read_text("utf-8") + "\n\n" + third.read_text("utf-8")
    copyright_file.write_text(text, encoding="utf-8")
    page = prefix / "share" / "man" / "man1" / "stemviewer.1.gz"
    page.parent.mkdir(parents=True)
    # without a time and a name: the same text gives the same bytes
    page.write_bytes(gzip.compress(manual_page(version, help_text).encode(), 9, mtime=0))
    page.chmod(0o644)


def _link_tree(source: Path, target: Path) -> None:
    """Copy a folder with hard links: the bundle is large and is only read."""
    shutil.copytree(source, target, symlinks=True, copy_function=_link)
    for path in [target, *target.rglob("*")]:
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)


def installed_kib(root: Path) -> int:
    """Return what a tree takes on a disk [KiB], as Debian's policy counts it."""
    sizes = (path.lstat().st_size for path in _plain(root))
    return sum(-(-size // 1024) for size in sizes)


def _plain(root: Path) -> Iterator[Path]:
    return (path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
