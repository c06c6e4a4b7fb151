"""Line charts as SVG, a few lines of text each.

Written here because matplotlib would be a dependency of 60 MB for two charts; the figures are in
the JSON for anyone who wants to draw them otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, LEGEND = 420, 300, 52, 42, 30, 130
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#777777",
           "#7f3c8d", "#a5aa99")  # fmt: skip
"""Okabe and Ito's palette, told apart by the colour-blind, and two more."""

DASHES = ("", "6 3", "2 2")


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart over the dose: a line a method, its points (dose, value, low, high)."""

    title: str
    unit: str
    lines: Mapping[str, Sequence[tuple[float, float, float, float]]]


def charts_svg(charts: Sequence[Chart], across: int = 3) -> str:
    """Return all charts as one SVG picture with a shared legend on the right."""
    rows = math.ceil(len(charts) / across)
    width, height = across * WIDTH + LEGEND, rows * HEIGHT
    names = list(dict.fromkeys(name for chart in charts for name in chart.lines))
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'font-family="sans-serif" font-size="11">'
            '<rect width="100%" height="100%" fill="white"/>'
        )
    ]
    for number, chart in enumerate(charts):
        row, column = divmod(number, across)
        parts.append(f'<g transform="translate({column * WIDTH},{row * HEIGHT})">')
        parts += [*_chart(chart, names), "</g>"]
    for number, name in enumerate(names):
        y = 40 + 18 * number
        parts.append(f'<path d="M{across * WIDTH + 4},{y}h24" {_stroke(number)}/>')
        parts.append(f'<text x="{across * WIDTH + 32}" y="{y + 4}">{escape(name)}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _stroke(number: int) -> str:
    colour = COLOURS[number % len(COLOURS)]
    dash = DASHES[number // len(COLOURS) % len(DASHES)]
    return f'fill="none" stroke="{colour}" stroke-width="1.5" stroke-dasharray="{dash}"'


def _chart(chart: Chart, names: Sequence[str]) -> list[str]:
    points = [point for line in chart.lines.values() for point in line]
    doses = sorted({point[0] for point in points})
    low, high = min(point[2] for point in points), max(point[3] for point in points)
    spare = 0.06 * (high - low) or 0.5
    low, high = low - spare, high + spare
    right, floor = WIDTH - 14, HEIGHT - BOTTOM

    def x(dose: float) -> float:
        span = math.log(doses[-1] / doses[0]) or 1.0
        return LEFT + (right - LEFT) * math.log(dose / doses[0]) / span

    def y(value: float) -> float:
        return floor - (floor - TOP) * (value - low) / (high - low)

    title = f"{chart.title} [{chart.unit}]"
    parts = [
        f'<text x="{LEFT}" y="18" font-size="13">{escape(title)}</text>',
        f'<path d="M{LEFT},{TOP}V{floor}H{right}" fill="none" stroke="#888"/>',
        f'<text x="{(LEFT + right) / 2:.0f}" y="{HEIGHT - 8}" text-anchor="middle">e/px</text>',
    ]
    parts += [
        f'<text x="{x(dose):.1f}" y="{floor + 15}" text-anchor="middle">{dose:g}</text>'
        for dose in doses
    ]
    for tick in range(5):
        value = low + (high - low) * tick / 4
        parts.append(
            f'<text x="{LEFT - 5}" y="{y(value) + 4:.1f}" text-anchor="end">{value:.3g}</text>'
            f'<path d="M{LEFT},{y(value):.1f}H{right}" stroke="#eee"/>'
        )
    for name, line in chart.lines.items():
        number = names.index(name)
        path = "L".join(f"{x(dose):.1f},{y(value):.1f}" for dose, value, _, _ in line)
        parts.append(f'<path d="M{path}" {_stroke(number)}/>')
        parts += [
            f'<path d="M{x(dose):.1f},{y(least):.1f}V{y(most):.1f}" {_stroke(number)}/>'
            for dose, _, least, most in line
            if most > least
        ]
    return parts
