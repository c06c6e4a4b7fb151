from __future__ import annotations

import ast
import logging
import runpy
import tomllib
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

LEFT_OUT_BUT_NAMED = {"bench", "training", "denoise/remote", "scripting.py", "inspection/cluster"}
"""Parts of the program that say so themselves when a module is not there."""


@pytest.mark.parametrize(
    ("target", "stays"),
    [
        ("torch/lib/libtorch_cpu.so", True),
        ("torch/lib/libtorchbind_test.so", False),
        ("torch/bin/torch_shm_manager", True),
        ("torch/bin/test_jit", False),
        ("torch/testing/_internal/common_dtype.py", True),
        ("torch/include/ATen/ATen.h", False),
        ("hdf5plugin/plugins/libh5blosc2.so", True),
        ("hdf5plugin/plugins/libh5sperr.so", False),
        ("imagecodecs/_lz4.abi3.so", True),
        ("imagecodecs/_avif.abi3.so", False),
        ("PySide6/Qt/lib/libQt6Widgets.so.6", True),
        ("PySide6/Qt/lib/libQt6Quick.so.6", False),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6\\Qt\\plugins\\platforms\\libqvnc.so", False),
        ("scipy/stats/tests/data/x.npy", False),
        ("skimage/restoration/__init__.pyi", True),
    ],
)
def test_a_bundle_keeps_what_runs_and_leaves_out_the_rest(target: str, stays: bool) -> None:
    from bundle.contents import kept

    assert kept(target) is stays


def test_libraries_of_the_system_are_left_to_it_but_those_of_packages_stay() -> None:
    from bundle.contents import kept

    assert not kept("libxcb.so.1", in_a_package=False)
    assert not kept("libreadline.so.8", in_a_package=False)
    assert kept("libssl.so.3", in_a_package=False)
    assert kept("pillow.libs/libxcb-64009ff3.so.1.1.0", in_a_package=True)


def test_nothing_that_is_left_out_is_imported_where_operators_get(root: Path) -> None:
    from bundle.contents import MODULES_LEFT_OUT

    top = root / "stemviewer"
    found = [
        f"{path.relative_to(top)}: {name}"
        for path in top.rglob("*.py")
        if not path.relative_to(top).as_posix().startswith(tuple(LEFT_OUT_BUT_NAMED))
        for name in _imports(path)
        if any(name == one or name.startswith(f"{one}.") for one in MODULES_LEFT_OUT)
        and "PySide6.QtTest" not in name
        and name.partition(".")[0] not in {"c2pa", "distributed", "tritonclient"}
    ]
    assert found == []


def _imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return names


def test_the_recipe_is_whole(root: Path) -> None:
    here = root / "installer" / "bundle"
    ast.parse((here / "stemviewer.spec").read_text(encoding="utf-8"))
    from bundle.contents import EXTRAS, METADATA
    from bundle.tree import _FILES

    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    assert extras.keys() >= EXTRAS
    every = [*project["dependencies"], *(text for name in EXTRAS for text in extras[name])]
    names = {text.partition(">")[0].partition("[")[0].lower() for text in every}
    assert {name.lower() for name in METADATA} <= names
    assert all(source.is_file() for source in _FILES.values())


@pytest.mark.parametrize(
    "name",
    ["windows/stemviewer.iss", "windows/AppxManifest.xml", "windows/make_msix.ps1",
     "macos/make_dmg.sh", "linux/make_appimage.sh"],
)  # fmt: skip
def test_what_could_only_be_written_says_so_in_its_head(root: Path, name: str) -> None:
    text = (root / "installer" / "bundle" / name).read_text(encoding="utf-8")
    assert "WRITTEN, NOT TRIED" in text[:700]
    if name.endswith(".xml"):
        assert ET.fromstring(text).tag.endswith("Package")


def test_hdf5plugin_keeps_its_filters_or_is_silent_about_them(root: Path) -> None:
    from bundle.contents import HDF5_FILTERS
    from hdf5plugin._config import build_config

    place = root / "installer" / "bundle" / "hooks" / "without_filters.py"
    hook = runpy.run_path(str(place))
    try:
        assert set(HDF5_FILTERS) | set(hook["LEFT_OUT"]) == set(build_config.embedded_filters)
        left = logging.makeLogRecord({"msg": "Cannot initialize filter sz3: File not found"})
        kept = logging.makeLogRecord({"msg": "Cannot initialize filter lz4: File not found"})
        assert (hook["told"](left), hook["told"](kept)) == (False, True)
    finally:
        logging.getLogger("hdf5plugin._utils").removeFilter(hook["told"])


def test_the_spec_asks_for_the_starter_that_windows_entries_name(root: Path) -> None:
    here = root / "installer" / "bundle"
    assert 'program("stemviewer-window"' in (here / "stemviewer.spec").read_text(encoding="utf-8")
    for name in ("stemviewer.iss", "AppxManifest.xml"):
        assert "stemviewer-window.exe" in (here / "windows" / name).read_text(encoding="utf-8")


def test_sizes_are_counted_by_part_and_packages_shared_out(tmp_path: Path) -> None:
    from bundle.sizes import packed_shares, sizes, table

    files = {
        "stemviewer": 3_000_000,
        "_internal/torch/lib/libtorch_cpu.so": 5_000_000,
        "_internal/numpy.libs/openblas.so": 2_000_000,
        "_internal/numpy/core.so": 1_000_000,
        "_internal/tiny/one.py": 10,
    }
    for name, size in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"\0" * size)
    (tmp_path / "_internal" / "link.so").symlink_to("torch/lib/libtorch_cpu.so")
    found = sizes(tmp_path)
    assert found["torch/lib"] == 5_000_000
    assert found["numpy"] == 3_000_000
    assert found.total() == sum(files.values())
    assert sum(packed_shares(tmp_path).values()) == pytest.approx(1.0)
    lines = table(tmp_path, package_bytes=1_000_000)
    assert lines[0].endswith("torch/lib")
    assert "1 smaller parts" in "\n".join(lines)
    assert lines[-1].split()[0] == "11.0"
