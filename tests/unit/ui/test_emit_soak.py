"""PySide6 6.12.0 aborts on Python 3.11 after several hundred emits of a bool."""

from __future__ import annotations

import os
import subprocess
import sys

EMITS = 5000

PROGRAM = f"""
from PySide6.QtCore import QCoreApplication, QObject, Signal

class Source(QObject):
    changed = Signal(bool)

app = QCoreApplication([])
heard = []
source = Source()
source.changed.connect(heard.append)
for turn in range({EMITS}):
    source.changed.emit(True)
    source.changed.emit(False)
    source.changed.emit(turn % 2 == 0)
print(len(heard), sum(heard))
"""


def test_thousands_of_boolean_emits_survive() -> None:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=environment,
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-500:]
    assert done.stdout.split() == [str(3 * EMITS), str(EMITS + EMITS // 2)]
