"""What was saved of a damaged session, and what was not."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class RecoverReport:
    """The account of one recovery.

    Parameters
    ----------
    source, session : Path
        The damaged session's first file, and the new session's; ``None``: nothing to save.
    files : list of str
        The files that were found, each with its SHA-256.
    head : str
        Last link of the damaged session's chain.
    signed_by : str
        Whose key signed the damaged session, in words.
    frames : int
        Frames saved whole, with everything their row says.
    without_settings : int
        Frames whose row was damaged: pixels saved, settings unknown.
    frames_lost : int
        Frames whose pixels are gone; each left a gap row.
    processed, processed_hash_only, processed_lost : int
        Pictures saved; saved as mark and hash only; gone.
    events, losses : int
        Events and loss rows saved.
    rows_lost : int
        Damaged rows of every kind that were left out.
    remarks : list of str
        What was found and done, in words.
    """

    source: Path
    session: Path | None = None
    files: list[str] = field(default_factory=list)
    head: str = ""
    signed_by: str = ""
    frames: int = 0
    without_settings: int = 0
    frames_lost: int = 0
    processed: int = 0
    processed_hash_only: int = 0
    processed_lost: int = 0
    events: int = 0
    losses: int = 0
    rows_lost: int = 0
    remarks: list[str] = field(default_factory=list)

    def text(self) -> str:
        """Return the account as lines that an operator reads."""
        saved = f"{self.frames} frames, {self.processed} processed pictures, {self.events} events"
        lines = [
            f"Session    {self.source} (not changed)",
            f"Saved in   {self.session or 'nothing: no frame could be read'}",
            f"Saved      {saved}",
        ]
        details = (
            (self.without_settings, "frames with their pixels only: their rows were damaged"),
            (self.frames_lost, "frames NOT saved: their pixels are damaged or missing"),
            (self.processed_hash_only, "processed pictures as mark and hash: pixels damaged"),
            (self.processed_lost, "processed pictures NOT saved"),
            (self.rows_lost, "damaged rows left out"),
        )
        lines += [f"           {count} {what}" for count, what in details if count]
        lines += [
            f"Original   head {self.head or 'unknown'}, signed by {self.signed_by or 'nobody'}"
        ]
        lines += [f"Remark     {remark}" for remark in self.remarks]
        return "\n".join(lines)
