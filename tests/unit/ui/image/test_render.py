"""The render thread and what stands between it and the panes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from stemviewer.core.calibration import DetectorCalibration
from stemviewer.core.provenance import Kind
from stemviewer.core.quantity import set_to
from stemviewer.ui.image import render as render_module
from stemviewer.ui.image import side
from stemviewer.ui.image.camera import Camera
from stemviewer.ui.image.display_settings import DisplaySettings, LevelsMode, Limits
from stemviewer.ui.image.pair import PairRenderer, PictureSource, RenderRequest
from stemviewer.ui.image.pane import ImagePane
from stemviewer.ui.image.picture import Crop
from stemviewer.ui.image.presenter import PairPresenter
from stemviewer.ui.image.render import RenderWorker


@pytest.fixture
def worker() -> Iterator[RenderWorker]:
    made = RenderWorker()
    yield made
    made.stop()


def test_the_newest_request_wins(worker: RenderWorker, make_frame: Callable) -> None:
    for number in range(50):
        worker.submit(RenderRequest(PictureSource(make_frame(number=number))))
    worker.start()
    assert worker.wait_ready(10)
    pair = worker.take()
    assert pair is not None
    assert pair.raw.number == 49
    assert worker.counts.replaced == 49
    assert worker.counts.rendered == 1
    assert worker.take() is None


def test_an_error_is_raised_to_the_owner_and_the_thread_goes_on(
    worker: RenderWorker, make_frame: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker.start()
    worker.submit(
        RenderRequest(PictureSource(make_frame()), replace(DisplaySettings(), colour_map="jet"))
    )
    assert worker.wait_ready(10)
    with pytest.raises(ValueError, match="jet"):
        worker.take()
    worker.submit(RenderRequest(PictureSource(make_frame(number=8))))
    assert worker.wait_ready(10)
    assert worker.take() is not None


def test_it_starts_and_stops_and_starts_again(worker: RenderWorker, make_frame: Callable) -> None:
    before = threading.active_count()
    worker.start()
    worker.start()
    assert threading.active_count() == before + 1
    worker.stop()
    worker.stop()
    assert threading.active_count() == before
    worker.start()
    worker.submit(RenderRequest(PictureSource(make_frame())))
    assert worker.wait_ready(10)


def test_a_picture_of_another_frame_is_refused(
    make_frame: Callable, make_processed: Callable
) -> None:
    with pytest.raises(ValueError, match="beside frame 8"):
        PictureSource(make_frame(number=8), make_processed(make_frame(number=7)))


def test_same_levels_are_the_same_electrons(make_frame: Callable, make_processed: Callable) -> None:
    calibration = DetectorCalibration(gain=set_to(4.0), offset=set_to(100.0))
    data = (make_frame(dose=20).data * 4 + 100).astype(np.uint16)
    frame = make_frame(data=data, calibration=calibration)
    source = PictureSource(frame, make_processed(frame))
    apart = PairRenderer().render(RenderRequest(source))
    alike = PairRenderer().render(RenderRequest(source, DisplaySettings(same_levels=True)))
    assert alike.processed is not None
    assert apart.processed is not None
    assert (alike.raw.limits.low - 100) / 4 == pytest.approx(alike.processed.limits.low)
    assert (alike.raw.limits.high - 100) / 4 == pytest.approx(alike.processed.limits.high)
    assert apart.processed.limits.high != pytest.approx((apart.raw.limits.high - 100) / 4)


def test_same_levels_need_a_calibration(make_frame: Callable, make_processed: Callable) -> None:
    frame = make_frame(calibration=DetectorCalibration())
    source = PictureSource(frame, make_processed(frame))
    apart = PairRenderer().render(RenderRequest(source))
    alike = PairRenderer().render(RenderRequest(source, DisplaySettings(same_levels=True)))
    assert alike.raw.limits == apart.raw.limits


def test_histograms_count_the_picture_and_leave_hot_pixels_out(make_frame: Callable) -> None:
    data = make_frame(dose=5).data.copy()
    data[3, 3] = 60_000
    pair = PairRenderer().render(RenderRequest(PictureSource(make_frame(data=data))))
    histogram = pair.raw_histogram
    assert histogram.high < 1000
    assert histogram.counts.sum() >= data.size - 30
    width = (histogram.high - histogram.low) / histogram.counts.size
    assert width == int(width), "bins of counts are whole numbers wide"


def test_a_live_series_makes_few_histograms(
    make_frame: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(side, "HISTOGRAM_S", 1000.0)
    renderer = PairRenderer()
    frames = [make_frame(number=n) for n in range(4)]
    live = [renderer.render(RenderRequest(PictureSource(f, live=True))) for f in frames]
    assert len({id(pair.raw_histogram) for pair in live}) == 1
    stored = [renderer.render(RenderRequest(PictureSource(f))) for f in frames]
    assert len({id(pair.raw_histogram) for pair in stored}) == 4, "a stored frame has its own"


def test_levels_of_a_stored_frame_do_not_depend_on_the_way_to_it(make_frame: Callable) -> None:
    dim, bright = make_frame(number=1, dose=20.0), make_frame(number=2, dose=26.0)
    renderer = PairRenderer()
    alone = renderer.render(RenderRequest(PictureSource(bright))).raw.limits
    renderer.render(RenderRequest(PictureSource(dim)))
    assert renderer.render(RenderRequest(PictureSource(bright))).raw.limits == alone
    renderer.render(RenderRequest(PictureSource(dim, live=True)))
    followed = renderer.render(RenderRequest(PictureSource(bright, live=True))).raw.limits
    assert followed.high < alone.high


def test_a_partial_frame_never_shows_rows_that_did_not_arrive(make_frame: Callable) -> None:
    data = make_frame().data.copy()
    data[32:] = 60_000  # what lies in memory below the valid rows is not data
    pair = PairRenderer().render(RenderRequest(PictureSource(make_frame(data=data, valid=32))))
    assert pair.raw.limits.high < 1000
    assert pair.raw.indices[33:].max() == 0


def test_a_large_picture_is_decimated_by_means(make_frame: Callable) -> None:
    frame = make_frame(data=np.indices((256, 256)).sum(0).astype(np.uint16) % 2 * 100)
    pair = PairRenderer().render(RenderRequest(PictureSource(frame), scale=0.5))
    assert pair.raw.indices.shape == (128, 128)
    assert np.unique(pair.raw.indices).size == 1, "a checkerboard is grey, not black or white"


@pytest.mark.parametrize("shape", [(1, 1), (3, 700), (701, 2), (33, 57)])
@pytest.mark.parametrize("scale", [0.05, 0.7, 1.3, 4.0])
def test_odd_shapes_are_rendered_at_any_scale(
    make_frame: Callable, shape: tuple[int, int], scale: float
) -> None:
    frame = make_frame(data=np.ones(shape, np.uint16))
    pair = PairRenderer().render(RenderRequest(PictureSource(frame), scale=scale))
    assert min(pair.raw.indices.shape) >= 1


@pytest.fixture
def shown(qtbot: QtBot, themed: QApplication) -> Iterator[tuple[PairPresenter, Camera]]:
    camera = Camera()
    window = QWidget()
    layout = QHBoxLayout(window)
    raw, processed = ImagePane(camera, "raw"), ImagePane(camera, "processed")
    layout.addWidget(raw)
    layout.addWidget(processed)
    window.resize(900, 500)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    presenter = PairPresenter(camera, raw, processed)
    presenter.start()
    yield presenter, camera
    presenter.stop()


def settle(qtbot: QtBot, presenter: PairPresenter) -> None:
    """Poll until the render thread has nothing left."""

    def idle() -> bool:
        presenter.poll()
        counts = presenter.counts
        return counts.submitted > 0 and counts.rendered + counts.replaced == counts.submitted

    qtbot.waitUntil(idle, timeout=10_000)
    presenter.poll()


def test_colours_change_at_once_and_render_nothing(
    qtbot: QtBot,
    shown: tuple[PairPresenter, Camera],
    make_frame: Callable,
    make_processed: Callable,
) -> None:
    presenter, _ = shown
    frame = make_frame()
    presenter.present(PictureSource(frame, make_processed(frame)))
    settle(qtbot, presenter)
    panes = presenter._raw, presenter._processed
    before = [(pane.picture.indices, grab(pane)) for pane in panes]
    counts = presenter.counts
    presenter.set_display(replace(presenter.display, invert=True, gamma=0.7))
    assert presenter.counts == counts
    for pane, (indices, picture) in zip(panes, before, strict=True):
        assert pane.picture.indices is indices
        assert grab(pane) != picture


def grab(pane: ImagePane) -> object:
    return pane.grab().toImage()


def test_levels_render_the_present_picture_again_without_a_network(
    qtbot: QtBot,
    shown: tuple[PairPresenter, Camera],
    make_frame: Callable,
    make_processed: Callable,
) -> None:
    presenter, _ = shown
    frame = make_frame()
    processed = make_processed(frame)
    presenter.present(PictureSource(frame, processed))
    settle(qtbot, presenter)
    by_hand = replace(
        presenter.display,
        mode=LevelsMode.OFF,
        raw_limits=Limits(1, 3),
        processed_limits=Limits(0.5, 1.5),
    )
    presenter.set_display(by_hand)
    settle(qtbot, presenter)
    assert presenter.pair is not None
    assert presenter.pair.raw.limits == Limits(1, 3)
    assert presenter.pair.processed is not None
    assert presenter.pair.processed.limits == Limits(0.5, 1.5)
    assert presenter.pair.processed.values is processed.image


def test_the_render_thread_cannot_reach_a_network() -> None:
    import ast
    from pathlib import Path

    folder = Path(render_module.__file__).parent
    imported = {
        name.name if isinstance(node, ast.Import) else node.module
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for name in node.names
    }
    reached = {name for name in imported if name and "denoise" in name}
    assert reached <= {"stemviewer.denoise.base"}
    assert not any(name and name.startswith("torch") for name in imported)


def test_zooming_asks_for_a_rendering_of_that_size(
    qtbot: QtBot, shown: tuple[PairPresenter, Camera], make_frame: Callable
) -> None:
    presenter, camera = shown
    presenter.present(PictureSource(make_frame(rows=256, columns=256)))
    settle(qtbot, presenter)
    camera.zoom_to(1.5)
    settle(qtbot, presenter)
    assert presenter.pair is not None
    assert presenter.pair.raw.indices.shape == (384, 384)
    camera.zoom_to(4.0)
    settle(qtbot, presenter)
    shown = presenter.pair.raw
    assert shown.indices.shape == (shown.covers.rows, shown.covers.columns)
    submitted = presenter.counts.submitted
    camera.zoom_to(9.0)
    camera.pan(10, 10)
    assert presenter.counts.submitted == submitted, "from two-fold up nothing depends on it"


def test_without_a_picture_the_processed_pane_is_empty_unless_one_is_awaited(
    qtbot: QtBot,
    shown: tuple[PairPresenter, Camera],
    make_frame: Callable,
    make_processed: Callable,
) -> None:
    presenter, _ = shown
    first = make_frame(number=1)
    presenter.present(PictureSource(first, make_processed(first, Kind.FILTERED)))
    settle(qtbot, presenter)
    presenter.present(PictureSource(make_frame(number=2, valid=4), awaiting=True))
    settle(qtbot, presenter)
    assert presenter._processed.picture is not None
    assert presenter._processed.picture.number == 1
    another_size = make_frame(number=3, rows=32, columns=32, valid=4)
    presenter.present(PictureSource(another_size, awaiting=True))
    settle(qtbot, presenter)
    assert presenter._processed.picture is None
    presenter.present(PictureSource(first, make_processed(first, Kind.FILTERED)))
    settle(qtbot, presenter)
    presenter.present(PictureSource(make_frame(number=4)))
    settle(qtbot, presenter)
    assert presenter._processed.picture is None


def test_only_what_is_seen_is_rendered_of_a_large_picture(
    qtbot: QtBot, shown: tuple[PairPresenter, Camera], make_frame: Callable
) -> None:
    presenter, camera = shown
    frame = make_frame(data=np.arange(1024 * 1024, dtype=np.uint32).reshape(1024, 1024))
    presenter.present(PictureSource(frame))
    settle(qtbot, presenter)
    camera.zoom_about(8.0 / camera.scale, QPointF(300, 700))
    settle(qtbot, presenter)
    assert presenter.pair is not None
    part = presenter.pair.raw.covers
    assert part.rows * part.columns < 1024 * 1024 / 8
    assert part.contains(Crop(700, 300, 1, 1))
    before = grab(presenter._raw)
    camera.pan(camera.scale * 400, camera.scale * 300)
    settle(qtbot, presenter)
    assert not presenter.pair.raw.covers.contains(part)
    assert presenter.pair.raw.covers.contains(presenter._crop(0.0))
    assert grab(presenter._raw) != before


@pytest.mark.parametrize("valid", [1, 20, 63])
def test_a_part_of_a_partial_frame_is_the_same_as_in_the_whole(
    make_frame: Callable, valid: int
) -> None:
    renderer = PairRenderer()
    renderer.render(RenderRequest(PictureSource(make_frame(number=1), live=True)))
    source = PictureSource(make_frame(number=2, valid=valid), live=True)
    whole = renderer.render(RenderRequest(source, scale=4.0)).raw
    part = renderer.render(RenderRequest(source, scale=4.0, crop=Crop(16, 8, 30, 40))).raw
    assert part.old_values is not None
    np.testing.assert_array_equal(part.indices, whole.indices[16:46, 8:48])


@pytest.mark.parametrize("side", [8, 100, 700])
def test_the_first_picture_of_a_size_is_whole_at_once(
    qtbot: QtBot, shown: tuple[PairPresenter, Camera], make_frame: Callable, side: int
) -> None:
    presenter, _ = shown
    presenter.present(PictureSource(make_frame(rows=32, columns=32)))
    settle(qtbot, presenter)
    presenter.present(PictureSource(make_frame(rows=side, columns=side)))
    assert presenter._worker.wait_ready(10)
    first = presenter.poll()
    assert first is not None
    assert first.raw.covers == Crop(0, 0, side, side)
    counts = presenter.counts
    assert counts.submitted == counts.rendered + counts.replaced, "and it is not made again"
