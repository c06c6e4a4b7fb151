"""The project's checks: lint, format, types, layers, tests."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import dataclass

from setup_steps.environment import Project
from setup_steps.say import say


@dataclass(frozen=True)
class Check:
    """A name and the command that is the check."""

    name: str
    command: list[str]


def checks(project: Project, pytest_arguments: list[str]) -> list[Check]:
    """Return all checks, quick ones first."""
    python = str(project.python)
    return [
        Check("lint", [python, "-m", "ruff", "check", "."]),
        Check("format", [python, "-m", "ruff", "format", "--check", "."]),
        Check("layers", [str(project.program("lint-imports"))]),
        Check("types", [python, "-m", "mypy"]),
        Check("tests", [python, "-m", "pytest", *pytest_arguments]),
    ]


def run_checks(project: Project, todo: list[Check]) -> int:
    """Run every check, also after one has failed; return 0 only if all passed."""
    environment = {**os.environ}
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    failed, started = [], time.monotonic()
    for check in todo:
        say(f"== {check.name}: {' '.join(check.command[1:]) or check.command[0]}")
        began = time.monotonic()
        code = _run(check.command, project, environment)
        say(
            f"== {check.name}: {'ok' if code == 0 else f'FAILED ({code})'}"
            f" in {time.monotonic() - began:.0f} s"
        )
        if code != 0:
            failed.append(check.name)
    say(verdict([check.name for check in todo], failed, time.monotonic() - started))
    return 1 if failed else 0


def _run(command: list[str], project: Project, environment: dict[str, str]) -> int:
    try:
        done = subprocess.run(command, cwd=project.root, env=environment, check=False)
    except OSError as error:
        say(str(error))
        return 127
    return done.returncode


def verdict(names: list[str], failed: list[str], seconds: float) -> str:
    """Return the last line."""
    if failed:
        return f"FAILED: {', '.join(failed)} (of {', '.join(names)}) in {seconds:.0f} s"
    return f"PASSED: {', '.join(names)} in {seconds:.0f} s"
