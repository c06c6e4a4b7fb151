"""A session of the first format opens, reads and verifies as it did when it was written."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from stemviewer.core.errors import SessionFileError
from stemviewer.core.place import Place, Purpose
from stemviewer.core.quantity import UNKNOWN, set_to
from stemviewer.session.format import schema
from stemviewer.session.format.entries import (
    NO_EVIDENCE,
    NOT_STATED,
    EvidenceEntry,
    EvidenceSource,
    EvidenceState,
    RangeState,
)
from stemviewer.session.format.header import parse_header
from stemviewer.session.format.options import RecordOptions
from stemviewer.session.format.schema_versions import tables_of, upgraded
from stemviewer.session.reading.reader import SessionReader
from stemviewer.session.reading.summary import summarise
from stemviewer.session.recording.recorder import Recorder
from stemviewer.session.verifying.verify import verify

STORED = Path(__file__).parents[3] / "data" / "sessions" / "schema_1"
HEAD = "ddfec12ab173433d82c6d2336e75b656d58ba2aab6ef903f7ecb313742f88625"


@pytest.fixture
def first_format(tmp_path: Path) -> Path:
    for packed in STORED.glob("*.gz"):
        (tmp_path / packed.stem).write_bytes(gzip.decompress(packed.read_bytes()))
    return tmp_path / "schema 1.nxs"


def test_it_verifies_with_the_head_it_was_written_with(first_format: Path) -> None:
    report = verify(first_format)
    assert report.good, report.problems
    assert (report.frames, report.head) == (8, HEAD)


def test_a_changed_row_of_it_is_found(first_format: Path) -> None:
    import h5py

    with h5py.File(first_format, "r+") as file:
        rows = file["entry/log/frames"][:]
        assert rows.dtype == tables_of(1)["frames"] != schema.FRAME_DTYPE
        rows["number"][1] += 1
        file["entry/log/frames"][:] = rows
    assert not verify(first_format).good


def test_it_reads_with_what_it_did_not_record_as_unknown(first_format: Path, kit: Any) -> None:
    with SessionReader(first_format) as reader:
        assert [row.number for row in reader.rows()] == [0, 1, 2, 3, 6, 7, 8, 9]
        assert all(row.place == NOT_STATED for row in reader.rows())
        for index, number in ((3, 3), (7, 9)):
            expected = kit.frame(number, reader.row(index).settings.rows)
            assert np.array_equal(reader.raw(index).data, expected.data)
            picture = reader.processed(index)
            assert picture is not None
            assert np.array_equal(picture.image, kit.picture(expected).image)
        made = reader.row(1).processed_row
        assert made is not None
        assert made.evidence == NO_EVIDENCE
        assert (reader.losses()[0].first, reader.losses()[0].last) == (4, 5)
        assert any(event.text == "an operator's note" for event in reader.events())


def test_it_is_summarised(first_format: Path) -> None:
    summary = summarise(first_format)
    assert (summary["received"], summary["processed"], summary["lost"]) == (8, 4, 2)
    assert len(summary["files"]) == 2


def test_upgraded_rows_keep_what_they_say() -> None:
    old = np.zeros(3, tables_of(1)["processed"])
    old["parent_row"], old["evidence_score"] = [4, 5, 6], [1.0, 2.0, np.nan]
    new = upgraded("processed", old)
    assert new.dtype == schema.PROCESSED_DTYPE
    assert new["parent_row"].tolist() == [4, 5, 6]
    assert new["evidence_score"][:2].tolist() == [1.0, 2.0]
    assert np.isnan(new["evidence_q"]).all()
    assert new["evidence_state"].tolist() == [0, 0, 0]


def test_a_newer_format_is_refused_by_its_number() -> None:
    with pytest.raises(SessionFileError, match="format 99"):
        parse_header(b'{"schema_version":99,"something":"new"}', "x.nxs")
    with pytest.raises(SessionFileError, match="cannot be read"):
        parse_header(b"[]", "x.nxs")


def test_place_and_evidence_come_back(tmp_path: Path, kit: Any) -> None:
    place = Place(3, Purpose.SUBSCAN, set_to(1e-9), UNKNOWN)
    evidence = EvidenceEntry(
        EvidenceState.WORSE,
        EvidenceSource.THINNING,
        0.25,
        2**63 + 1,
        -3.5,
        0.5,
        None,
        12.0,
        RangeState.EDGE,
        "dose 0.4 e/px is below 0.5",
    )
    recorder = Recorder.start(tmp_path, kit.INFO, RecordOptions(**kit.SMALL))
    frame = kit.frame(1)
    recorder.put_frame(frame, place=place)
    recorder.put_processed(kit.picture(frame), evidence=evidence)
    recorder.put_frame(kit.frame(2))
    path = recorder.stop()
    assert verify(path).good
    with SessionReader(path) as reader:
        assert reader.row(0).place == place
        made = reader.row(0).processed_row
        assert made is not None
        assert made.evidence == evidence
        assert reader.row(1).place == NOT_STATED
        assert reader.segments[0].header.denoised_storage == "float32"
