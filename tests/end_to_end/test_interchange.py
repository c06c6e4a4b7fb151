"""Sessions open in programs by others: the right stacks, with the right scale.

The programs live in .venv-interchange (``installer/bootstrap.py peers``); what cannot be had on a
machine is skipped and says so.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import h5py
import hdf5plugin  # noqa: F401  registers the filters of fast sessions
import numpy as np
import psutil
import pytest
import tifffile

from stemviewer.core.provenance import Kind
from stemviewer.core.resources import resource_path
from stemviewer.session.exporting.batch import export_many
from stemviewer.session.exporting.prov_json import export_prov
from stemviewer.session.exporting.render import BADGE_COLOURS
from stemviewer.session.exporting.ro_crate import export_crate
from stemviewer.session.reading.reader import SessionReader

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".venv-interchange"
PYTHON = FOLDER / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
ABSENT = "the programs by others are not here: python3 installer/bootstrap.py peers"
COMPLETE = FOLDER / "stemviewer-peers.txt"

needs_peers = pytest.mark.skipif(not COMPLETE.is_file(), reason=ABSENT)
pytestmark = pytest.mark.timeout(180)

TELL = """
import json, hashlib, numpy
def told(data):
    data = numpy.ascontiguousarray(data)
    sha = hashlib.sha256(data.astype(data.dtype.newbyteorder("<")).tobytes()).hexdigest()
    return [list(data.shape), data.dtype.name, sha]
raw, denoised = (getattr(stack, "data", stack) for stack in (raw, denoised))
print(json.dumps({"raw": told(numpy.asarray(raw)), "denoised": told(numpy.asarray(denoised)),
                  "scale": float(scale), "units": str(units)}))
"""


@pytest.fixture(scope="module")
def kit() -> Any:
    path = ROOT / "tests" / "unit" / "session" / "conftest.py"
    spec = importlib.util.spec_from_file_location("interchange_kit", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module.Kit


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory, kit: Any) -> Path:
    """Record a session in two files, the second for larger frames."""
    folder = tmp_path_factory.mktemp("session")
    frames = [kit.frame(n, 24) for n in range(7)] + [kit.frame(n, 32) for n in range(7, 12)]
    recorded: Path = kit.record(folder, frames, every=2)
    return recorded


def told(data: np.ndarray[Any, Any]) -> list[Any]:
    import hashlib

    return [list(data.shape), data.dtype.name, hashlib.sha256(data.tobytes()).hexdigest()]


def expected(path: Path) -> dict[str, Any]:
    with h5py.File(path) as file:
        entry = file["entry"]
        return {
            "raw": told(entry["raw/data"][()]),
            "denoised": told(entry["denoised/data"][()]),
            "scale": pytest.approx(0.02),
            "units": "nm",
        }


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    # hdf5plugin names the filters of this process in the environment
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "HDF5"))}
    return subprocess.run(
        command,
        cwd=folder,
        env=environment | {"MPLCONFIGDIR": str(folder), "HOME": str(folder)},
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )


def snippet(heading: str) -> str:
    """Return the Python under a heading of the guide's page."""
    page = resource_path("guide", "interchange.md").read_text(encoding="utf-8")
    chapter = page.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    code = re.search(r"```python\n(.*?)```", chapter, re.DOTALL)
    assert code is not None, heading
    return code[1]


def test_every_python_of_the_page_is_tested() -> None:
    page = resource_path("guide", "interchange.md").read_text(encoding="utf-8")
    assert page.count("```python") == len(PROGRAMS)


PROGRAMS = ["h5py", "HyperSpy", "silx", "nexusformat and NeXpy"]


@needs_peers
@pytest.mark.parametrize("part", ["", ".0002"])
@pytest.mark.parametrize("program", PROGRAMS)
def test_the_stacks_open_as_the_guide_says(session: Path, program: str, part: str) -> None:
    path = session.with_name(f"{session.stem}{part}.nxs")
    code = snippet(program).replace("NAME.nxs", path.name) + TELL
    done = run([str(PYTHON), "-W", "ignore", "-c", code], session.parent)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == expected(path)


