from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest


def stamped(folder: Path, extras: list[str]) -> object:
    from setup_steps.environment import Project, fingerprint

    project = Project(folder)
    project.python.parent.mkdir(parents=True)
    project.python.symlink_to(sys.executable)
    stamp = {"fingerprint": fingerprint(project, False), "extras": extras}
    project.stamp.write_text(json.dumps(stamp), encoding="utf-8")
    return project


def test_an_environment_is_current_only_for_what_it_holds(project_folder: Path) -> None:
    from setup_steps.environment import Project, is_current

    assert not is_current(Project(project_folder), set(), False)
    project = stamped(project_folder, ["dev", "train"])
    assert is_current(project, set(), False)
    assert is_current(project, {"dev", "train"}, False)
    assert not is_current(project, {"other"}, False)
    assert not is_current(project, set(), True)


@pytest.mark.parametrize("name", ["pyproject.toml", "installer/constraints.txt"])
def test_a_change_of_what_belongs_into_it_makes_it_stale(project_folder: Path, name: str) -> None:
    from setup_steps.environment import is_current

    project = stamped(project_folder, [])
    path = project_folder / name
    path.write_text(path.read_text("utf-8") + "# more\n", encoding="utf-8")
    assert not is_current(project, set(), False)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"extras": []}', "null"])
def test_a_damaged_stamp_is_no_stamp(project_folder: Path, content: str) -> None:
    from setup_steps.environment import is_current

    project = stamped(project_folder, [])
    project.stamp.write_text(content, encoding="utf-8")
    assert not is_current(project, set(), False)


def test_a_moved_environment_is_stale(project_folder: Path) -> None:
    from setup_steps.environment import Project, is_current

    stamped(project_folder, [])
    moved = project_folder.with_name("moved")
    project_folder.rename(moved)
    assert not is_current(Project(moved), set(), False)


def test_a_current_environment_is_left_alone(
    project_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from setup_steps.environment import install

    project = stamped(project_folder, [])
    before = sorted((p, p.lstat().st_mtime_ns) for p in project_folder.rglob("*"))
    install(project, set())
    assert sorted((p, p.lstat().st_mtime_ns) for p in project_folder.rglob("*")) == before
    assert "is current" in capsys.readouterr().out


def test_pip_takes_the_pinned_torch_first_and_everything_by_the_constraints(
    project_folder: Path,
) -> None:
    from setup_steps.environment import Project, pip_commands

    project = Project(project_folder)
    commands = pip_commands(project, {"train", "dev"}, project.constraints, cuda=False)
    assert [c[-1] for c in commands] == [
        "setuptools",
        "torch==2.13.0",
        f"{project.root}[dev,train]",
    ]
    for command in commands:
        assert command[0] == str(project.python)
        assert command[command.index("--constraint") + 1] == str(project.constraints)
        assert not any("://" in part for part in command)
    free = pip_commands(project, set(), project.constraints, cuda=True)
    assert [c[-1] for c in free] == ["setuptools", "torch>=2.6", str(project.root)]


def test_constraints_for_a_torch_of_ones_own_pin_all_but_torch() -> None:
    from setup_steps.environment import without_torch

    text = "# torch==1 in a comment\na==1\ntorch==2.13.0\ntorchvision==1\n"
    assert without_torch(text) == "# torch==1 in a comment\na==1\ntorchvision==1\n"


def test_programs_are_where_each_system_puts_them() -> None:
    from setup_steps.environment import Project

    assert Project(Path("p"), windows=False).program("ruff") == Path("p/.venv/bin/ruff")
    assert Project(Path("p"), windows=True).python == Path("p/.venv/Scripts/python.exe")


def test_a_broken_environment_is_made_anew(project_folder: Path) -> None:
    from setup_steps.environment import Project, _make_environment

    project = Project(project_folder)
    project.python.parent.mkdir(parents=True)
    project.python.write_text("not a program", encoding="utf-8")
    _make_environment(project)
    done = subprocess.run(
        [str(project.python), "-m", "pip", "--version"], check=True, capture_output=True, text=True
    )
    assert str(project_folder) in done.stdout


def test_every_dependency_is_pinned_and_no_place_is_named(root: Path) -> None:
    import tomllib

    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    lines = (root / "installer" / "constraints.txt").read_text("utf-8").splitlines()
    pins = [Requirement(line) for line in lines if line and not line.startswith("#")]
    for pin in pins:
        assert [s.operator for s in pin.specifier] == ["=="], pin
        assert pin.url is None
        assert "+" not in str(pin.specifier)
    versions = {canonicalize_name(p.name): str(p.specifier)[2:] for p in pins}
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = list(project["dependencies"])
    for group in project["optional-dependencies"].values():
        wanted += group
    for text in wanted:
        requirement = Requirement(text)
        version = versions.get(canonicalize_name(requirement.name))
        assert version is not None, f"{text} has no line in constraints.txt"
        assert requirement.specifier.contains(version), text
