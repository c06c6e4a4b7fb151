from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("win32", {}, True),
        ("darwin", {}, True),
    ],
)
def test_display_is_found(platform: str, environment: dict[str, str], expected: bool) -> None:
    from setup_steps.first_run import has_display

    assert has_display(environment, platform) is expected


def test_headless_run_does_the_same_job_as_the_window(tmp_path: Path) -> None:
    from setup_steps.environment import Project
    from setup_steps.first_run import headless_command, live_command

    project = Project(tmp_path)
    command = headless_command(project, tmp_path / "out")
    window = live_command(project)
    assert command[: len(window)] == window
    assert command[command.index("--filter") + 1] == "live"
    assert command[command.index("--record") + 1] == str(tmp_path / "out")


def test_what_a_run_left_is_named_and_what_is_missing_is_an_error(tmp_path: Path) -> None:
    from setup_steps.first_run import left_behind
    from setup_steps.say import SetupError

    with pytest.raises(SetupError, match="session"):
        left_behind(tmp_path)
    (tmp_path / "s.nxs").write_bytes(b"x" * 1000)
    (tmp_path / "live.png").touch()
    with pytest.raises(SetupError, match="screenshot"):
        left_behind(tmp_path)
    (tmp_path / "live.png").write_bytes(b"x" * 1000)
    (tmp_path / "s.0002.nxs").write_bytes(b"x" * 1_999_000)
    session, screenshot = left_behind(tmp_path)
    assert f"{tmp_path / 's.nxs'} (2.0 MB in 2 files)" in session
    assert str(tmp_path / "live.png") in screenshot


def test_every_check_runs_and_one_failure_fails_all(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    from setup_steps.checks import Check, run_checks
    from setup_steps.environment import Project

    def python(code: str) -> list[str]:
        return [sys.executable, "-c", code]

    good = Check("good", python("print('ran good')"))
    bad = Check("bad", python("raise SystemExit(5)"))
    absent = Check("absent", [str(tmp_path / "no-such-program")])
    project = Project(tmp_path)
    assert run_checks(project, [bad, absent, good]) == 1
    output = capfd.readouterr().out
    assert "ran good" in output
    assert output.splitlines()[-1].startswith("FAILED: bad, absent (of bad, absent, good)")
    assert run_checks(project, [good, good]) == 0
    assert capfd.readouterr().out.splitlines()[-1].startswith("PASSED: good, good")


def test_the_checks_are_lint_format_layers_types_and_tests(tmp_path: Path) -> None:
    from setup_steps.checks import checks
    from setup_steps.environment import Project

    todo = checks(Project(tmp_path), ["-k", "vst"])
    assert [c.name for c in todo] == ["lint", "format", "layers", "types", "tests"]
    assert todo[-1].command[-2:] == ["-k", "vst"]


@pytest.mark.parametrize("command", [[], ["run"], ["test"], ["install"]])
def test_help_needs_nothing_but_python(root: Path, command: list[str]) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-E",
            "-s",
            "-S",
            str(root / "installer" / "bootstrap.py"),
            *command,
            "--help",
        ],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "--cuda" in done.stdout


def test_ci_calls_the_readmes_test_command(root: Path) -> None:
    command = "python3 installer/bootstrap.py test"
    ci = (root / ".ci" / "run").read_text("utf-8")
    readme = (root / "README.md").read_text("utf-8").splitlines()
    assert f"exec {command}\n" in ci
    assert "python3 installer/bootstrap.py run" in "\n".join(readme[:8])
    assert command in "\n".join(readme[:8])
