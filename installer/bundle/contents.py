"""What a bundle leaves out: parts of libraries that the program never uses."""

from __future__ import annotations

import sysconfig

MODULES_LEFT_OUT = [
    # development, training and extras that are no part of a bundle
    "mypy", "pytest", "_pytest", "pytestqt", "hypothesis", "ruff", "grimp", "importlinter",
    "ase", "matplotlib", "fontTools", "kiwisolver", "c2pa", "distributed", "dask", "onnx",
    "onnxruntime", "onnxscript", "tritonclient", "grpc", "numba", "llvmlite", "IPython",
    "tkinter", "_tkinter", "setuptools", "pkg_resources", "pip", "nose2", "PyInstaller",
    "pydoc_data", "ensurepip", "idlelib", "lib2to3", "pyqtgraph.examples", "pyqtgraph.opengl",
    # of GPL libraries: GNU readline and gdbm
    "readline", "_gdbm", "dbm.gnu", "nis",
    # what only terminals need
    "curses", "_curses", "_curses_panel",
    # Qt beyond windows, painting and the SVG of icons
    "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtQuickWidgets", "PySide6.QtDesigner",
    "PySide6.QtSql", "PySide6.QtHelp", "PySide6.QtUiTools", "PySide6.QtQuickControls2",
    "PySide6.QtQuickTest", "PySide6.QtNetwork", "PySide6.QtConcurrent", "PySide6.QtXml",
    "PySide6.QtDBus", "PySide6.QtOpenGLWidgets", "PySide6.QtPrintSupport", "PySide6.QtTest",
    # of torch: what compiles, exports and tests; training needs the compiler, the viewer does not
    "torch._dynamo", "torch._inductor", "torch.onnx", "torch.utils.tensorboard", "tensorboard",
    "triton", "sympy", "mpmath", "networkx", "jinja2", "fsspec", "torch.utils.benchmark",
    "torch.testing._internal.common_methods_invocations", "torch.testing._internal.common_modules",
    "torch.testing._internal.common_utils", "torch.testing._internal.common_nn",
    "torch.testing._internal.opinfo", "torch.testing._internal.distributed",
    "torch.testing._internal.generated", "torch.testing._internal.common_quantization",
    "torch.testing._internal.common_distributed", "torch.testing._internal.common_device_type",
]  # fmt: skip
"""Modules that are not followed: neither they nor what only they need comes along."""

MODULES_ADDED = [
    "hdf5plugin", "imagecodecs", "zmq", "cbor2", "p4p", "p4p.client.thread", "p4p.nt", "keyring",
    "keyring.backends.SecretService", "keyring.backends.Windows", "keyring.backends.macOS",
]  # fmt: skip
"""Loaded by name at run time: nothing in the code shows that they are needed."""

METADATA = ["numpy", "scipy", "torch", "PySide6-Essentials", "pyqtgraph", "h5py", "websockets",
            "keyring"]  # fmt: skip
"""Packages whose version the program tells, or that find their parts by their metadata."""

EXTRAS = frozenset({"bundle", "dectris", "epics", "keyring"})
"""Of pyproject.toml, what a bundle is built with; ``bundle`` is the tool that builds it."""

CAME_FROM = "came-from.json"
"""Written by the build: each file of the bundle, and what it was made of."""

HDF5_FILTERS = ("blosc", "blosc2", "bshuf", "bzip2", "lz4", "zstd")
"""Compression filters that the program reads; hdf5plugin brings 160 MB of others."""

IMAGE_CODECS = ("_shared", "_imcd", "_lz4", "_blosc", "_blosc2", "_bitshuffle")
"""Codecs of compressed detector frames; imagecodecs brings eighty."""

