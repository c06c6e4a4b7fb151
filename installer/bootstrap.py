#!/usr/bin/env python3
"""Set stemviewer up on a fresh machine; run it; test it. Needs Python >= 3.11, nothing else.

    python3 installer/bootstrap.py run       set up if need be, then start the viewer
    python3 installer/bootstrap.py test      set up if need be, then run all checks
    python3 installer/bootstrap.py install   only set up
    python3 installer/bootstrap.py peers     only get the programs by others for the tests

The set-up makes a virtual environment .venv in the project's folder and installs exact versions
of everything into it; called again it returns at once until pyproject.toml or constraints.txt
change. As root on Debian it also installs the system libraries that Qt needs; elsewhere it says
which are missing.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

OLDEST = (3, 11)


def _parser() -> argparse.ArgumentParser:
    from setup_steps.environment import CUDA_ADVICE

    parser = argparse.ArgumentParser(
        prog="bootstrap.py",
        description=__doc__,
        epilog=CUDA_ADVICE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    install = commands.add_parser("install", help="only set up")
    install.add_argument("--dev", action="store_true", help="with what the tests need")
    run = commands.add_parser(
        "run",
        help="set up if need be, then start the viewer on the simulated microscope",
        description="With a display: the window. Without: the same job headless for ten seconds,"
        " leaving a session and a screenshot.",
    )
    run.add_argument("--headless", action="store_true", help="also when there is a display")
    run.add_argument("--out", type=Path, help="folder for what a headless run leaves (runs/...)")
    test = commands.add_parser(
        "test", help="set up if need be, then lint, format, layers, types and tests"
    )
    test.add_argument("pytest", nargs="*", help="arguments for pytest, after --")
    commands.add_parser(
        "peers", help="only get the programs by others that the tests open sessions with"
    )
    for command in (install, run, test):
        command.add_argument(
            "--cuda", action="store_true", help="leave the build of torch to pip and to you"
        )
    return parser


def main(arguments: list[str]) -> int:
    """Do what the command line says; return the exit code."""
    if sys.version_info < OLDEST:
        print(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.", file=sys.stderr)
        return 2
    from setup_steps import checks, environment, first_run, peers, system_libraries
    from setup_steps.say import SetupError, say

    options = _parser().parse_args(arguments)
    project = environment.Project(Path(__file__).resolve().parents[1])
    extras = {"dev", "train"} if options.command == "test" or getattr(options, "dev", 0) else set()
    try:
        if options.command == "peers":
            return 0 if peers.prepare_peers(project) else 1
        system_libraries.prepare_system()
        environment.install(project, extras, options.cuda)
        if options.command == "run":
            headless = options.headless or not first_run.has_display(os.environ)
            if headless and not options.headless:
                say("There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set).")
            system_libraries.require_qt(display=not headless)
            return first_run.run(project, headless, options.out)
        if options.command == "test":
            system_libraries.require_qt(display=False)
            peers.prepare_peers(project)
            return checks.run_checks(project, checks.checks(project, options.pytest))
    except SetupError as error:
        print(f"\nThe set-up stopped: {error}", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        return 130
    say(f"Set up. Start it with: {project.program('stemviewer')}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
