"""The page of a session's report: one HTML file with its plots in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Protocol

from stemviewer.core.plot import line_plot
from stemviewer.trust.verdict import signed

_STYLE = """
body{font:14px/1.5 sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;
background:#fff;color:#1a1f26}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
td,th{padding:.2rem .6rem;border-bottom:1px solid #ccd;text-align:right}
td.w,th.w{text-align:left}
.worse,.hit{font-weight:bold}
figure{display:inline-block;margin:0 1rem 1rem 0}
"""

_MAP = 320


class Line(Protocol):
    """What the page shows of a frame; see ``report.FrameLine``."""

    @property
    def index(self) -> int: ...  # noqa: D102
    @property
    def number(self) -> int: ...  # noqa: D102
    @property
    def method(self) -> str: ...  # noqa: D102
    @property
    def state(self) -> str: ...  # noqa: D102
    @property
    def source(self) -> str: ...  # noqa: D102
    @property
    def z(self) -> float | None: ...  # noqa: D102
    @property
    def supported(self) -> float | None: ...  # noqa: D102
    @property
    def undecided(self) -> float | None: ...  # noqa: D102
    @property
    def contradicted(self) -> int | None: ...  # noqa: D102
    @property
    def biased(self) -> int | None: ...  # noqa: D102
    @property
    def limit(self) -> float | None: ...  # noqa: D102
    @property
    def places(self) -> tuple[tuple[int, int, float, float, float], ...]: ...  # noqa: D102
    @property
    def words(self) -> str: ...  # noqa: D102


def report_page(
    name: str, summary: Mapping[str, Any], lines: Sequence[Line], shape: tuple[int, int]
) -> str:
    """Return the page.

    Parameters
    ----------
    name : str
        Of the session.
    summary : mapping
        As from ``report.summary_of``.
    lines : sequence
        One a frame.
    shape : tuple of int
        Of the frames [px].
    """
    plots = [
        line_plot(
            "Picture against plain filter",
            {"z": _points(lines, "z")},
            x_label="frame",
            y_label="z",
            limits={"better": 2.33, "worse": -2.33},
        ),
        line_plot(
            "Share of places",
            {
                "supported": _points(lines, "supported"),
                "not decidable": _points(lines, "undecided"),
            },
            x_label="frame",
            y_label="share",
        ),
        line_plot(
            "Contradicted places",
            {"contradicted": _points(lines, "contradicted"), "bias": _points(lines, "biased")},
            x_label="frame",
            y_label="places",
        ),
        _place_map(lines, shape),
    ]
    figures = "".join(f"<figure>{plot}</figure>" for plot in plots)
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Evidence: '
        f"{escape(name)}</title><style>{_STYLE}</style></head><body>"
        f"<h1>Evidence: {escape(name)}</h1>{_summary(summary)}{figures}"
        f"<h2>Frames</h2>{_table(lines)}<p>What each number means, and what it cannot see: "
        "the page “evidence” of the user guide.</p></body></html>\n"
    )


def _summary(summary: Mapping[str, Any]) -> str:
    frames = max(summary["frames"], 1)
    states = ", ".join(
        f"{count} {escape(state)} ({count / frames:.0%})"
        for state, count in summary["states"].items()
    )
    sources = ", ".join(f"{n} by {escape(s)}" for s, n in summary["sources"].items()) or "none"
    shares = (
        f"{summary['supported']:.0%} supported, {summary['undecided']:.0%} not decidable"
        if summary["supported"] is not None
        else "no evidence"
    )
    return (
        f"<p>{summary['frames']} frames tested: {states}. Judged: {sources}. Places: {shares}; "
        f"{summary['contradicted_places']} contradicted, in {summary['frames_contradicted']} "
        f"frames; lattice peaks that electrons do not show in {summary['frames_with_false_peaks']} "
        "frames. Where nothing is wrong, one frame in a hundred has a contradicted place.</p>"
    )


def _points(lines: Sequence[Line], name: str) -> list[tuple[float, float]]:
    values = [(line.index, getattr(line, name)) for line in lines]
    return [(float(x), float(y)) for x, y in values if y is not None]


def _place_map(lines: Sequence[Line], shape: tuple[int, int]) -> str:
    """Return where in the frame places were contradicted, over all frames."""
    scale = _MAP / max(shape)
    rings = "".join(
        f'<circle cx="{column * scale:.1f}" cy="{row * scale:.1f}" '
        f'r="{max(2.0 * sigma * scale, 3.0):.1f}" fill="none" stroke="#ff8d3a" '
        f'stroke-width="2"><title>frame {line.number}: z = {signed(z)}, '
        f"{signed(electrons)} electrons</title></circle>"
        for line in lines
        for row, column, sigma, z, electrons in line.places
    )
    width, height = shape[1] * scale, shape[0] * scale
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height + 24:.0f}" '
        f'viewBox="0 -24 {width:.0f} {height + 24:.0f}" font-family="sans-serif" role="img">'
        '<text x="0" y="-8" font-size="13">Where the picture was contradicted</text>'
        f'<rect width="{width:.0f}" height="{height:.0f}" fill="none" stroke="currentColor"/>'
        f"{rings}</svg>"
    )


def _table(lines: Sequence[Line]) -> str:
    names = ("frame", "number", "z", "supported", "undecided", "contradicted", "bias", "limit [e]")
    head = "".join(f"<th>{n}</th>" for n in names)
    words = "".join(f'<th class="w">{n}</th>' for n in ("method", "state", "source", "in words"))
    body = "".join(_row(line) for line in lines)
    return f"<table><thead><tr>{head}{words}</tr></thead><tbody>{body}</tbody></table>"


def _row(line: Line) -> str:
    cells = (
        str(line.index),
        str(line.number),
        "" if line.z is None else signed(line.z),
        "" if line.supported is None else f"{line.supported:.0%}",
        "" if line.undecided is None else f"{line.undecided:.0%}",
        "" if line.contradicted is None else str(line.contradicted),
        "" if line.biased is None else str(line.biased),
        "" if line.limit is None else f"{line.limit:.0f}",
    )
    told = (line.method, line.state, line.source, line.words)
    mark = "hit" if line.contradicted else line.state.replace(" ", "-")
    return (
        f'<tr class="{escape(mark)}">'
        + "".join(f"<td>{cell}</td>" for cell in cells)
        + "".join(f'<td class="w">{escape(text)}</td>' for text in told)
        + "</tr>"
    )
