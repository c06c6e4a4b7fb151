"""What ``stemviewer verify`` prints."""

from __future__ import annotations

from stemviewer.session.verifying.verify import ManifestState, Signer, VerifyReport

_MANIFEST = {
    ManifestState.GOOD: "fits: every byte of every file is as it was at the close",
    ManifestState.BAD: "DOES NOT FIT",
    ManifestState.MISSING: "MISSING",
    ManifestState.NONE: "there is none",
}


def report_text(report: VerifyReport) -> str:
    """Return a report as lines that a person reads."""
    lines = [f"BAD   {problem}" for problem in report.problems]
    verdict = "GOOD: nothing was changed since" if report.good else "NOT GOOD"
    lines += [
        f"Verdict   {verdict} ({report.frames} frames)",
        f"Closed    {'yes' if report.closed else 'NO: cut off, or still recording'}",
        f"Signed    {_signed(report)}",
        f"Manifest  {_MANIFEST[report.manifest]}",
        f"Head      {report.head}",
    ]
    lines += [f"Note      {note}" for note in report.notes]
    return "\n".join(lines)


def _signed(report: VerifyReport) -> str:
    if report.signer is Signer.NOBODY:
        return "by NOBODY"
    return f"by {report.signed_by}"