@needs_peers
@pytest.mark.parametrize("program", PROGRAMS)
def test_fast_compression_opens_with_hdf5plugin(tmp_path: Path, kit: Any, program: str) -> None:
    path = kit.record(tmp_path, [kit.frame(n) for n in range(5)], compression="fast")
    code = "import hdf5plugin\n" + snippet(program).replace("NAME.nxs", path.name) + TELL
    done = run([str(PYTHON), "-W", "ignore", "-c", code], tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == expected(path)


@needs_peers
@pytest.mark.parametrize("part", ["", ".0002"])
def test_nxvalidate_finds_no_error(session: Path, part: str) -> None:
    path = session.with_name(f"{session.stem}{part}.nxs")
    done = run([str(PYTHON.with_name("nxvalidate")), path.name], session.parent)
    text = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr)
    assert "Application Definition: NXem" in text
    errors = re.search(r"Total number of errors: (\d+)", text)
    assert errors is not None, text
    assert int(errors[1]) == 0, text
    warnings = re.search(r"Total number of warnings: (\d+)", text)
    assert warnings is not None
    assert int(warnings[1]) <= 10, text
    # recommended things that nobody told, and the date that NXem demands and nobody gave
    left = [line for line in text.splitlines() if "not a valid" in line or "required" in line]
    assert [line.strip() for line in left] == ["The field value is not a valid NX_DATE_TIME"]


@needs_peers
def test_nexusformat_opens_the_whole_tree(session: Path) -> None:
    code = (
        "from nexusformat.nexus import nxload\n"
        f"root = nxload({session.name!r})\n"
        "print(root.get_default().nxpath, len(root.tree) > 1000)\n"
        "print(root.entry.log.frames.nxvalue['number'].tolist())"
    )
    done = run([str(PYTHON), "-c", code], session.parent)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["/entry/raw True", str(list(range(7)))]


@needs_peers
@pytest.mark.parametrize("program", ["h5py", "silx"])
def test_a_killed_recording_opens(tmp_path: Path, kit: Any, program: str) -> None:
    """What a killed recorder left is read with swmr=True, as the page says."""
    from stemviewer.session.format.options import RecordOptions
    from stemviewer.session.recording.recorder import Recorder

    recorder = Recorder.start(tmp_path, kit.INFO, RecordOptions(**kit.SMALL))
    for number in range(6):
        recorder.put_frame(kit.frame(number))
    kit.wait_until(lambda: recorder.status().acknowledged >= 5)
    kill_recorder(recorder)
    (part,) = tmp_path.glob("*.part")
    opener = {
        "h5py": f"import h5py\nfile = h5py.File({part.name!r}, swmr=True)",
        "silx": "from silx.io.h5py_utils import File\n"
        f"file = File({part.name!r}, mode='r', swmr=True)",
    }[program]
    code = f"{opener}\nprint(file['entry/raw/data'][:5].sum(axis=(1, 2)).tolist())"
    done = run([str(PYTHON), "-c", code], tmp_path)
    assert done.returncode == 0, done.stderr
    sums = [int(kit.frame(number).data.sum()) for number in range(5)]
    assert json.loads(done.stdout) == sums


def kill_recorder(recorder: Any) -> None:
    process = psutil.Process(recorder.process_id)
    process.kill()
    process.wait(20)
    recorder.stop()


@needs_peers
def test_prov_reads_the_provenance(session: Path, tmp_path: Path) -> None:
    export_prov(session, tmp_path / "p.json")
    code = (
        "from prov.model import ProvDocument, ProvEntity, ProvActivity, ProvDerivation\n"
        "document = ProvDocument.deserialize('p.json', format='json')\n"
        "kinds = (ProvEntity, ProvActivity, ProvDerivation)\n"
        "print([len(list(document.get_records(kind))) for kind in kinds])\n"
        "print(len(document.serialize(format='provn')) > 1000)"
    )
    done = run([str(PYTHON), "-c", code], tmp_path)
    assert done.returncode == 0, done.stderr
    # session, two sizes of raw, three kinds of pictures and a network; three makings of them
    document = json.loads((tmp_path / "p.json").read_text())
    counts = [len(document[kind]) for kind in ("entity", "activity", "wasDerivedFrom")]
    assert done.stdout.splitlines() == [str(counts), "True"]


@needs_peers
def test_rocrate_reads_the_crate(session: Path, tmp_path: Path) -> None:
    export_crate(session, tmp_path / "crate")
    code = (
        "from rocrate.rocrate import ROCrate\n"
        "crate = ROCrate('crate')\n"
        "print(crate.name, [e.id for e in crate.data_entities])\n"
        "actions = crate.get_by_type('CreateAction')\n"
        "print(all(a['result']['name'] and a['instrument'][0]['name'] for a in actions), "
        "len(actions) > 0)"
    )
    done = run([str(PYTHON), "-W", "ignore", "-c", code], tmp_path)
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()
    assert first.startswith("Night run 1")
    assert "provenance.json" in first
    assert second == "True True"


