"""Reads one picture file by RosettaSciIO, for a program that does not import it.

A program of its own: it knows nothing of stemviewer, and is started with the Python that has
RosettaSciIO. A line of JSON on standard input names the file and the limits; the answer on standard
output is a line of JSON, the pixels, and a last line.
"""

import importlib
import json
import os
import sys
from pathlib import Path

METRES = {"m": 1.0, "mm": 1e-3, "µm": 1e-6, "um": 1e-6, "nm": 1e-9, "Å": 1e-10, "A": 1e-10}
METRES |= {"pm": 1e-12, "\u03bcm": 1e-6, "\u212b": 1e-10}


def main():
    """Answer the job on standard input."""
    answer = os.fdopen(os.dup(1), "wb")
    # what libraries print goes nowhere
    os.dup2(2, 1)
    job = json.loads(sys.stdin.buffer.readline())
    try:
        found, pixels = read(job["path"], job["limits"])
    except BaseException as error:  # noqa: BLE001 - whatever a library raises is told to the parent
        name = Path(job["path"]).name
        text = " ".join(str(error).split())[:200]
        what = f"{name} was not read by RosettaSciIO ({type(error).__name__}: {text})."
        found = {"ok": False, "kind": "image", "what": what, "meaning": "Nothing of it is used."}
        found["action"] = "Export it as TIFF from the program that wrote it."
        pixels = b""
    say(answer, found)
    answer.write(pixels)
    say(answer, {"peak_rss": 0})
    answer.flush()


def say(answer, content):
    """Write a line."""
    answer.write(json.dumps(content).encode("ascii") + b"\n")


def read(path, limits):
    """Return the description of a file's pictures, and their bytes."""
    import numpy as np
    import rsciio

    ending = Path(path).suffix.lower().lstrip(".")
    readers = [one for one in rsciio.IO_PLUGINS if ending in one["file_extensions"]]
    if not readers:
        raise ValueError(f"no reader knows files that end in .{ending}")
    modules = [importlib.import_module(one["api"]) for one in readers]
    confine(limits)
    signal, tried = None, None
    for module in modules:
        try:
            signal = chosen(module.file_reader(path))
            break
        except Exception as error:  # noqa: BLE001 - the next reader may know it
            tried = error
    if signal is None:
        raise tried
    data = np.asarray(signal["data"])
    data, remark = plain(data.reshape(-1, *data.shape[-2:]))
    if data.nbytes > limits["stack_bytes"]:
        raise ValueError("its pictures are larger than may be read")
    described = {
        "ok": True,
        "shape": list(data.shape),
        "dtype": data.dtype.name,
        "pixel_size": pixel_size(signal["axes"][-1]),
        "dwell": None,
        "description": f"read by RosettaSciIO {rsciio.__version__}{remark}",
    }
    return described, np.ascontiguousarray(data).tobytes()


def chosen(signals):
    """Return the first signal that is a picture or a stack of them."""
    for signal in signals:
        if getattr(signal["data"], "ndim", 0) >= 2:
            return signal
    raise ValueError("it holds no picture")


def plain(data):
    """Return numbers of a type that is shown, and what was done to them."""
    if data.dtype.kind in "ui" and data.dtype.itemsize <= 4:
        return data.astype(data.dtype.newbyteorder("<")), ""
    if data.dtype.kind == "f" and data.dtype.itemsize in (4, 8):
        return data.astype(data.dtype.newbyteorder("<")), ""
    if data.dtype.kind not in "uifb":
        raise ValueError(f"its numbers are of the type {data.dtype}")
    return data.astype("<f8"), f"; {data.dtype} shown as float64"


def pixel_size(axis):
    """Return the sampling along the last axis [m] and its source."""
    scale, unit = axis.get("scale"), str(axis.get("units") or "").strip()
    if unit not in METRES or not isinstance(scale, (int, float)) or not scale > 0:
        return [None, "unknown"]
    return [float(scale) * METRES[unit], "set"]


def confine(limits):
    """Give up writing, and more memory and time than is allowed; the parent watches besides."""
    try:
        import resource
    except ImportError:
        return
    memory = 2 * limits["memory_bytes"] + (2 << 30)
    for kind, most in (
        (resource.RLIMIT_CPU, int(limits["cpu_s"]) + 1),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_DATA, memory),
    ):
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):
            continue


if __name__ == "__main__":
    main()
