"""The thread that measures: the newest question wins, and an old answer never comes late."""

from __future__ import annotations

from time import thread_time

from stemviewer.core.worker import Worker
from stemviewer.live.channels import NewestSlot
from stemviewer.ui.measure.answer import Answer, Question, answer

WAIT_S = 0.5
JOIN_S = 30.0


class Measurer:
    """One thread with one slot in and one slot out; neither ever queues.

    The thread starts with the first question.
    """

    def __init__(self) -> None:
        self._questions: NewestSlot[Question] = NewestSlot()
        self._answers: NewestSlot[Answer] = NewestSlot()
        self._worker: Worker | None = None
        self.seconds = 0.0
        """Of the processor, that the last answer took [s]."""

    def ask(self, question: Question) -> None:
        """Ask; replaces a question that was not yet begun."""
        if self._worker is None:
            self._worker = Worker("measure", self._run)
            self._worker.start()
        self._questions.put(question)

    def take(self) -> Answer | None:
        """Return the newest answer that was not taken yet; never blocks.

        Raises
        ------
        Exception
            What a measurement failed with, once; the next question is answered again.
        """
        found = self._answers.take()
        worker = self._worker
        if worker is not None and not worker.alive:
            self._worker = None
            worker.check()
        return found

    def close(self) -> None:
        """End the thread; idempotent."""
        self._questions.close()
        if self._worker is not None:
            self._worker.join(JOIN_S)

    def _run(self) -> None:
        while not self._questions.closed:
            question = self._questions.take(WAIT_S)
            if question is not None:
                started = thread_time()
                self._answers.put(answer(question))
                self.seconds = thread_time() - started
