"""The command ``verify``: what runs it. Its arguments are those of ``session.commands``."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict


def run_verify(options: argparse.Namespace) -> int:
    """Verify a session in a limited process and print the report; 0 when good.

    Raises
    ------
    StemviewerError
        If there is no such session, or it is not opened; with the reason.
    """
    from stemviewer.foreign.sessions import verify_session
    from stemviewer.session.verifying.text import report_text

    report = verify_session(options.session, head=options.head, key=options.key)
    print(json.dumps(asdict(report), indent=2) if options.json else report_text(report))
    return 0 if report.good else 1
