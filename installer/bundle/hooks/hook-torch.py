"""torch less what compiles and tests it; the common hook takes every module there is.

Left to the graph of imports: what torch loads is imported by name in its own code.
"""

from __future__ import annotations

import importlib.metadata
from pathlib import Path

from PyInstaller.utils.hooks import PY_DYLIB_PATTERNS, collect_dynamic_libs, get_package_paths

module_collection_mode = "pyz+py"  # torch looks into its own source
warn_on_missing_hiddenimports = False
binaries = collect_dynamic_libs("torch", search_patterns=[*PY_DYLIB_PATTERNS, "*.so.*"])
binaries = [one for one in binaries if "test" not in one[0].rpartition("lib")[2]]
manager = Path(get_package_paths("torch")[1], "bin", "torch_shm_manager")
if manager.exists():  # not on Windows; torch refuses to start without it
    binaries.append((str(manager), "torch/bin"))
bindepend_symlink_suppression = ["**/torch/lib/*.so*"]  # torch finds its libraries by their place
datas: list[tuple[str, str]] = []
hiddenimports = ["torch.testing", "torch.testing._internal.common_dtype"]

needed = [text for text in importlib.metadata.requires("torch") or [] if text.startswith("nvidia")]
if needed:  # a build for CUDA: its libraries come in packages of their own
    from _pyinstaller_hooks_contrib.utils import nvidia_cuda

    names = [text.split(";")[0].split("=")[0].strip() for text in needed]
    hiddenimports += nvidia_cuda.infer_hiddenimports_from_requirements(names)