@pytest.mark.skipif(shutil.which("h5dump") is None, reason="h5dump (hdf5-tools) is not installed")
def test_h5dump_reads_a_session(session: Path) -> None:
    version = run(["h5dump", "--version"], session.parent).stdout
    assert "1.10" in version or "1.1" in version
    slab = ["-d", "/entry/raw/data", "-s", "0,0,0", "-c", "1,1,8", "-y", "-w", "0"]
    done = run(["h5dump", *slab, session.name], session.parent)
    assert done.returncode == 0, done.stderr
    row = re.search(r"DATA \{\s+([\d, ]+)", done.stdout)
    assert row is not None, done.stdout
    with h5py.File(session) as file:
        first = file["entry/raw/data"][0, 0, :8].tolist()
    assert [int(n) for n in row[1].split(",")] == first
    whole = run(["h5dump", session.name], session.parent)
    assert whole.returncode == 0, whole.stderr
    assert whole.stderr == ""


def test_imagej_gets_the_scale(session: Path, tmp_path: Path) -> None:
    page = resource_path("guide", "interchange.md").read_text(encoding="utf-8")
    line = next(line for line in page.splitlines() if line.startswith("    stemviewer export"))
    arguments = line.split()[1:]
    arguments[1], arguments[-1] = str(session), str(tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "stemviewer", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    pictures = sorted(tmp_path.glob("*.tif"))
    assert len(pictures) == 12
    with tifffile.TiffFile(pictures[3]) as picture, h5py.File(session) as file:
        assert picture.imagej_metadata["unit"] == "nm"
        numerator, denominator = picture.pages[0].tags["XResolution"].value
        assert denominator / numerator == pytest.approx(0.02)
        assert np.array_equal(picture.asarray(), file["entry/raw/data"][3])


HYPERSPY = """
import json, sys
import hyperspy.api as hs
signal = hs.load(sys.argv[1])
axis = signal.axes_manager["x"]
print(json.dumps([signal.metadata.General.title, signal.data.dtype.name, float(signal.data.sum()),
                  list(signal.data.shape), float(axis.scale), str(axis.units),
                  signal.original_metadata.stemviewer.kind]))
"""


@needs_peers
def test_hyperspy_opens_exported_pictures_with_values_scale_and_marks(
    session: Path, tmp_path: Path
) -> None:
    made = list(export_many(session, tmp_path, "1", "both", "hspy"))
    with SessionReader(session) as reader:
        raw, denoised = reader.raw(1), reader.processed(1)
    assert denoised is not None
    for path, kind, values in zip(
        made, ("raw", "denoised"), (raw.data, denoised.image), strict=True
    ):
        done = run([str(PYTHON), "-W", "ignore", "-c", HYPERSPY, str(path)], tmp_path)
        assert done.returncode == 0, done.stderr
        title, dtype, total, shape, scale, units, told = json.loads(done.stdout.splitlines()[-1])
        assert title.startswith("RAW" if kind == "raw" else "DENOISED live-0.1")
        assert (dtype, shape, told) == (values.dtype.name, list(values.shape), kind)
        assert total == pytest.approx(float(values.sum()), rel=1e-5)
        assert (scale, units) == (pytest.approx(0.02), "nm")


EXPORTED = """
import hashlib, json, sys
import numpy, tifffile
from PIL import Image
import hyperspy.api as hs

def sha(values):
    plain = numpy.ascontiguousarray(values)
    return hashlib.sha256(plain.astype(plain.dtype.newbyteorder("<")).tobytes()).hexdigest()

told = {}
for name in sys.argv[1:]:
    with Image.open(name) as image:
        seen = {"size": list(image.size), "mode": image.mode, "corner": None, "xmp": ""}
        if image.mode == "RGB":
            seen["corner"] = [int(v) for v in image.getpixel((1, 1))]
        info = image.info
        text = info.get("XML:com.adobe.xmp") or info.get("xmp") or b""
        if not text and hasattr(image, "tag_v2"):
            text = bytes(image.tag_v2.get(700, b""))
        seen["xmp"] = text if isinstance(text, str) else text.decode("utf-8", "replace")
    if name.endswith(".tif"):
        with tifffile.TiffFile(name) as file:
            page = file.pages[0]
            values = page.asarray()
            unit = (file.imagej_metadata or {}).get("unit", "")
            number, by = page.tags["XResolution"].value
            seen |= {"dtype": values.dtype.name, "sha": sha(values), "sum": float(values.sum()),
                     "imagej": bool(file.is_imagej), "ome": file.ome_metadata or "", "unit": unit,
                     "per_unit": number / by, "resolution_unit": int(page.resolutionunit)}
        signal = hs.load(name)
        axis = signal.axes_manager.signal_axes[0]
        seen |= {"hs_scale": float(axis.scale), "hs_units": str(axis.units),
                 "hs_sha": sha(signal.data)}
    told[name] = seen
print(json.dumps(told))
"""

NANOMETRES = {"nm": 1.0, "µm": 1e3, "um": 1e3, "cm": 1e7, "m": 1e9, "Å": 0.1, "pm": 1e-3}


@needs_peers
def test_exported_pictures_have_scale_values_and_marks_in_programs_by_others(
    session: Path, tmp_path: Path
) -> None:
    """Pillow, tifffile and HyperSpy of their own environment read what was exported."""
    forms = ("png", "jpeg", "tiff", "float-tiff", "ome-tiff")
    paths = {form: list(export_many(session, tmp_path, "1", "both", form)) for form in forms}
    names = [path.name for made in paths.values() for path in made]
    done = run([str(PYTHON), "-W", "ignore", "-c", EXPORTED, *names], tmp_path)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    with SessionReader(session) as reader:
        raw, made = reader.raw(1), reader.processed(1)
    assert made is not None
    for form, (of_raw, of_made) in paths.items():
        seen, marked = found[of_raw.name], found[of_made.name]
        assert "digitalsourcetype/algorithmicMedia" in seen["xmp"], form
        assert "compositeWithTrainedAlgorithmicMedia" in marked["xmp"], form
        assert "DENOISED live-0.1" in marked["xmp"]
        if form in ("png", "jpeg"):
            # violet frames nothing else than what a network made
            assert np.abs(np.array(marked["corner"]) - BADGE_COLOURS[Kind.DENOISED]).max() < 30
            assert np.ptp(seen["corner"]) <= 8, "raw has no coloured frame"
            continue
        for one in (seen, marked):
            scale = one["hs_scale"] * NANOMETRES[one["hs_units"]]
            assert scale == pytest.approx(0.02, rel=1e-4), form
            assert one["sha"] == one["hs_sha"]
            if one["imagej"]:
                assert (one["unit"], 1 / one["per_unit"]) == ("nm", pytest.approx(0.02))
            else:
                assert 'PhysicalSizeX="0.02' in one["ome"]
                assert (one["resolution_unit"], 1e7 / one["per_unit"]) == (3, pytest.approx(0.02))
        values = raw.data if form == "tiff" else raw.calibration.electrons(raw.data)
        assert [*told_of(values)] == [seen["dtype"], seen["sha"]]
        # the badge is drawn over the values, so the sum is another
        assert marked["dtype"] == ("uint16" if form == "tiff" else "float32")
        assert marked["sum"] != pytest.approx(float(made.image.sum()), rel=1e-3)


def told_of(values: np.ndarray[Any, Any]) -> list[Any]:
    return told(np.ascontiguousarray(values))[1:]


RIPPLE = """
import numpy, hyperspy.api as hs
values = numpy.arange(6 * 8 * 8, dtype="uint16").reshape(6, 8, 8)
signal = hs.signals.Signal2D(values)
for axis in signal.axes_manager.signal_axes:
    axis.scale, axis.units = 0.02, "nm"
signal.save("scan.rpl")
print(values.sum(dtype="u8"))
"""


@needs_peers
def test_rosettasciio_reads_for_us_in_its_own_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from stemviewer.foreign.rosetta import ENVIRONMENT, open_any

    done = run([str(PYTHON), "-W", "ignore", "-c", RIPPLE], tmp_path)
    assert done.returncode == 0, done.stderr
    monkeypatch.setenv(ENVIRONMENT, str(PYTHON))
    found = open_any(tmp_path / "scan.rpl")
    assert found.data.shape == (6, 8, 8)
    assert int(found.data.sum(dtype="u8")) == int(done.stdout.splitlines()[-1])
    assert "RosettaSciIO" in found.description
    assert not any(name.split(".")[0] == "rsciio" for name in sys.modules)
