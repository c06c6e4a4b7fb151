"""What a soak found: the table, the figures, the plot."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stemviewer.bench.environment import environment
from stemviewer.bench.log.lines import Line, must, must_be_zero, shown, told
from stemviewer.bench.soak.recordings import Examined
from stemviewer.bench.soak.telling import Made, hangs, standstills
from stemviewer.bench.window.growth import Verdict, judge
from stemviewer.core.plot import line_plot

if TYPE_CHECKING:
    from stemviewer.bench.soak.run import Soak

GROWTH_LIMIT = 0.02
"""Growth of the window's memory that is allowed after settling, as a share."""

JUDGED_FROM_S = 1800.0
"""Growth is judged in runs from this length on: before, caches and the history fill [s]."""

FAULTS_PER_HOUR = 200
"""What an hour must hold at least."""

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that was seen in a run."""

    made: Sequence[Made]
    said: Sequence[Mapping[str, Any]]
    sessions: Sequence[Examined]
    exit_code: int | None
    trouble: str
    not_made: Sequence[str]
    errors: str
    log: Mapping[str, Any]
    disk: str


def write_report(soak: Soak, outcome: Outcome, json_file: Path | None, plot: Path | None) -> int:
    """Print the table, write the figures and the plot; return 1 when anything does not hold."""
    growth = _growth(outcome, soak.settle)
    lines = _lines(soak, outcome, growth)
    for line in lines:
        sign = "  " if line["holds"] else "X "
        demand = f"   (must be {line['must']})" if line["must"] else ""
        print(f"{sign}{line['what']:<52}{shown(line['value'])}{demand}")
    for why in outcome.not_made:
        print(f"not made: {why}")
    if json_file is not None:
        content = {
            "environment": environment(soak.seed),
            "asked": {name: getattr(soak, name) for name in soak.__slots__},
            "lines": lines,
            "faults": [asdict(one) for one in outcome.made],
            "sessions": [asdict(one) for one in outcome.sessions],
            "growth": None if growth is None else growth.figures(),
            "standstills": standstills(outcome.said),
            "disk": outcome.disk,
            "log": outcome.log,
            "errors": outcome.errors,
            "said": list(outcome.said),
        }
        json_file.write_text(json.dumps(content, indent=1), encoding="utf-8")
    if plot is not None:
        plot.write_text(plots(outcome), encoding="utf-8")
    return 0 if all(line["holds"] for line in lines) else 1


def _lines(soak: Soak, outcome: Outcome, growth: Verdict | None) -> list[Line]:
    made, sessions = outcome.made, outcome.sessions
    by_kind = Counter(fault.kind for fault in made)
    needed = FAULTS_PER_HOUR * soak.seconds / 3600.0
    untold = [fault for fault in made if not fault.told and not fault.excused]
    whole = [one for one in sessions if not one.harmed and one.acknowledged]
    notices = [line for line in outcome.said if line["kind"] == "notice"]
    uncaught = [one["what"] for one in notices if one["what"].startswith("Unexpected ")]
    acknowledged = sum(one.acknowledged for one in sessions)
    lines = [
        must("faults", len(made), f">= {needed:.0f}", holds=len(made) >= needed),
        *(told(f"  {kind}", count) for kind, count in sorted(by_kind.items())),
        told("acts of the operator", _acts(outcome.said)),
        told("recordings, of which harmed", f"{len(sessions)}, {len(sessions) - len(whole)}"),
        must("frames acknowledged", acknowledged, "> 0", holds=acknowledged > 0),
        must_be_zero("acknowledged frames lost", sum(one.lost for one in sessions)),
        must_be_zero("sessions in which the verifier found problems", _problems(sessions)),
        must_be_zero("unharmed sessions that were not closed", sum(not o.closed for o in whole)),
        must_be_zero("faults that nobody was told of", len(untold)),
        told("  nothing to tell, or nobody", sum(bool(f.excused) for f in made)),
        must_be_zero("times the window stood still without a word", len(standstills(outcome.said))),
        must_be_zero("times it gave no sign for 15 s", len(hangs(outcome.said))),
        told("errors that nobody caught, told as such", len(uncaught)),
        must(
            "end of the window",
            outcome.trouble or "as asked",
            "as asked",
            holds=not outcome.trouble,
        ),
    ]
    return [
        *lines,
        *_growth_lines(growth, judged=soak.seconds >= JUDGED_FROM_S),
        *_latency_lines(outcome.said),
    ]


def _acts(said: Sequence[Mapping[str, Any]]) -> int:
    return max((int(line["acts"]) for line in said if line["kind"] == "beat"), default=0)


def _problems(sessions: Sequence[Examined]) -> int:
    return sum(bool(one.problems) for one in sessions)


def _growth(outcome: Outcome, settle: float) -> Verdict | None:
    beats = [
        {
            "at_s": float(line["at"]),
            "rss_bytes": float(line["rss_bytes"]),
            "handles": float(line["handles"]),
            "threads": float(line["threads"]),
        }
        for line in outcome.said
        if line["kind"] == "beat"
    ]
    try:
        return judge(beats, settle)
    except ValueError:
        return None


def _growth_lines(growth: Verdict | None, *, judged: bool) -> list[Line]:
    if growth is None:
        return [must("growth of memory", "not known", "known", holds=not judged)]
    share, first = growth.memory.share, growth.memory.first
    note = "" if judged else " (a run this short is not judged)"
    words = f"{share:+.2%} of {first / MIB:.0f} MiB over {growth.seconds / 60:.0f} min{note}"
    return [
        must(
            "growth of memory",
            words,
            f"< {GROWTH_LIMIT:.0%}",
            holds=share < GROWTH_LIMIT or not judged,
        ),
        told("open handles, first and last", f"{growth.handles.first:g}, {growth.handles.last:g}"),
        told("threads, first and last", f"{growth.threads.first:g}, {growth.threads.last:g}"),
    ]


def _latency_lines(said: Sequence[Mapping[str, Any]]) -> list[Line]:
    found = sorted(line["latency_s"] for line in said if line.get("latency_s"))
    if not found:
        return [told("latency", "not known")]
    middle, late = found[len(found) // 2], found[int(len(found) * 0.95)]
    return [
        told(
            "latency, p50 and p95 of each second's median [ms]",
            f"{middle * 1e3:.0f}, {late * 1e3:.0f}",
        )
    ]


def plots(outcome: Outcome) -> str:
    """Return memory and latency over time, and when what was broken, as one SVG."""
    beats = [line for line in outcome.said if line["kind"] == "beat"]
    start = beats[0]["at"] if beats else 0.0

    def over_time(of: str, scale: float) -> list[tuple[float, float]]:
        return [((beat["at"] - start) / 60.0, beat[of] * scale) for beat in beats if beat.get(of)]

    faults: dict[str, list[tuple[float, float]]] = {}
    for number, kind in enumerate(sorted({fault.kind for fault in outcome.made}), 1):
        faults[kind] = [
            ((f.began - start) / 60.0, float(number)) for f in outcome.made if f.kind == kind
        ]
    time = "time [min]"
    figures = [
        line_plot(
            "Memory of the window",
            {"resident": over_time("rss_bytes", 1 / MIB)},
            x_label=time,
            y_label="[MiB]",
        ),
        line_plot(
            "From the last row to the screen",
            {"latency": over_time("latency_s", 1e3)},
            x_label=time,
            y_label="[ms]",
        ),
        line_plot("What was broken when", faults, x_label=time, y_label="kind"),
    ]
    placed = [
        f'<g transform="translate(0 {300 * number})">{figure}</g>'
        for number, figure in enumerate(figures)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="560" height="{300 * len(figures)}">'
        f'<rect width="100%" height="100%" fill="white"/>{"".join(placed)}</svg>\n'
    )
