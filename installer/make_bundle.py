#!/usr/bin/env python3
"""Make a bundle of stemviewer: one folder that runs where no Python is installed.

    python3 installer/make_bundle.py build      the folder (10 to 20 minutes, 4 GB of disk)
    python3 installer/make_bundle.py sizes      how large it is, and what makes it so
    python3 installer/make_bundle.py licences   what it contains, and under which licences
    python3 installer/make_bundle.py deb        the Debian package
    python3 installer/make_bundle.py tarball    for other Linux systems

Run it with the Python that the bundle is to hold (3.11 or newer), on the system that the bundle is
for; versions are those of installer/constraints.txt. The folder is WORK/dist/stemviewer. For
Windows go on with bundle/windows/stemviewer.iss or make_msix.ps1, for macOS with
bundle/macos/make_dmg.sh, for an AppImage with bundle/linux/make_appimage.sh.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from bundle import archive, build, debian, licences, parts, sbom, sizes
from setup_steps.environment import CUDA_ADVICE
from setup_steps.say import SetupError, say

TOP = Path(__file__).resolve().parents[1]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="make_bundle.py",
        description=__doc__,
        epilog=CUDA_ADVICE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--work",
        type=Path,
        default=TOP / "build" / "bundle",
        help="folder for all that is made (build/bundle)",
    )
    parser.add_argument(
        "--cuda", action="store_true", help="with the CUDA build of torch, some gigabytes larger"
    )
    parser.add_argument("--package", type=Path, help="sizes: share out the size of this package")
    parser.add_argument("step", choices=("build", "sizes", "licences", "deb", "tarball"))
    return parser


def version() -> str:
    """Return the program's version."""
    text = (TOP / "stemviewer" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([^"]+)"$', text, re.MULTILINE)
    if found is None:
        raise SetupError("stemviewer/__init__.py tells no version.")
    return found[1]


def main(arguments: list[str]) -> int:
    """Do what the command line says; return the exit code."""
    options = _parser().parse_args(arguments)
    place = build.Place(options.work.resolve())
    try:
        if options.step == "build":
            build.build(place, options.cuda)
            _write_lists(place)
        build.require_bundle(place)
        if options.step == "licences":
            say(licences.listing(_write_lists(place)))
        elif options.step == "deb":
            debian.make_deb(place, version(), build.help_text(place), options.cuda)
        elif options.step == "tarball":
            archive.make_tarball(place, version(), build.help_text(place))
        else:
            package = options.package.stat().st_size if options.package else 0
            say("\n".join(sizes.table(place.folder, package)))
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _write_lists(place: build.Place) -> parts.Contents:
    contents = parts.read_contents(place)
    licences.check(place, contents)
    licences.write(place, contents)
    sbom.write(place, contents, version())
    return contents


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