_FOLDERS_LEFT_OUT = (
    "torch/bin/", "torch/include/", "torch/share/", "torch/test/",
    "PySide6/Qt/qml/", "PySide6/Qt/libexec/", "PySide6/Qt/translations/", "PySide6/translations/",
    "PySide6/Qt/plugins/sqldrivers/", "PySide6/Qt/plugins/qmltooling/",
    "PySide6/Qt/plugins/designer/", "PySide6/Qt/plugins/networkinformation/",
    "PySide6/Qt/plugins/tls/", "PySide6/Qt/plugins/generic/",
    "PySide6/Qt/plugins/egldeviceintegrations/", "PySide6/Qt/plugins/platformthemes/libqgtk3",
    "PySide6/Qt/plugins/platforminputcontexts/libqtvirtual",
    "PySide6/Qt/plugins/platforms/libqvnc", "PySide6/Qt/plugins/platforms/libqlinuxfb",
    "PySide6/Qt/plugins/platforms/libqeglfs", "PySide6/Qt/plugins/platforms/libqminimal",
    "PySide6/Qt/plugins/platforms/libqvkkhrdisplay",
    "pyqtgraph/examples/", "skimage/data/",
)  # fmt: skip

_FILES_KEPT = ("torch/bin/torch_shm_manager", "torch/bin/torch_shm_manager.exe")
"""torch refuses to start without it."""

_QT_LEFT_OUT = (
    "Qml", "Quick", "Designer", "Sql", "Help", "VirtualKeyboard", "Labs", "Pdf", "3D", "UiTools",
    "Test", "Network", "Concurrent", "Xml", "EglFS", "EglFs",
)  # fmt: skip
"""First letters of the names of Qt libraries that nothing here loads."""

_SYSTEM_LIBRARIES = (
    "libGL.", "libEGL.", "libglib-2.0.", "libgthread-2.0.", "libfontconfig.", "libfreetype.",
    "libdbus-1.", "libxkbcommon", "libxcb", "libX11", "libXau.", "libXdmcp.", "libpcre2",
    "libsystemd.", "libwayland", "libgcrypt.", "libgpg-error.", "libcap.", "libbsd.", "libmd.",
    "libexpat.", "libpng16.", "libbrotli", "libreadline.", "libtinfo.", "libncurses", "libgdbm",
    "libgtk-3.", "libgdk", "libcairo", "libpango", "libatk", "libatspi", "libharfbuzz", "libgio-",
    "libgobject-", "libgmodule-", "libmount.", "libblkid.", "libselinux.", "libthai.", "libdatrie.",
    "libfribidi.", "libgraphite2.", "libepoxy.", "libpixman", "libXi.", "libXcursor.",
    "libXdamage.", "libXfixes.", "libXcomposite.", "libXinerama.", "libXrandr.", "libXrender.",
    "libXext.", "libjpeg.", "libICE.", "libSM.", "libuuid.", "libdrm.",
    "libgssapi_krb5.", "libkrb5", "libk5crypto.", "libkeyutils.", "libcom_err.", "liblz4.so.1",
    "libzstd.so.1",
)  # fmt: skip
"""Of the machine that builds: the package declares them, the system that runs it has its own."""


def packages_folder() -> str:
    """Return the folder that Python packages are installed in."""
    return sysconfig.get_path("platlib")


def kept(target: str, in_a_package: bool = True) -> bool:
    """Tell whether a file belongs into the bundle.

    Parameters
    ----------
    target : str
        Its place below the bundle's library folder.
    in_a_package : bool
        Whether it came with a Python package, and not from the machine that builds.
    """
    name = target.replace("\\", "/")
    last = name.rpartition("/")[2]
    if name in _FILES_KEPT:
        return True
    if name.startswith(_FOLDERS_LEFT_OUT) or _is_for_builders(name, last):
        return False
    if name.startswith("hdf5plugin/plugins/"):
        return last.split(".")[0].removeprefix("lib").removeprefix("h5") in HDF5_FILTERS
    if name.startswith("imagecodecs/") and last.endswith((".so", ".pyd")):
        return last.split(".")[0] in IMAGE_CODECS
    if not in_a_package and last.startswith(_SYSTEM_LIBRARIES):
        return False
    qt = last.removeprefix("lib").removeprefix("Qt6")
    return not (last.startswith(("libQt6", "Qt6")) and qt.startswith(_QT_LEFT_OUT))


def _is_for_builders(name: str, last: str) -> bool:
    """Tell whether a file is a test, a header or a static library."""
    if name.startswith("torch/lib/") and "test" in last:
        return True
    if "/tests/" in name and not name.startswith("torch/testing/"):
        return True
    return last.endswith((".a", ".lib", ".h", ".hpp", ".pxd", ".pyx", ".cmake", ".cu"))
