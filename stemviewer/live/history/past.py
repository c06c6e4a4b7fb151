"""History, player and keeper of one live path, and what they listen to."""

from __future__ import annotations

from collections.abc import Callable

from stemviewer.core.processed import Processed
from stemviewer.live.history.history import BUDGET, History
from stemviewer.live.history.keep import Keeper
from stemviewer.live.history.packing import Picture
from stemviewer.live.history.player import Player
from stemviewer.live.notices import NoticeBoard
from stemviewer.live.reception import Reception
from stemviewer.live.recording import RecordingControl
from stemviewer.session.format.entries import EvidenceEntry


class Past:
    """What can be seen again and kept after the fact; nothing of it holds up the live path.

    Parameters
    ----------
    recording : RecordingControl
        Gets every picture before the history does.
    notices : NoticeBoard
        Told of what fails.
    budget : int
        Memory that the history may take [bytes].
    """

    def __init__(
        self, recording: RecordingControl, notices: NoticeBoard, budget: int = BUDGET
    ) -> None:
        self._recording = recording
        self._started = False
        self.history = History(budget, notices.error)
        self.player = Player(self.history.shelf, notices.error)
        self.keeper = Keeper(self.history.shelf, notices)
        recording.noted = self.history.put_event

    def listen(self, reception: Reception) -> None:
        """Keep what the feed thread hands on."""
        reception.ended = self.history.put_frame
        reception.lost = self.history.put_lost

    def start(self) -> None:
        """Start the threads."""
        self._started = True
        self.history.start()
        self.player.start()

    def stop(self, timeout: float) -> bool:
        """End the threads; a span that is being written is finished first, for it was asked for.

        Parameters
        ----------
        timeout : float
            Longest wait for each thread [s].

        Returns
        -------
        bool
            Whether all have ended.
        """
        ended = self.keeper.join(timeout)
        if not self._started:
            return ended
        ended = self.history.stop(timeout) and ended
        return self.player.stop(timeout) and ended

    def put_processed(
        self,
        processed: Processed,
        evidence: EvidenceEntry,
        mine: Callable[[], bool] = lambda: True,
    ) -> None:
        """Hand a picture to the log and to the history; see ``RecordingControl``."""
        self._recording.put_processed(processed, evidence, mine)
        self.history.put_picture(Picture(processed, evidence))
