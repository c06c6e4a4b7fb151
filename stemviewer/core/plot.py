"""Small line plots as SVG text: for reports that must stand alone and for figures of benches."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

COLOURS = ("#4f8df7", "#e8a33d", "#3fb06c", "#a971f5", "#ff8d3a", "#3fb6c9", "#c9444c", "#8b95a3")
"""Of the curves, in order; marks and dashes differ as well, so that colour is never alone."""

_DASHES = ("", "6 3", "2 2", "8 3 2 3", "1 3")
_WIDTH, _HEIGHT = 560, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 62, 150, 30, 46

Points = Sequence[tuple[float, float]]


def line_plot(
    title: str,
    curves: Mapping[str, Points],
    *,
    x_label: str,
    y_label: str,
    log_x: bool = False,
    limits: Mapping[str, float] | None = None,
) -> str:
    """Return one plot as an SVG element.

    Parameters
    ----------
    title, x_label, y_label : str
        Words; units in square brackets.
    curves : mapping
        Name -> points (x, y); points that are not finite are left out.
    log_x : bool
        Logarithmic abscissa; its values must be positive.
    limits : mapping, optional
        Name -> ordinate of a horizontal line.
    """
    limits = limits or {}
    points = [p for curve in curves.values() for p in _finite(curve)]
    xs = [x for x, _ in points] or [1.0, 10.0]
    ys = [y for _, y in points] + list(limits.values()) or [0.0, 1.0]
    box = _Box(_span(xs), _span([*ys, 0.0]), log_x)
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
            f'width="{_WIDTH}" height="{_HEIGHT}" font-family="sans-serif" font-size="11" '
            'fill="currentColor" role="img">'
        ),
        f"<title>{escape(title)}</title>",
        f'<text x="{_LEFT}" y="16" font-size="13">{escape(title)}</text>',
        *_axes(box, x_label, y_label),
    ]
    for name, level in limits.items():
        y = box.y(level)
        parts.append(
            f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" '
            'stroke="#c9444c" stroke-dasharray="3 3"/>'
            f'<text x="{_WIDTH - _RIGHT + 6}" y="{y + 4:.1f}">{escape(name)}</text>'
        )
    for number, (name, curve) in enumerate(curves.items()):
        parts += _curve(box, number, name, _finite(curve))
    return "\n".join([*parts, "</svg>"])


class _Box:
    """From values to places on the sheet."""

    def __init__(
        self, x_span: tuple[float, float], y_span: tuple[float, float], log_x: bool
    ) -> None:
        self.log_x = log_x
        self.x_span = x_span
        self.y_span = y_span

    def x(self, value: float) -> float:
        low, high = self.x_span
        if self.log_x:
            low, high, value = (math.log10(max(v, 1e-12)) for v in (low, high, value))
        share = (value - low) / ((high - low) or 1.0)
        return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        low, high = self.y_span
        share = (value - low) / ((high - low) or 1.0)
        return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)


def _finite(curve: Points) -> list[tuple[float, float]]:
    return [(x, y) for x, y in curve if math.isfinite(x) and math.isfinite(y)]


def _span(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def _axes(box: _Box, x_label: str, y_label: str) -> list[str]:
    right, bottom = _WIDTH - _RIGHT, _HEIGHT - _BOTTOM
    parts = [
        f'<path d="M{_LEFT} {_TOP}V{bottom}H{right}" fill="none" stroke="currentColor"/>',
        (
            f'<text x="{(_LEFT + right) / 2}" y="{_HEIGHT - 8}" text-anchor="middle">'
            f"{escape(x_label)}</text>"
        ),
        (
            f'<text transform="translate(14 {(_TOP + bottom) / 2}) rotate(-90)" '
            f'text-anchor="middle">{escape(y_label)}</text>'
        ),
    ]
    for value in _ticks(box.y_span):
        y = box.y(value)
        parts.append(
            f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{value:g}</text>'
            f'<path d="M{_LEFT - 3} {y:.1f}h3" stroke="currentColor"/>'
        )
    for value in _decades(box.x_span) if box.log_x else _ticks(box.x_span):
        x = box.x(value)
        parts.append(
            f'<text x="{x:.1f}" y="{bottom + 16}" text-anchor="middle">{value:g}</text>'
            f'<path d="M{x:.1f} {bottom}v3" stroke="currentColor"/>'
        )
    return parts


def _curve(box: _Box, number: int, name: str, curve: list[tuple[float, float]]) -> list[str]:
    colour = COLOURS[number % len(COLOURS)]
    dash = _DASHES[number % len(_DASHES)]
    places = [(box.x(x), box.y(y)) for x, y in curve]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    marks = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5"/>' for x, y in places)
    y = _TOP + 14 * number + 6
    left = _WIDTH - _RIGHT + 34
    return [
        (
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.5" '
            f'stroke-dasharray="{dash}"/>'
        ),
        f'<g fill="{colour}">{marks}</g>' if len(places) <= 200 else "",
        (
            f'<path d="M{left - 26} {y - 4}h20" stroke="{colour}" stroke-width="1.5" '
            f'stroke-dasharray="{dash}"/><text x="{left}" y="{y}">{escape(name)}</text>'
        ),
    ]


def _ticks(span: tuple[float, float]) -> list[float]:
    low, high = span
    raw = (high - low) / 5.0
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(m * power for m in (1.0, 2.0, 5.0, 10.0) if m * power >= raw * 0.999)
    first = math.ceil(low / step - 1e-9)
    return [round(n * step, 12) for n in range(first, math.floor(high / step + 1e-9) + 1)]


def _decades(span: tuple[float, float]) -> list[float]:
    low, high = (max(v, 1e-12) for v in span)
    values = [
        m * 10.0**power
        for power in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
        for m in (1.0, 3.0)
    ]
    return [v for v in values if low * 0.999 <= v <= high * 1.001]
