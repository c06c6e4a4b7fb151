"""What the bench found: as text for the terminal, as charts, as JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from stemviewer.bench.denoise.honesty import HonestyRow
from stemviewer.bench.denoise.scores import Score
from stemviewer.bench.denoise.speed import Speed
from stemviewer.bench.denoise.svg import Chart


@dataclass(frozen=True, slots=True)
class Report:
    """All figures of one run."""

    environment: dict[str, Any]
    settings: dict[str, Any]
    versions: dict[str, str]
    scores: tuple[Score, ...]
    honesty: tuple[HonestyRow, ...]
    speeds: tuple[Speed, ...]
    remarks: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return it JSON-ready."""
        return asdict(self)


def score_table(scores: Sequence[Score]) -> list[str]:
    """Return mean PSNR with its interval, gain over the best Gaussian, and SSIM, line by line."""
    lines = [
        (
            f"{'pictures':16s}{'e/px':>6s} {'method':14s}{'PSNR [dB]':>10s}{'95 %':>16s}"
            f"{'over Gauss*':>13s}{'95 %':>16s}{'SSIM':>8s}{'flux':>8s}"
        )
    ]
    lines += [
        f"{s.source[:15]:16s}{s.dose:6g} {s.method[:13]:14s}{s.psnr[0]:10.2f}{_range(s.psnr):>16s}"
        f"{s.gain[0]:+13.2f}{_range(s.gain, '+'):>16s}{s.ssim[0]:8.3f}{s.flux:8.4f}"
        for s in scores
    ]
    return lines


def _range(values: tuple[float, float, float], sign: str = "") -> str:
    return f"{values[1]:{sign}.2f}..{values[2]:{sign}.2f}"


def honesty_lines(rows: Sequence[HonestyRow]) -> list[str]:
    """Return the honesty table, line by line."""
    lines = [
        (
            f"{'e/px':>5s} {'method':14s}{'slope':>7s}{'vacancy':>9s}{'half':>8s}{'pm':>7s}"
            f"{'found':>7s}{'invent':>7s}{'vac':>5s}{'film':>5s}{'flat':>5s}{'resid %':>8s}"
            f"{'recall':>8s}{'false':>7s}"
        )
    ]
    lines += [
        f"{r.dose:5g} {r.method[:13]:14s}{r.slope[0]:7.2f}{r.vacancy_bias[0]:+9.3f}"
        f"{r.half_bias[0]:+8.3f}{r.precision:7.1f}{r.found:7.3f}{r.invented:7.3f}"
        f"{r.vacuum_peaks:5d}{r.amorphous_peaks:5d}{r.flat_peaks:5d}{r.flat_residue:8.2f}"
        f"{r.recall:8.2f}{r.false_share:7.2f}"
        for r in rows
    ]
    return lines


def speed_lines(speeds: Sequence[Speed]) -> list[str]:
    """Return seconds per 512 x 512 and the ratio to the first peer, line by line."""
    return [
        f"{s.method:14s} {1000 * s.seconds:9.1f} ms (least {1000 * s.least:.1f}, {s.runs} runs)"
        + (f", {s.times_faster_than_peer:.0f} x the peer" if s.times_faster_than_peer else "")
        for s in speeds
    ]  # fmt: skip


def charts(report: Report) -> list[Chart]:
    """Return PSNR gain of every source, and the main honesty figures, over the dose."""
    found = []
    for source in dict.fromkeys(score.source for score in report.scores):
        lines: dict[str, list[tuple[float, float, float, float]]] = {}
        for s in report.scores:
            if s.source == source and s.method != "raw":
                lines.setdefault(s.method, []).append((s.dose, *s.gain))
        found.append(Chart(f"{source}: PSNR over the best Gaussian", "dB", lines))
    if report.honesty:
        found += [_honesty_chart(report.honesty, *wanted) for wanted in _CHARTED]
    return found


_CHARTED: tuple[tuple[str, str, Callable[[HonestyRow], tuple[float, float]]], ...] = (
    ("slope of displacement", "1 is honest", lambda row: row.slope),
    ("vacancy bias", "columns", lambda row: row.vacancy_bias),
    ("half-column bias", "columns", lambda row: row.half_bias),
    ("blind precision", "pm", lambda row: (row.precision, 0.0)),
    ("flat-field residue", "%", lambda row: (row.flat_residue, 0.0)),
    ("recall of single atoms", "share", lambda row: (row.recall, 0.0)),
)


def _honesty_chart(
    rows: Sequence[HonestyRow],
    title: str,
    unit: str,
    value_of: Callable[[HonestyRow], tuple[float, float]],
) -> Chart:
    lines: dict[str, list[tuple[float, float, float, float]]] = {}
    for row in rows:
        value, error = value_of(row)
        lines.setdefault(row.method, []).append((row.dose, value, value - error, value + error))
    return Chart(title, unit, lines)
