from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
import safetensors.torch
import torch

from stemviewer.core.errors import ModelError
from stemviewer.core.provenance import Flag
from stemviewer.denoise.network.architecture import LiveNet
from stemviewer.denoise.network.catalogue import (
    foreign_method,
    model_entry,
    network_methods,
    read_catalogue,
)
from stemviewer.denoise.network.contrast import Contrast
from stemviewer.denoise.network.model_entry import ModelEntry, TrainedRange
from stemviewer.denoise.network.weights import (
    FORMAT,
    METADATA_KEY,
    load_foreign,
    load_pinned,
    pack_weights,
)
from stemviewer.denoise.registry import method


class _Entry(ModelEntry):
    """An entry whose file lies where the test put it."""

    folder: Path

    @property
    def path(self) -> Path:
        return self.folder / self.file


def _entry(folder: Path, content: bytes) -> _Entry:
    (folder / "test-1.safetensors").write_bytes(content)
    return _Entry(
        name="test-1",
        file="test-1.safetensors",
        sha256=hashlib.sha256(content).hexdigest(),
        label="Test",
        summary="",
        trained=TrainedRange(
            dose_low=0.1,
            dose_high=100.0,
            fwhm_low=1.0,
            fwhm_high=10.0,
            contrasts=(Contrast.BRIGHT,),
        ),
        folder=folder,
    )


def test_pinned_weights_come_back_exactly(tmp_path: Path, small_network: LiveNet) -> None:
    content = pack_weights(small_network, "test-1")
    loaded = load_pinned(_entry(tmp_path, content))
    assert loaded.verified
    assert loaded.sha256 == hashlib.sha256(content).hexdigest()
    for key, value in small_network.state_dict().items():
        assert torch.equal(loaded.network.state_dict()[key], value)


def test_packing_is_reproducible(small_network: LiveNet) -> None:
    assert pack_weights(small_network, "a") == pack_weights(small_network, "a")


@pytest.mark.parametrize("position", [0.02, 0.5, 0.9999])
def test_one_flipped_bit_is_refused_with_the_reason(
    tmp_path: Path, small_network: LiveNet, position: float
) -> None:
    content = bytearray(pack_weights(small_network, "test-1"))
    entry = _entry(tmp_path, bytes(content))
    content[int(position * len(content))] ^= 1
    entry.path.write_bytes(content)
    with pytest.raises(ModelError) as caught:
        load_pinned(entry)
    assert "not the ones this program was built with" in caught.value.what
    assert "damaged or were exchanged" in caught.value.meaning
    assert caught.value.action


def test_missing_weights_say_so(tmp_path: Path, small_network: LiveNet) -> None:
    entry = _entry(tmp_path, pack_weights(small_network, "test-1"))
    entry.path.unlink()
    with pytest.raises(ModelError, match="No such file"):
        load_pinned(entry)


def test_a_foreign_file_needs_the_operators_word_and_stays_marked(
    tmp_path: Path, small_network: LiveNet
) -> None:
    path = tmp_path / "theirs.safetensors"
    path.write_bytes(pack_weights(small_network, "theirs"))
    with pytest.raises(ModelError, match="not one of this program's"):
        load_foreign(path)
    assert not load_foreign(path, accept_unverified=True).verified
    with pytest.raises(ModelError, match="not one of this program's"):
        foreign_method(path).make({"device": "cpu", "threads": 1})
    found = method(f"file:{path}")
    assert "unverified" in found.label
    denoiser = found.make({"device": "cpu", "threads": 1, "unverified": True})
    step = denoiser.apply(torch.ones(64, 64).numpy()).step
    assert Flag.MODEL_UNVERIFIED in step.flags
    assert Flag.NETWORK in step.flags
    assert step.weights_sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def _packed(tensors: dict[str, torch.Tensor], stated: object) -> bytes:
    content: bytes = safetensors.torch.save(tensors, {METADATA_KEY: json.dumps(stated)})
    return content


def test_files_that_are_no_network_are_refused(tmp_path: Path, small_network: LiveNet) -> None:
    state = {key: value.clone() for key, value in small_network.state_dict().items()}
    good = {"format": FORMAT, "shape": small_network.shape.as_json()}
    broken = dict(state)
    broken["stem.bias"] = torch.full_like(state["stem.bias"], torch.nan)
    huge = {"widths": [1 << 30, 8], "encoder": [0, 0], "decoder": [0]}
    cases = {
        "empty": b"",
        "pickle": b"\x80\x04\x95" + b"0" * 100,
        "other format": _packed(state, {"format": "other"}),
        "no metadata": safetensors.torch.save(state),
        "odd metadata": _packed(state, [1]),
        "wrong shape": _packed(state, {**good, "shape": '{"widths":[8],"encoder":[1]}'}),
        "huge shape": _packed(state, {**good, "shape": json.dumps(huge)}),
        "missing tensor": _packed({"stem.bias": state["stem.bias"]}, good),
        "not finite": _packed(broken, good),
    }
    for name, content in cases.items():
        path = tmp_path / "x.safetensors"
        path.write_bytes(content)
        refused = ""
        try:
            load_foreign(path, accept_unverified=True)
        except ModelError as error:
            refused = error.what
        assert "cannot be used" in refused, name


def test_damaged_catalogues_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.json"
    for text in ("", "{}", '{"version": 2, "networks": []}', '{"version":1,"networks":[{}]}'):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(ModelError, match="damaged"):
            read_catalogue(path)


def test_an_entry_cannot_point_out_of_the_folder() -> None:
    content = read_catalogue().networks[0].model_dump()
    with pytest.raises(ValueError, match="file"):
        ModelEntry.model_validate({**content, "file": "../../evil.safetensors"})


def test_shipped_networks_match_their_pins_and_are_listed() -> None:
    entries = read_catalogue().networks
    assert [entry.name for entry in entries] == [m.name for m in network_methods()]
    for entry in entries:
        assert load_pinned(entry).sha256 == entry.sha256
    with pytest.raises(ModelError, match="no network"):
        model_entry("nobody")
