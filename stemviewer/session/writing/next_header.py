"""What the next file of a session is to be like: its stacks, and the rest of its header."""

from __future__ import annotations

import uuid
from dataclasses import replace
from pathlib import Path

from stemviewer.session.format.header import HeaderModel, StackKey
from stemviewer.session.format.options import RecordOptions, SessionInfo
from stemviewer.session.format.schema import Row
from stemviewer.session.format.stacks import KnownStacks
from stemviewer.session.signing.keys import SigningKey
from stemviewer.session.signing.signatures import Signer
from stemviewer.session.writing.header_make import After, Start, make_header
from stemviewer.session.writing.segment import Segment


class NextHeader:
    """Keeps in mind which stacks the frames of a session need.

    Parameters
    ----------
    info : SessionInfo
        Who records what.
    options : RecordOptions
        How to store.
    key : SigningKey or None
        What signs the chain's heads.
    """

    def __init__(self, info: SessionInfo, options: RecordOptions, key: SigningKey | None) -> None:
        self._info, self._options = info, options
        self._known = KnownStacks()
        self._newest: Row | None = None
        self.session_id = uuid.uuid4().hex
        self.signer = Signer(key, self.session_id)

    def key(self, row: Row) -> StackKey:
        """Return the key of the stack that a frame belongs to; keeps its settings in mind."""
        self._newest = row
        return self._known.key(row)

    def learn(self, key: StackKey) -> None:
        """Have a stack for ``key`` in files to come.

        The instrument's other channels scan with it: they get stacks alike, so that the first
        frame of a second channel does not need a file of its own.
        """
        for channel in self._info.instrument.channels:
            self._known.learn(replace(key, channel=channel))
        self._known.learn(key)

    def after(self, before: Segment | None, number: int, folder: Path, failed: str) -> HeaderModel:
        """Return the header of file ``number`` in a folder, after another, which may have failed.

        Parameters
        ----------
        before : Segment or None
            The file before; ``None`` for the first.
        number : int
            Of the file, from 1.
        folder : Path
            Where it will be.
        failed : str
            Why the file before failed; empty if it did not.
        """
        signer = self.signer
        start = Start(self.session_id, number, signer.public, signer.state.number + 1)
        stacks = self._known.models(self._options.denoised)
        end = After(before.committed, before.path, failed) if before is not None else After()
        return make_header(
            start, end, folder, self._info, self._options, stacks=stacks, newest=self._newest
        )
