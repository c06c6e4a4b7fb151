"""Saving what can be saved of a damaged session into a new one; the old is only read."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from stemviewer.core.errors import SessionFileError, SigningKeyError
from stemviewer.session.format.files import first_segment_name, free_name
from stemviewer.session.format.header import HeaderModel
from stemviewer.session.format.options import RecordOptions, SessionInfo
from stemviewer.session.reading.facts import RECOVERED_KIND
from stemviewer.session.reading.segment_reader import SegmentReader
from stemviewer.session.recovering.opening import SourceFile, open_leniently, source_files
from stemviewer.session.recovering.report import RecoverReport
from stemviewer.session.recovering.rows import found_rows
from stemviewer.session.recovering.save import Saver
from stemviewer.session.signing.key_store import load_or_make_key
from stemviewer.session.signing.keys import SigningKey
from stemviewer.session.signing.manifest import file_sha256
from stemviewer.session.verifying.verify import verify
from stemviewer.session.writing.writer import SessionWriter

MOST_REMARKS = 50


def recover(path: Path, out: Path | None = None) -> RecoverReport:
    """Save a damaged, cut off or killed session into a new one.

    Parameters
    ----------
    path : Path
        Of any of its files; none of them is changed.
    out : Path, optional
        Folder for the new session; that of the old one when not given.

    Returns
    -------
    RecoverReport
        What was saved, and what was not.

    Raises
    ------
    SessionFileError
        If none of its files can be opened at all.
    OSError
        If the new session cannot be written.
    """
    sources = source_files(Path(path))
    report = RecoverReport(sources[0].path)
    target = Path(out) if out is not None else sources[0].path.parent
    target.mkdir(parents=True, exist_ok=True)
    _judge(report, sources)
    with tempfile.TemporaryDirectory(prefix=".recover-", dir=target) as scratch:
        _save(report, sources, target, Path(scratch))
    return report


def _judge(report: RecoverReport, sources: list[SourceFile]) -> None:
    """Take down the state of the original, before anything else."""
    found = verify(sources[0].path, hash_files=False)
    report.head, report.signed_by = found.head, found.signed_by
    report.files = [f"{source.path.name} {file_sha256(source.path)}" for source in sources]
    report.remarks += found.problems[:MOST_REMARKS]
    if not found.closed:
        report.remarks.append("the recording was never closed: its end is where it was cut off")


def _save(report: RecoverReport, sources: list[SourceFile], target: Path, scratch: Path) -> None:
    saver: Saver | None = None
    writer: SessionWriter | None = None
    due, closed = 1, False
    for source in sources:
        try:
            segment, note = open_leniently(source, scratch)
        except SessionFileError as error:
            report.remarks.append(f"{source.path.name} cannot be read at all: {error.what}")
            continue
        if note:
            report.remarks.append(f"{source.path.name}: {note}")
        try:
            if saver is None or writer is None:
                writer = _writer(segment.header, target, source)
                saver = Saver(writer, report)
                _state_origin(saver, report, segment.header)
            for number in range(due, source.segment):
                saver.missing_file(number)
                report.remarks.append(f"file {number} of the session is missing")
            _save_segment(saver, segment)
            due, closed = source.segment + 1, bool(segment.state()["closed"])
        finally:
            segment.close()
    if writer is None or saver is None:
        raise SessionFileError(
            f"No file of {report.source.name} can be opened.",
            "Nothing could be saved; nothing was changed.",
            "Look for a copy, or send the file to the developers.",
        )
    incomplete = bool(report.frames_lost or report.rows_lost or not closed)
    report.session = writer.close(incomplete=incomplete, state_rest=saver.stated)


def _save_segment(saver: Saver, segment: SegmentReader) -> None:
    for found in found_rows(segment):
        saver.segment(segment, found)
    saver.end(segment)


def _writer(header: HeaderModel, target: Path, source: SourceFile) -> SessionWriter:
    name = free_name(target, f"{first_segment_name(source.path)}-recovered")
    return SessionWriter(target, name, _info(header), _options(header), _key())


def _info(header: HeaderModel) -> SessionInfo:
    note = f"Recovered from session {header.session_id} ({header.name})."
    return replace(header.info, notes=f"{header.notes}\n{note}".strip())


def _options(header: HeaderModel) -> RecordOptions:
    return RecordOptions(
        record_processed=header.record_processed,
        compression=header.compression,
        denoised=header.denoised_storage,
    )


def _key() -> SigningKey | None:
    try:
        return load_or_make_key()
    except SigningKeyError:
        # saving comes first; the session then says that nobody signed it
        return None


def _state_origin(saver: Saver, report: RecoverReport, header: HeaderModel) -> None:
    saver.event(
        RECOVERED_KIND,
        f"saved from a damaged session: {header.name}",
        {
            "session_id": header.session_id,
            "head": report.head,
            "signed_by": report.signed_by,
            "public_key": header.public_key,
            "files": "; ".join(report.files),
        },
    )
