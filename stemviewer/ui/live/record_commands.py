"""Starting and ending the session log."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from stemviewer.live.state import LinkState, LiveStatus
from stemviewer.session.format.options import InstrumentInfo, RecordOptions, SessionInfo
from stemviewer.ui.language.words import tr
from stemviewer.ui.live.actions import Actions
from stemviewer.ui.live.disk_watch import DiskWatch
from stemviewer.ui.live.link import Link
from stemviewer.ui.live.scan_commands import NO_SOURCE, ScanCommands
from stemviewer.ui.live.setups import Purpose
from stemviewer.ui.live.strip import Strip


class RecordCommands:
    """Record and end recording, with what the operator typed in the strip.

    Parameters
    ----------
    folder : Path
        Where sessions go; may be changed.
    """

    def __init__(
        self, link: Link, actions: Actions, strip: Strip, scan: ScanCommands, folder: Path
    ) -> None:
        self._link = link
        self._actions = actions
        self._strip = strip
        self._scan = scan
        self.folder = folder
        self.record_processed = True
        self.denoised = "float32"
        self._disk = DiskWatch()

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what carries out each action."""
        return {"record": self.toggle}

    @property
    def active(self) -> bool:
        """Whether a session is open, being opened or being closed."""
        status = self._link.status
        return status is not None and (status.recording.active or status.recording.busy)

    def toggle(self) -> None:
        """Start or end the recording."""
        status, pipeline = self._link.status, self._link.pipeline
        if status is None or pipeline is None or status.recording.busy:
            return
        if status.recording.active:
            pipeline.stop_recording()
        elif self._scan.apply_setup(Purpose.RECORD):
            pipeline.start_recording(self.folder, self.info(status), self.options(status))
        self.update(status)

    def info(self, status: LiveStatus) -> SessionInfo:
        """Return who records what on which instrument."""
        instrument = InstrumentInfo()
        if status.instrument is not None:
            channels = tuple(channel.name for channel in status.instrument.channels)
            instrument = InstrumentInfo(
                status.instrument.name, status.instrument.origin.value, channels
            )
        return SessionInfo(
            name=self._strip.session.text().strip() or date.today().isoformat(),
            sample=self._strip.sample.text().strip(),
            operator=self._strip.operator.text().strip(),
            instrument=instrument,
        )

    def options(self, status: LiveStatus) -> RecordOptions:
        """Return how to record."""
        return RecordOptions(
            record_processed=self.record_processed,
            denoised=self.denoised,
            expected_bytes_per_s=_bytes_per_second(status),
        )

    def with_disk(self, status: LiveStatus | None) -> LiveStatus | None:
        """Return the status with the room on the disk, also before anything is recorded."""
        if status is None:
            return None
        rate = _bytes_per_second(status)
        return replace(status, recording=self._disk.filled(status.recording, self.folder, rate))

    def close(self) -> None:
        """End what is under way in the background."""
        self._disk.join(10.0)

    def update(self, status: LiveStatus | None) -> None:
        """Enable and mark the action."""
        action = self._actions["record"]
        linked = status is not None and status.link is LinkState.CONNECTED
        recording = status is not None and status.recording.active
        busy = status is not None and status.recording.busy
        action.setEnabled((linked or recording) and not busy)
        action.setChecked(recording)
        if not linked and not recording:
            action.setToolTip(NO_SOURCE)
        elif recording:
            action.setToolTip(tr("Write what is under way and close the session [R]"))
        else:
            action.setToolTip(tr("Start the session log [R]\n{0}", self._scan.record_tip()))


def _bytes_per_second(status: LiveStatus) -> float:
    """Return what raw of all channels comes to at the present rate [bytes/s]; 0 if unknown."""
    if status.settings is None or status.instrument is None:
        return 0.0
    sizes = {"8": 1.0, "16": 2.0, "32": 4.0, "64": 8.0}
    pixel = 0.0
    for channel in status.instrument.channels:
        pixel += next((s for bits, s in sizes.items() if channel.dtype.endswith(bits)), 2.0)
    rows, columns = status.settings.shape
    return rows * columns * pixel * status.rates.receive_fps
