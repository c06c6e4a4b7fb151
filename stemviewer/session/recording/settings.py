"""What the recorder process is told at its start, and the states it reports."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from stemviewer.session.format.options import InstrumentInfo, RecordOptions, SessionInfo
from stemviewer.session.signing.keys import SigningKey

RUNNING, CLOSED, FAILED = 1, 2, 3
"""States, in ``Slot.STATE``."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where to record what, from which ring, signed with which key (``None``: not signed)."""

    ring: str
    folder: Path
    name: str
    info: SessionInfo
    options: RecordOptions
    key: SigningKey | None = None

    def to_json(self) -> str:
        """Return one line of JSON; it holds the key's secret, so it goes through a pipe only."""
        content = {
            "ring": self.ring,
            "folder": str(self.folder),
            "name": self.name,
            "info": asdict(self.info),
            "options": asdict(self.options),
            "key": "" if self.key is None else self.key.secret.hex(),
        }
        return json.dumps(content)


def settings_from_json(line: str) -> Settings:
    """Read what :meth:`Settings.to_json` wrote."""
    content = json.loads(line)
    info = content["info"]
    instrument = info.pop("instrument")
    instrument["channels"] = tuple(instrument["channels"])
    options = content["options"]
    if options["spare_folders"] is not None:
        options["spare_folders"] = tuple(options["spare_folders"])
    return Settings(
        content["ring"],
        Path(content["folder"]),
        content["name"],
        SessionInfo(instrument=InstrumentInfo(**instrument), **info),
        RecordOptions(**options),
        SigningKey(bytes.fromhex(content["key"])) if content["key"] else None,
    )


def recorder_command() -> list[str]:
    """Return the command that starts the recorder process; a bundle's is another."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--recorder-process"]
    return [sys.executable, "-m", "stemviewer.session.recording.recorder_process"]
