"""Exports of a span of frames as one file: movie, table, NeXus subset."""

from __future__ import annotations

import argparse
from pathlib import Path

FORMATS = ("png", "tiff", "float-tiff", "ome-tiff", "jpeg", "npy", "hspy")
"""Of single pictures."""


def add_span_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments; ``--frames`` says which frames for them too."""
    add = parser.add_argument
    add("--movie", type=Path, metavar="OUT.gif|mp4", help="write the frames as a movie with dose")
    add("--fps", type=float, default=10.0, help="frames per second of the movie")
    add("--records", type=Path, metavar="OUT.csv", help="write the frames' records as a table")
    add("--nexus", type=Path, metavar="OUT.h5", help="write the frames as a plain NeXus file")


def run_span_exports(options: argparse.Namespace) -> bool:
    """Write what was asked for; return whether anything was."""
    wanted = [path for path in (options.movie, options.records, options.nexus) if path]
    if not wanted:
        return False
    from stemviewer.session.exporting.batch import parse_rows
    from stemviewer.session.reading.reader import SessionReader

    with SessionReader(options.session) as reader:
        rows = parse_rows(options.frames, len(reader))
    if options.records:
        from stemviewer.session.exporting.records import export_records

        print(export_records(options.session, options.records, rows))
    if options.nexus:
        from stemviewer.session.exporting.nexus_subset import export_subset

        print(export_subset(options.session, options.nexus, rows))
    if options.movie:
        from stemviewer.session.exporting.movie import Movie, export_movie

        movie = Movie(rows, processed=options.what == "processed", fps=options.fps)
        print(export_movie(options.session, options.movie, movie))
    return True
