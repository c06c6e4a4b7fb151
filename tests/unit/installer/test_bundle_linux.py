from __future__ import annotations

import configparser
import gzip
import os
import shlex
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from stemviewer.cli import build_parser

COMMANDS = ("live", "simulate", "review", "verify", "export", "check-export", "doctor")


@pytest.fixture(scope="module")
def help_text() -> str:
    width = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = "80"
    try:
        return build_parser().format_help()
    finally:
        os.environ.pop("COLUMNS")
        if width is not None:
            os.environ["COLUMNS"] = width


def entry(root: Path, name: str) -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(root / "installer" / "bundle" / "linux" / name, encoding="utf-8")
    return parser["Desktop Entry"]


@pytest.mark.parametrize("name", ["stemviewer.desktop", "stemviewer-review.desktop"])
def test_a_menu_entry_starts_a_command_that_there_is(root: Path, name: str) -> None:
    found = entry(root, name)
    assert found["Type"] == "Application"
    assert found["Icon"] == "stemviewer"
    assert found["Categories"].endswith(";")
    words = shlex.split(found["Exec"])
    assert words[0] == "stemviewer"
    build_parser().parse_args([word.replace("%f", "x.nxs") for word in words[1:]])


def test_sessions_open_in_the_review_by_their_type(root: Path) -> None:
    linux = root / "installer" / "bundle" / "linux"
    tree = ET.parse(linux / "stemviewer-mime.xml").getroot()
    space = "{http://www.freedesktop.org/standards/shared-mime-info}"
    kind = tree.find(f"{space}mime-type")
    assert kind is not None
    assert kind.find(f"{space}glob").get("pattern") == "*.nxs"  # type: ignore[union-attr]
    assert entry(root, "stemviewer-review.desktop")["MimeType"] == f"{kind.get('type')};"
    metainfo = ET.parse(linux / "org.stemviewer.stemviewer.metainfo.xml").getroot()
    assert metainfo.findtext("launchable") == "stemviewer.desktop"


def test_the_manual_page_has_every_command_of_the_program(help_text: str) -> None:
    from bundle.manual import commands_of

    found = dict(commands_of(help_text))
    assert set(COMMANDS) <= set(found)
    assert all(found.values())
    assert found["replay"].endswith("flagged REPLAYED")


@pytest.mark.skipif(shutil.which("man") is None, reason="there is no man to read it")
def test_the_manual_page_is_read_without_a_warning(help_text: str, tmp_path: Path) -> None:
    from bundle.manual import manual_page

    page = tmp_path / "stemviewer.1"
    page.write_text(manual_page("0.1.0", help_text), encoding="utf-8")
    command = ["man", "--warnings", "--encoding=UTF-8", "--local-file", str(page)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**os.environ, "MANWIDTH": "80"}
    )
    assert done.stderr == ""
    assert "check-export" in done.stdout


def test_the_package_declares_every_library_that_qt_needs() -> None:
    from bundle.debian import control
    from setup_steps.system_libraries import LIBRARIES

    fields = dict(
        line.split(": ", 1) for line in control("0.1.0", "amd64", 9, cuda=False).splitlines()[:-3]
    )
    needs = {text.split(" ")[0] for text in fields["Depends"].split(", ")}
    assert needs == {"libc6", *(library.package for library in LIBRARIES)}
    assert fields["Conflicts"] == "stemviewer-cuda"
    assert control("0.1.0", "amd64", 9, cuda=True).startswith("Package: stemviewer-cuda\n")


def made_bundle(work: Path) -> object:
    from bundle.build import Place

    place = Place(work)
    (place.library / "licences").mkdir(parents=True)
    (place.library / "licences" / "README.txt").write_text("Python: PSF-2.0\n", "utf-8")
    program = place.folder / "stemviewer"
    program.write_text("#!/bin/sh\necho started\n", encoding="utf-8")
    program.chmod(0o755)
    return place


def test_a_laid_out_tree_can_be_installed_started_and_removed_again(
    tmp_path: Path, help_text: str
) -> None:
    from bundle.tree import LINUX, lay_out

    folder, prefix = tmp_path / "unpacked", tmp_path / "home" / ".local"
    lay_out(made_bundle(tmp_path / "work"), folder, "0.1.0", help_text)
    assert b".TH STEMVIEWER 1" in gzip.decompress(
        (folder / "share" / "man" / "man1" / "stemviewer.1.gz").read_bytes()
    )
    assert "PSF-2.0" in (folder / "share" / "doc" / "stemviewer" / "copyright").read_text("utf-8")
    shutil.copy2(LINUX / "install.sh", folder / "install.sh")
    prefix.mkdir(parents=True)
    (prefix / "mine").write_text("stays", encoding="utf-8")
    install = [str(folder / "install.sh")]
    subprocess.run([*install, str(prefix)], check=True, capture_output=True)
    started = subprocess.run(
        [str(prefix / "bin" / "stemviewer")], check=True, capture_output=True, text=True
    )
    assert started.stdout == "started\n"
    menu = (prefix / "share" / "applications" / "stemviewer-review.desktop").read_text("utf-8")
    assert f"Exec={prefix}/bin/stemviewer review %f" in menu
    again = subprocess.run([*install, str(prefix)], check=False, capture_output=True, text=True)
    assert again.returncode == 1
    assert "--remove" in again.stderr
    subprocess.run([*install, "--remove", str(prefix)], check=True, capture_output=True)
    left = [path.name for path in prefix.rglob("*") if path.is_file() or path.is_symlink()]
    # caches of the desktop's own tools, where it has them, are the desktop's
    caches = prefix / "share" / "mime"
    ours = [name for name in left if not list(caches.rglob(name)) and name != "mimeinfo.cache"]
    assert ours == ["mine"]
