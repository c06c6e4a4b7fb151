"""The commands ``export`` and ``check-export``: their arguments, and what runs them."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stemviewer.session.exporting.batch import HalfWidth

from stemviewer.session.command_line.span_exports import (
    FORMATS,
    add_span_arguments,
    run_span_exports,
)


def add_export_arguments(parser: argparse.ArgumentParser, half_width: HalfWidth) -> None:
    """Add the arguments of ``stemviewer export``; ``half_width`` gives the intervals."""
    add = parser.add_argument
    add("session", type=Path, help="session file (.nxs)")
    add("-o", "--output", type=Path, metavar="FOLDER", help="where to write pictures")
    add("--frames", default="last", metavar="N[-M]|all|last", help="row numbers, from 0")
    add("--what", choices=("raw", "processed", "both"), default="both", help="which pictures")
    add("--format", choices=FORMATS, default="png", help="file format")
    add(
        "--interval",
        action="store_true",
        help="add half the 90 %% interval of a network's picture as second plane (TIFF, NPY)",
    )
    add("--caption", action="store_true", help="number and dose on a strip below PNG and JPEG")
    add("--credentials", action="store_true", help="sign pictures with content credentials (C2PA)")
    add("--prov", type=Path, metavar="OUT.json", help="write the session's provenance, W3C PROV")
    add("--ro-crate", type=Path, metavar="FOLDER", help="make an RO-Crate of the session")
    add_span_arguments(parser)
    parser.set_defaults(run=_export, half_width=half_width)


def add_check_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``stemviewer check-export``."""
    parser.add_argument("pictures", nargs="+", type=Path, metavar="FILE", help="PNG, JPEG or TIFF")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=_check)


def _export(options: argparse.Namespace) -> int:
    from stemviewer.core.errors import SettingsError

    spans = run_span_exports(options)
    if not (spans or options.output or options.prov or options.ro_crate):
        raise SettingsError(
            "There is nowhere to export to.",
            "Nothing was written.",
            "Give -o FOLDER for pictures, --movie, --records, --nexus, --prov or --ro-crate.",
        )
    if options.prov:
        from stemviewer.session.exporting.prov_json import export_prov

        print(export_prov(options.session, options.prov))
    if options.ro_crate:
        from stemviewer.session.exporting.ro_crate import export_crate

        print(export_crate(options.session, options.ro_crate))
    if options.output:
        _pictures(options)
    return 0


def _pictures(options: argparse.Namespace) -> None:
    from stemviewer.core.errors import SettingsError
    from stemviewer.session.exporting.batch import export_many
    from stemviewer.session.exporting.credentials import MISSING, available

    if options.interval and options.format in ("png", "jpeg", "hspy"):
        raise SettingsError(
            "This format holds no second plane for the interval.",
            "Nothing was written.",
            "Take --format tiff or npy, or leave out --interval.",
        )
    sign = options.credentials and options.format not in ("npy", "hspy")
    if sign and not available():
        print(MISSING)
        sign = False
    if options.credentials and options.format in ("npy", "hspy"):
        print("Files of this format cannot carry content credentials; they say what they are.")
    what = (options.frames, options.what, options.format)
    wide = options.half_width if options.interval else None
    for written in export_many(
        options.session, options.output, *what, wide, print, caption=options.caption
    ):
        print(written)
        if sign:
            _sign(written)


def _sign(picture: Path) -> None:
    """Sign a picture; one that cannot be signed does not keep the others from being written."""
    from stemviewer.core.errors import SessionFileError
    from stemviewer.session.exporting.credentials import sign_picture

    try:
        sign_picture(picture)
    except SessionFileError as error:
        print(error.what)


def _check(options: argparse.Namespace) -> int:
    from stemviewer.session.exporting.check import check_export

    reports = {path: check_export(path) for path in options.pictures}
    if options.json:
        content = {
            str(path): {
                "good": report.good,
                "sentences": report.sentences,
                "credentials": report.credentials.state.value,
                "description": report.description,
            }
            for path, report in reports.items()
        }
        print(json.dumps(content, indent=2))
    else:
        print("\n\n".join("\n".join(report.sentences) for report in reports.values()))
    return 0 if all(report.good for report in reports.values()) else 1
