"""Content credentials in exports, and what check-export says of a picture."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from cryptography import x509

from stemviewer.core.errors import ImageFileError, SessionFileError
from stemviewer.core.frame import Frame, ScanSettings, read_only
from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Flag, Provenance, Step
from stemviewer.core.quantity import set_to
from stemviewer.session.exporting import certificate, credentials
from stemviewer.session.exporting.check import check_export
from stemviewer.session.exporting.credentials import CredentialState, read_credentials, sign_picture
from stemviewer.session.exporting.jpeg import export_jpeg
from stemviewer.session.exporting.metadata import ExportContext
from stemviewer.session.exporting.picture import ExportOptions, export_png, export_tiff
from stemviewer.session.format.options import InstrumentInfo

needs_c2pa = pytest.mark.skipif(
    not credentials.available(), reason="the extra c2pa is not installed"
)
SETTINGS = ScanSettings(96, 96, pixel_size=set_to(2e-11))
CONTEXT = ExportContext("run", "ab" * 16, 7, "cd" * 32, "ef" * 32, settings=SETTINGS)
FLIPS = 60


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "credentials"
    monkeypatch.setenv(certificate.ENVIRONMENT, str(folder))
    return folder


def _raw() -> Frame:
    data = np.random.default_rng(0).poisson(5, (96, 96)).astype(np.uint16)
    return Frame(3, "HAADF", read_only(data), SETTINGS)


def _denoised() -> Processed:
    step = Step("live-0.1", "1", {}, Flag.NETWORK, "cd" * 32, "cpu", "float32")
    image = read_only(_raw().data.astype(np.float32))
    return Processed((3,), "HAADF", image, Provenance((step,), Flag.SIMULATED))


def _export(folder: Path, suffix: str, picture: Any = None) -> Path:
    write = {".png": export_png, ".jpg": export_jpeg}.get(suffix, export_tiff)
    return write(picture or _denoised(), folder / f"picture{suffix}", CONTEXT)


@needs_c2pa
@pytest.mark.parametrize("suffix", [".png", ".tif", ".jpg"])
def test_credentials_say_what_the_picture_says(tmp_path: Path, suffix: str) -> None:
    path = sign_picture(_export(tmp_path, suffix))
    found = read_credentials(path)
    assert found.state is CredentialState.OWN
    assert found.description is not None
    assert found.description["flags"] == ["NETWORK", "SIMULATED"]
    assert found.description["weights_sha256"] == "cd" * 32
    assert found.description["raw_sha256"] == "cd" * 32
    assert found.description["session_id"] == "ab" * 16
    report = check_export(path)
    assert report.good, report.sentences
    text = " ".join(report.sentences)
    assert "DENOISED" in text
    assert "NOT a measurement" in text
    assert "intact, signed on this computer" in text
    assert "compositeWithTrainedAlgorithmicMedia" in text


@needs_c2pa
@pytest.mark.parametrize("suffix", [".png", ".tif", ".jpg"])
def test_every_flipped_bit_is_found(tmp_path: Path, suffix: str) -> None:
    path = sign_picture(_export(tmp_path, suffix))
    whole = path.read_bytes()
    rng = np.random.default_rng(1)
    for _ in range(FLIPS):
        at, bit = int(rng.integers(len(whole))), 1 << int(rng.integers(8))
        path.write_bytes(whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :])
        state = read_credentials(path).state
        assert state in (CredentialState.CHANGED, CredentialState.NONE), f"byte {at}, bit {bit}"
        if state is CredentialState.NONE:
            # the flip hid the credentials themselves: the file no longer claims to have any
            assert not check_is_good_with_credentials(path)
    path.write_bytes(whole)
    assert read_credentials(path).state is CredentialState.OWN


def check_is_good_with_credentials(path: Path) -> bool:
    try:
        return "intact" in " ".join(check_export(path).sentences)
    except ImageFileError:
        return False


@needs_c2pa
def test_a_segment_of_a_jpeg_added_taken_or_renamed_is_found(tmp_path: Path) -> None:
    """What C2PA leaves out of its hash is compared with the one form that it can have."""
    path = sign_picture(_export(tmp_path, ".jpg"))
    whole = path.read_bytes()
    at = whole.index(b"\xff\xeb")
    long = int.from_bytes(whole[at + 2 : at + 4], "big")
    head = bytearray(whole[at : at + 2 + long])
    for place in (4, 6, 9, 12):
        changed = bytearray(head)
        changed[place] ^= 1
        path.write_bytes(whole[:at] + bytes(changed) + whole[at + 2 + long :])
        assert read_credentials(path).state is not CredentialState.OWN, place
    twice = whole[:at] + bytes(head) + whole[at:]
    path.write_bytes(twice)
    assert read_credentials(path).state is not CredentialState.OWN


@needs_c2pa
def test_a_signed_tiff_keeps_values_and_scale(tmp_path: Path) -> None:
    path = sign_picture(_export(tmp_path, ".tif", _raw()))
    with tifffile.TiffFile(path) as file:
        assert np.array_equal(file.asarray(), _raw().data)
        assert file.imagej_metadata["unit"] == "nm"


@needs_c2pa
def test_somebody_elses_signature_is_told_from_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sign_picture(_export(tmp_path, ".png"))
    monkeypatch.setenv(certificate.ENVIRONMENT, str(tmp_path / "another user"))
    assert read_credentials(path).state is CredentialState.OTHER
    certificate.load_or_make_certificate()
    assert read_credentials(path).state is CredentialState.OTHER


@needs_c2pa
def test_metadata_exchanged_under_credentials_are_found(tmp_path: Path) -> None:
    path = sign_picture(_export(tmp_path, ".tif"))
    content = path.read_bytes()
    # same length, so that no offset moves
    path.write_bytes(content.replace(b'"kind": "denoised"', b'"kind": "raw"     '))
    report = check_export(path)
    assert not report.good
    assert "changed" in " ".join(report.sentences)


@needs_c2pa
def test_how_a_picture_was_made_is_not_guessed_for_its_credentials(tmp_path: Path) -> None:
    context = ExportContext(instrument=InstrumentInfo("f", "file"))
    path = export_png(_raw(), tmp_path / "raw.png", context)
    before = path.read_bytes()
    with pytest.raises(SessionFileError, match="nobody says how its frame was made"):
        sign_picture(path)
    assert path.read_bytes() == before


def test_only_our_pictures_are_signed(tmp_path: Path) -> None:
    if not credentials.available():
        pytest.skip("the extra c2pa is not installed")
    path = tmp_path / "other.tif"
    tifffile.imwrite(path, np.zeros((8, 8), np.uint8))
    with pytest.raises(SessionFileError, match="not a picture that stemviewer"):
        sign_picture(path)


def test_pixels_of_a_raw_tiff_are_checked_without_credentials(tmp_path: Path) -> None:
    path = export_tiff(_raw(), tmp_path / "raw.tif", CONTEXT)
    assert check_export(path).good
    values = tifffile.imread(path)
    at = path.read_bytes().index(values.tobytes()[:64])
    content = bytearray(path.read_bytes())
    content[at + 5] ^= 4
    path.write_bytes(content)
    report = check_export(path)
    assert not report.good
    assert any("its pixels are not those" in text for text in report.sentences)


def test_a_raw_tiff_with_a_scale_bar_is_no_false_alarm(tmp_path: Path) -> None:
    options = ExportOptions(scale_bar=True)
    assert check_export(export_tiff(_raw(), tmp_path / "raw.tif", CONTEXT, options)).good


def test_a_picture_that_says_nothing_is_not_good(tmp_path: Path) -> None:
    path = tmp_path / "x.tif"
    tifffile.imwrite(path, np.zeros((8, 8), np.uint8))
    report = check_export(path)
    assert not report.good
    assert "does not say what it is" in report.sentences[0]
    (tmp_path / "text.png").write_text("no picture")
    with pytest.raises(ImageFileError):
        check_export(tmp_path / "text.png")


def test_the_certificate_is_made_once_and_kept_private(own_folder: Path) -> None:
    first = certificate.load_or_make_certificate()
    assert certificate.load_or_make_certificate() == first
    if sys.platform != "win32":
        assert (own_folder / "key.pem").stat().st_mode & 0o077 == 0
    leaf, root = x509.load_pem_x509_certificates(first.chain.encode())
    leaf.verify_directly_issued_by(root)
    assert certificate.own_authority() == first.authority


def test_without_the_extra_all_else_is_written(tmp_path: Path, kit: Any) -> None:
    session = kit.record(tmp_path, [kit.frame(0), kit.frame(1)])
    # a module of that name that cannot be found, in a process of its own
    code = (
        "import sys, importlib.util as u\n"
        "found = u.find_spec\n"
        "u.find_spec = lambda name, *a: None if name == 'c2pa' else found(name, *a)\n"
        "from stemviewer.cli import main\n"
        "sys.exit(main(sys.argv[1:]))"
    )
    out = tmp_path / "out"
    command = ["export", str(session), "-o", str(out), "--frames", "all", "--credentials"]
    done = subprocess.run(
        [sys.executable, "-c", code, *command], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("the extra c2pa is not installed") == 1
    assert len(list(out.glob("*.png"))) == 3
    assert check_export(next(out.glob("*denoised.png"))).good


@needs_c2pa
def test_the_commands_sign_and_check(tmp_path: Path, kit: Any) -> None:
    session = kit.record(tmp_path, [kit.frame(0), kit.frame(1)])
    program = [sys.executable, "-m", "stemviewer"]
    out = tmp_path / "out"
    command = [*program, "export", str(session), "-o", str(out), "--frames", "1", "--credentials"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    pictures = sorted(map(str, out.glob("*.png")))
    done = subprocess.run(
        [*program, "check-export", *pictures], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "NOT a measurement" in done.stdout
    assert done.stdout.count("signed on this computer") == 2
