"""Blind comparisons: lots, statistics against scipy's, the file beside the session, the table."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binomtest

from stemviewer.bench.sessions.archive import Archive, write_session
from stemviewer.core.errors import SessionFileError, SettingsError
from stemviewer.inspection.blind import (
    Answer,
    BlindRun,
    Choice,
    exact_interval,
    exact_test,
    plan,
    result_of,
    sentences,
)
from stemviewer.inspection.blind_file import blind_path, export_blind, keep_run, read_blind
from stemviewer.inspection.blind_pictures import Source, SourceKind, pair_of, rows_for
from stemviewer.inspection.layer import Recipe
from stemviewer.inspection.layers import layers_of
from stemviewer.inspection.reprocess import reprocess
from stemviewer.session.reading.reader import SessionReader

RECORDED, RAW = Source(SourceKind.RECORDED), Source(SourceKind.RAW)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty frames of 32 px; every tenth is filtered."""
    folder = tmp_path_factory.mktemp("session")
    return write_session(folder, "run", Archive(frames=40, side=32), 3)


@pytest.mark.parametrize(("hits", "tries"), [(0, 1), (9, 11), (5, 10), (12, 12), (180, 500)])
def test_statistics_are_those_of_scipy(hits: int, tries: int) -> None:
    peer = binomtest(hits, tries)
    assert exact_test(hits, tries) == pytest.approx(peer.pvalue, rel=1e-9)
    interval = peer.proportion_ci(0.95, "exact")
    assert exact_interval(hits, tries) == pytest.approx((interval.low, interval.high), abs=1e-9)


def test_lots_are_the_same_with_the_same_seed_and_fair_over_many() -> None:
    rows = list(range(100))
    assert plan(rows, 50, 7) == plan(rows, 50, 7)
    assert plan(rows, 50, 7) != plan(rows, 50, 8)
    one = plan(rows, 500, 3)
    assert sorted(trial.row for trial in one) == rows, "each frame once"
    left = np.mean([trial.first_left for seed in range(100) for trial in plan(rows, 100, seed)])
    assert left == pytest.approx(0.5, abs=0.02), "four standard errors of 10,000 lots"
    with pytest.raises(SettingsError, match="No frame"):
        plan([], 4, 1)


def answered(seed: int, answers: list[Answer], *, first_wins: bool | None = None) -> BlindRun:
    trials = plan(range(40), len(answers), seed)
    told = []
    for trial, answer in zip(trials, answers, strict=True):
        side = Answer.LEFT if trial.first_left is first_wins else Answer.RIGHT
        told.append(trial.model_copy(update={"answer": answer if first_wins is None else side}))
    return BlindRun(
        began_utc_ns=seed + 10**18,
        question="Which?",
        first="one",
        second="two",
        seed=seed,
        trials=tuple(told),
    )


def test_answers_are_taken_back_to_what_stood_there() -> None:
    run = answered(5, [Answer.LEFT] * 12, first_wins=True)
    assert {trial.choice for trial in run.trials} == {Choice.FIRST}
    assert result_of(run).p_value == pytest.approx(2 / 2**12)
    words = " ".join(sentences(run))
    assert "One was preferred 12 of 12 times (100.0%; 95% interval 73.5% to 100.0%" in words
    assert "not what is true" in words
    always_left = answered(6, [Answer.LEFT] * 40)
    found = result_of(always_left)
    assert found.p_value is not None
    assert found.p_value > 0.05, "a habit for one side says nothing"
    none = answered(7, [Answer.NEITHER] * 3)
    assert (result_of(none).neither, result_of(none).p_value) == (3, None)


def test_pictures_come_from_where_they_are_said_to(session: Path) -> None:
    reprocess(session, Recipe("gaussian", {"sigma": 2.0}), range(5, 25))
    with SessionReader(session) as reader:
        (info,) = layers_of(session, reader.segments[0].header.session_id)
        frames = [reader.raw(at) for at in range(7, 11)]
        stored = reader.processed(10)
    assert stored is not None
    layer, mean = Source(SourceKind.LAYER, layer=info), Source(SourceKind.AVERAGE, 4)
    assert rows_for(session, RECORDED, RAW, range(0)) == [0, 10, 20, 30]
    assert rows_for(session, RECORDED, layer, range(0)) == [10, 20]
    assert rows_for(session, mean, RECORDED, range(15)) == [10]
    pair = pair_of(session, 10, RECORDED, mean)
    assert np.array_equal(pair.first, stored.image)
    assert pair.first.shape == pair.second.shape == frames[-1].data.shape
    assert float(pair.second.mean()) == pytest.approx(
        np.mean([f.calibration.electrons(f.data).mean() for f in frames]), rel=0.05
    )
    assert pair.second_name == "AVG 4"
    assert pair_of(session, 10, layer, RAW).first_name.startswith("FILTERED")


def test_results_lie_beside_the_session_and_go_into_a_table(session: Path, tmp_path: Path) -> None:
    before = hashlib.sha256(session.read_bytes()).hexdigest()
    with pytest.raises(SessionFileError, match="No blind"):
        export_blind(session, tmp_path / "t.csv")
    run = answered(5, [Answer.LEFT, Answer.RIGHT, Answer.NEITHER])
    half = run.model_copy(
        update={"trials": (*run.trials[:2], run.trials[2].model_copy(update={"answer": None}))}
    )
    keep_run(session, "id", half)
    keep_run(session, "id", run)
    assert read_blind(session).runs == (run,), "a later state takes the place of the earlier"
    keep_run(session, "id", answered(9, [Answer.LEFT] * 4))
    text = export_blind(session, tmp_path / "t.csv").read_text(encoding="utf-8")
    lines = list(csv.DictReader(text.splitlines()))
    assert len(lines) == 7
    assert {line["question"] for line in lines} == {"Which?"}
    assert float(lines[0]["result_p_value"]) == pytest.approx(result_of(run).p_value)
    blind_path(session).write_text('{"version": 1, "evil": 1}')
    with pytest.raises(SessionFileError, match="not of the form"):
        keep_run(session, "id", run)
    blind_path(session).unlink()
    assert hashlib.sha256(session.read_bytes()).hexdigest() == before
