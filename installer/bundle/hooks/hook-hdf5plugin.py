"""hdf5plugin finds its filters by the folder they lie in; contents.py says which are kept."""

from __future__ import annotations

from PyInstaller.utils.hooks import collect_dynamic_libs

binaries = [
    *collect_dynamic_libs("hdf5plugin", search_patterns=["*.so", "*.dll", "*.dylib"]),
]
