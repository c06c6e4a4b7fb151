from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF

from stemviewer.ui.image.pane_frame import around

RECT = QRectF(2, 34, 100, 80)


@pytest.mark.parametrize(
    "hole",
    [
        QRectF(20, 40, 30, 30),
        QRectF(-50, -50, 500, 500),
        QRectF(-5, 50, 60, 200),
        QRectF(500, 500, 10, 10),
        QRectF(),
    ],
)
def test_parts_around_a_hole_cover_the_rest_and_nothing_twice(hole: QRectF) -> None:
    parts = around(RECT, hole)
    inside = hole.intersected(RECT)
    rest = RECT.width() * RECT.height() - inside.width() * inside.height()
    assert sum(part.width() * part.height() for part in parts) == pytest.approx(rest)
    for index, part in enumerate(parts):
        assert RECT.contains(part)
        assert part.intersected(hole).isEmpty()
        assert all(part.intersected(other).isEmpty() for other in parts[index + 1 :])
