#!/usr/bin/env python3
"""Draw the program's icon: noise on the left, the lattice in it on the right.

    python installer/bundle/make_icon.py     writes resources/icons/stemviewer.svg and .png

Needs the project's environment (numpy, PySide6). Violet is not used: it means a network's picture.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

ICONS = Path(__file__).resolve().parents[2] / "resources" / "icons"
SIDE = 256
CELLS = 16
PITCH = 40.0


def drawing(seed: int = 4) -> str:
    """Return the icon as SVG."""
    cell = (SIDE - 32) / CELLS
    counts = np.random.default_rng(seed).poisson(1.1, (CELLS, CELLS // 2))
    grains = [
        f'<rect x="{16 + column * cell:.0f}" y="{16 + row * cell:.0f}" width="{cell:.0f}" '
        f'height="{cell:.0f}" fill="#dfe6f2" fill-opacity="{min(0.85, 0.28 * count):.2f}"/>'
        for (row, column), count in np.ndenumerate(counts)
        if count
    ]
    atoms = [
        f'<circle cx="{150 + column * PITCH + row % 2 * PITCH / 2:.0f}" '
        f'cy="{40 + row * PITCH * 0.866:.0f}" r="13" fill="url(#atom)"/>'
        for row in range(6)
        for column in range(3 - row % 2)
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}">',
            '<defs><radialGradient id="atom">',
            '<stop offset="0" stop-color="#ffffff"/><stop offset="1" stop-color="#3f7be0"/>',
            "</radialGradient></defs>",
            '<rect x="4" y="4" width="248" height="248" rx="40" fill="#10141c"/>',
            *grains,
            *atoms,
            '<rect x="126" y="16" width="4" height="224" fill="#5b93f0"/>',
            "</svg>\n",
        ]
    )


def main() -> int:
    """Write both files."""
    from PySide6.QtCore import QByteArray
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    text = drawing()
    (ICONS / "stemviewer.svg").write_text(text, encoding="utf-8")
    application = QGuiApplication([])
    image = QImage(512, 512, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(text.encode())).render(painter)
    painter.end()
    del application
    return 0 if image.save(str(ICONS / "stemviewer.png")) else 1


if __name__ == "__main__":
    sys.exit(main())
