"""Commands on recorded sessions."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stemviewer.cli.shared import command

if TYPE_CHECKING:
    import numpy.typing as npt

    from stemviewer.cli.shared import Add, Commands
    from stemviewer.core.frame import Frame
    from stemviewer.core.processed import Processed


def _add_review(commands: Commands) -> None:
    parser = command(commands, "review", "open recorded sessions, one or a folder of them")
    parser.add_argument("session", nargs="?", type=Path, help="session file (.nxs), or a folder")
    parser.add_argument("--screenshot", type=Path, metavar="PNG", help="draw it and end")
    parser.add_argument("--index", type=Path, metavar="FILE", help="index of sessions to use")
    parser.add_argument(
        "--measure",
        type=Path,
        nargs=2,
        metavar=("SESSION", "JSON"),
        help="measure first paint, scrubbing of that session and memory, and end",
    )
    parser.add_argument(
        "--follow",
        nargs=2,
        metavar=("SECONDS", "JSON"),
        help="stay on the newest frame of a session that is recorded, tell what was seen, and end",
    )
    parser.set_defaults(run=_review)


def _add_find(commands: Commands) -> None:
    from stemviewer.catalogue.command import add_arguments

    parser = command(
        commands,
        "find",
        "find sessions in a folder by text, date, sample, dose, model, evidence, star",
        "Keeps an index, and reads only what has changed since. The sessions are not written to.",
    )
    add_arguments(parser)


def _add_info(commands: Commands) -> None:
    parser = command(
        commands, "info", "tell what a session holds: frames received, recorded, by flag"
    )
    parser.add_argument("session", type=Path, help="session file (.nxs)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=_info)


def _add_verify(commands: Commands) -> None:
    from stemviewer.session.command_line.commands import add_verify_arguments

    parser = command(
        commands,
        "verify",
        "check every frame, link and signature of a session; exit 0 good, 1 not",
        "Prints the head of its chain, to be kept in a notebook.",
    )
    add_verify_arguments(parser)
    parser.set_defaults(run=_verify)


def _add_recover(commands: Commands) -> None:
    from stemviewer.session.command_line.commands import add_recover_arguments

    parser = command(
        commands,
        "recover",
        "save what can be saved of a damaged session, into a new one",
        "The damaged files are only read, never changed.",
    )
    add_recover_arguments(parser)


def _add_key(commands: Commands) -> None:
    from stemviewer.session.command_line.commands import add_key_arguments

    parser = command(
        commands,
        "key",
        "show the key that signs your sessions, and the keys of others that you trust",
    )
    add_key_arguments(parser)


def _add_export(commands: Commands) -> None:
    from stemviewer.session.command_line.export_commands import add_export_arguments

    parser = command(
        commands,
        "export",
        "export frames of a session as PNG, 16-bit TIFF or NPY, or its provenance",
        "What a filter or network made carries its badge in the picture and its term and hash "
        "in the metadata.",
    )
    add_export_arguments(parser, _half_width)


def _add_check_export(commands: Commands) -> None:
    from stemviewer.session.command_line.export_commands import add_check_arguments

    parser = command(commands, "check-export", "tell what an exported picture is")
    add_check_arguments(parser)


def _add_evidence(commands: Commands) -> None:
    from stemviewer.inspection.command import add_arguments

    parser = command(
        commands,
        "evidence",
        "judge the pictures of a session by electrons that they have not seen",
        "Writes a report as one HTML file. Frames are judged by their neighbours where the "
        "specimen holds still, else by thinning.",
    )
    add_arguments(parser)


def _add_pack(commands: Commands) -> None:
    from stemviewer.inspection.command import add_pack_arguments

    parser = command(
        commands,
        "pack",
        "write the evidence pack of a frame: folder, PDF and RO-Crate",
        "Raw, processed, evidence, intervals, dose ledger, model card, settings, hashes, "
        "verification and methods sentences. The session is only read.",
    )
    add_pack_arguments(parser)


def _add_reprocess(commands: Commands) -> None:
    from stemviewer.inspection.reprocess_command import add_arguments

    parser = command(
        commands,
        "reprocess",
        "make pictures of recorded frames again, into a layer beside each session",
        "The sessions are only read. Interrupted, the same command goes on where it was.",
    )
    add_arguments(parser, _find)


def _find(folder: Path) -> list[Path]:
    from stemviewer.catalogue.walk import find_sessions

    return [found.path for found in find_sessions(folder)]


def _half_width(frame: Frame, processed: Processed) -> npt.NDArray[Any] | str:
    from stemviewer.trust.picture_interval import picture_interval

    found = picture_interval(frame, processed)
    return found if isinstance(found, str) else found.half_width()


def _review(options: argparse.Namespace) -> int:
    from stemviewer.ui.review.main import run_review

    path = str(options.session) if options.session else None
    screenshot = str(options.screenshot) if options.screenshot else None
    follow = (float(options.follow[0]), Path(options.follow[1])) if options.follow else None
    return run_review(path, screenshot, index=options.index, measure=options.measure, follow=follow)


def _info(options: argparse.Namespace) -> int:
    from stemviewer.app import print_info

    return print_info(options.session, as_json=options.json)


def _verify(options: argparse.Namespace) -> int:
    from stemviewer.foreign.commands import run_verify

    return run_verify(options)


COMMANDS: dict[str, Add] = {
    "review": _add_review,
    "find": _add_find,
    "info": _add_info,
    "verify": _add_verify,
    "recover": _add_recover,
    "key": _add_key,
    "export": _add_export,
    "check-export": _add_check_export,
    "evidence": _add_evidence,
    "pack": _add_pack,
    "reprocess": _add_reprocess,
}
"""Of this group, by name."""
