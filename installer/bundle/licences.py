"""Licences of what a bundle contains: held against a list of allowed ones, and written down."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from setup_steps.say import SetupError

from bundle.build import Place
from bundle.parts import Contents, Package

ALLOWED = frozenset({
    "0BSD", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-2-Clause", "BSD-3-Clause",
    "BSL-1.0", "CC0-1.0", "EPICS", "ISC", "LGPL-2.1-or-later", "LGPL-3.0-only", "MIT", "MIT-0",
    "MIT-CMU", "MPL-2.0", "OpenSSL", "PSF-2.0", "Python-2.0", "Unlicense", "X11", "Zlib",
    "bzip2-1.0.6", "blessing", "libpng-2.0",
    "GPL-3.0-or-later WITH GCC-exception-3.1",  # libraries of compilers, meant for any program
})  # fmt: skip
"""SPDX names; the LGPL ones are of libraries that lie in the bundle as files of their own."""

SAME = {
    "MIT License": "MIT", "BSD": "BSD-3-Clause", "BSD License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0", "Python Software Foundation License": "PSF-2.0",
}  # fmt: skip
"""Words that packages use instead of SPDX names."""

LOOKED_UP = {
    "hdf5plugin": "MIT AND BSD-3-Clause AND BSD-2-Clause AND Zlib AND bzip2-1.0.6",
}
"""Of packages whose metadata state nothing: read in the licence files that come with them."""

SYSTEM_LIBRARIES = {
    "libpython": "PSF-2.0", "libssl": "Apache-2.0", "libcrypto": "Apache-2.0", "libffi": "MIT",
    "libz.": "Zlib", "liblzma": "0BSD", "libbz2": "bzip2-1.0.6", "libsqlite3": "blessing",
    "libstdc++": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "libgcc_s": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "libgomp": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "libatomic": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "libmpdec": "BSD-2-Clause", "libuuid": "BSD-3-Clause",
    "libexpat": "MIT", "libICE": "X11", "libSM": "X11", "libxcb": "X11", "libX11": "X11",
    "vcruntime": "MIT", "msvcp": "MIT", "ucrtbase": "MIT", "api-ms-win": "MIT",
}  # fmt: skip
"""Of libraries that the building machine gives, by how their names begin."""

FORBIDDEN = (
    "libreadline", "libgdbm", "libfftw3", "libx264", "libx265", "libgsl", "liblzo2",
    "libQt6VirtualKeyboard", "libQt6Charts", "libQt6DataVisualization", "libQt6NetworkAuth",
    "libQt6Lottie", "libQt6Quick3D", "libQt6Graphs", "Qt6Charts", "Qt6VirtualKeyboard",
)  # fmt: skip
"""Libraries under the GPL that turn up beside others: how the names of their files begin."""

QT_NOTE = """\
Qt, PySide6 and Shiboken are under the LGPL 3: you may replace them. They are the shared libraries
in PySide6/ and shiboken6/ of this folder, unchanged as published by the Qt Company; put others of
the same version there. Their source: https://download.qt.io/official_releases/ . Everything here
may be replaced in the same way and debugged for it; nothing checks what lies in this folder.
"""

_TOKEN = re.compile(r"\(|\)|\bAND\b|\bOR\b")


def allowed(expression: str) -> bool:
    """Tell whether an SPDX expression can be met with allowed licences only.

    Parameters
    ----------
    expression : str
        Names with AND, OR, WITH and brackets; words of ``SAME`` count as the names they mean.
    """
    tokens = [text.strip() for text in re.split(f"({_TOKEN.pattern})", expression)]
    words = [text for text in tokens if text]
    if not words:
        return False
    value, rest = _any_of(words)
    return value and not rest


def _any_of(words: list[str]) -> tuple[bool, list[str]]:
    value, rest = _all_of(words)
    while rest[:1] == ["OR"]:
        other, rest = _all_of(rest[1:])
        value = value or other
    return value, rest


def _all_of(words: list[str]) -> tuple[bool, list[str]]:
    value, rest = _one(words)
    while rest[:1] == ["AND"]:
        other, rest = _one(rest[1:])
        value = value and other
    return value, rest


def _one(words: list[str]) -> tuple[bool, list[str]]:
    if words[:1] == ["("]:
        value, rest = _any_of(words[1:])
        return value and rest[:1] == [")"], rest[1:]
    if not words:
        return False, words
    return SAME.get(words[0], words[0]) in ALLOWED, words[1:]


def licence_of(package: Package) -> str:
    """Return a package's licence, in SPDX names where its words are known."""
    stated = LOOKED_UP.get(package.name, package.licence)
    return SAME.get(stated, stated)


def licence_of_library(name: str) -> str:
    """Return the licence of a library of the system; nothing if it is not known."""
    return next(
        (licence for start, licence in SYSTEM_LIBRARIES.items() if name.startswith(start)), ""
    )


def complaints(contents: Contents, files: list[str]) -> list[str]:
    """Return what must not be in a bundle, one line each."""
    found = [
        f"{package.name} {package.version}: {licence_of(package) or 'states no licence'}"
        for package in contents.packages
        if not allowed(licence_of(package))
    ]
    found += [
        f"{name}: a library of the system whose licence is not in the list"
        for name in contents.libraries
        if not allowed(licence_of_library(name))
    ]
    found += [f"{name}: under the GPL" for name in files if name.startswith(FORBIDDEN)]
    return found


def check(place: Place, contents: Contents) -> None:
    """Fail when something is in the bundle that must not be.

    Raises
    ------
    SetupError
        Naming each.
    """
    files = [path.name for path in place.folder.rglob("*") if path.is_file()]
    found = complaints(contents, files)
    if found:
        raise SetupError("Not allowed in a bundle:\n  " + "\n  ".join(found))


def write(place: Place, contents: Contents) -> Path:
    """Write the list and all licence texts into the bundle; return their folder."""
    folder = place.library / "licences"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for package in contents.packages:
        for number, text in enumerate(package.texts):
            target = folder / package.name / (text.name if number == 0 else f"{number}-{text.name}")
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(text, target)
    (folder / "README.txt").write_text(listing(contents), encoding="utf-8")
    return folder


def listing(contents: Contents) -> str:
    """Return the parts of a bundle and their licences as a text."""
    lines = ["stemviewer is under the BSD 3-clause licence. This bundle of it contains:", ""]
    lines.append(f"Python {contents.python}: PSF-2.0, https://www.python.org")
    lines += [
        f"{one.name} {one.version}: {licence_of(one)}{', ' + one.home if one.home else ''}"
        for one in contents.packages
    ]
    lines += [f"{name}: {licence_of_library(name)}" for name in contents.libraries]
    lines.append("PyInstaller's starter: GPL-2.0-or-later with an exception for what it starts")
    return "\n".join(lines) + f"\n\n{QT_NOTE}"
