"""Keys: made once, kept privately, known by name."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from stemviewer.cli import main
from stemviewer.core.errors import SigningKeyError
from stemviewer.session.signing import key_store, known_keys
from stemviewer.session.signing.keys import SigningKey, is_signed, key_id


@pytest.fixture
def key_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "config" / "key.pem"
    monkeypatch.setenv(key_store.ENVIRONMENT, str(path))
    return path


def test_the_test_vector_of_the_standard() -> None:
    # RFC 8032, 7.1, TEST 2
    key = SigningKey(
        bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    )
    assert key.public == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    signature = key.sign(b"\x72")
    assert signature == (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert is_signed(key.public, b"\x72", signature)
    assert not is_signed(key.public, b"\x73", signature)
    assert not is_signed(key.public, b"\x72", signature.upper())
    assert not is_signed("00", b"\x72", signature)
    assert not is_signed(key.public, b"\x72", "not hex")


def test_a_secret_is_in_no_text_of_the_key() -> None:
    key = SigningKey.new()
    assert key.secret.hex() not in repr(key) + str(key)
    assert repr(key.secret) not in repr(key)


def test_a_key_is_made_once_and_only_its_owner_reads_it(key_file: Path) -> None:
    assert key_store.load_key() is None
    first = key_store.load_or_make_key()
    assert key_store.load_or_make_key() == first
    assert SigningKey.from_pem(key_file.read_bytes()) == first
    assert [f.name for f in key_file.parent.iterdir()] == [key_file.name]
    if os.name != "nt":
        assert stat.S_IMODE(key_file.stat().st_mode) == 0o600


def test_processes_that_start_together_share_one_key(key_file: Path) -> None:
    code = (
        "from stemviewer.session.signing.key_store import load_or_make_key\n"
        "print(load_or_make_key().public)"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) for _ in range(4)
    ]
    said = {process.communicate()[0] for process in running}
    assert said == {f"{key_store.load_or_make_key().public}\n".encode()}


def test_a_damaged_key_is_told_and_not_replaced(key_file: Path) -> None:
    key_file.parent.mkdir()
    key_file.write_text("no key")
    with pytest.raises(SigningKeyError, match="without signatures"):
        key_store.load_or_make_key()
    assert key_file.read_text() == "no key"


def test_trusting_by_name_and_not_any_more(key_file: Path) -> None:
    other = SigningKey.new().public
    known_keys.trust(f" {other[:32].upper()} {other[32:]}", "B. Colleague")
    own = key_store.load_or_make_key().public
    assert known_keys.known_keys() == {other: "B. Colleague", own: known_keys.OWN}
    assert known_keys.matches(other, key_id(other))
    assert not known_keys.matches(own, other)
    assert known_keys.distrust(key_id(other)) == "B. Colleague"
    assert known_keys.listed_keys() == {}
    with pytest.raises(SigningKeyError):
        known_keys.trust("abc", "nobody")
    with pytest.raises(SigningKeyError):
        known_keys.matches(own, "12")


def test_the_command_shows_makes_and_lists(
    key_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["key"]) == 0
    first = key_store.load_or_make_key().public
    assert first in capsys.readouterr().out
    assert main(["key", "--new"]) == 0
    second = key_store.load_or_make_key().public
    assert second != first
    assert main(["key", "--list"]) == 0
    assert f"{first}  " in capsys.readouterr().out
    assert main(["key", "--trust", "zz", "x"]) == 1
