"""What a frame's dose is counted over: the pixel, or the spot under the probe; and averaging."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal

from stemviewer.core.dose import FrameDose, fluence_under_probe
from stemviewer.core.quantity import Quantity
from stemviewer.denoise.accumulate.limits import MOST_FRAMES
from stemviewer.ui.language.words import tr
from stemviewer.ui.live.format import SAMPLING, quantity
from stemviewer.ui.live.parameters import WholeBox
from stemviewer.ui.text import E_PER_A2


class AveragingBox(WholeBox):
    """Frames summed for a picture: 1 is off.

    Signals
    -------
    chosen(int)
        By the operator: 0 for off, else 2 or more.
    """

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Frames averaged for a picture"))
        self.setToolTip(tr("Sum the last frames, drift-aligned; the specimen gets no more by it."))
        self.setRange(1, MOST_FRAMES)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        # ends where the numbers above it end
        self.lineEdit().setTextMargins(0, 0, 6, 0)
        self.setSpecialValueText(tr("off"))
        self.setSuffix(tr(" frames"))
        self.setKeyboardTracking(False)
        self.valueChanged.connect(lambda value: self.chosen.emit(value if value > 1 else 0))

    def show_value(self, frames: int) -> None:
        """Show a choice made elsewhere; nothing is emitted."""
        if not self.hasFocus() or self.value() != max(1, frames):
            with QSignalBlocker(self):
                self.setValue(max(1, frames))


def basis_lines(dose: FrameDose, pixel: Quantity, probe: Quantity) -> list[str]:
    """Say what the dose is counted over, and what the other way would give.

    Parameters
    ----------
    dose : FrameDose
        Of the frame.
    pixel : Quantity
        Sampling [m].
    probe : Quantity
        Diameter, full width at half maximum [m]; unknown where nobody typed it.
    """
    if probe.value is None or pixel.value is None:
        return [tr("Over the pixel area; the probe size is unknown (dose desk, Calibration).")]
    under = fluence_under_probe(dose.per_pixel, probe)
    size = f"{SAMPLING.show(probe.value)}, {tr(probe.source.value)}"
    lines = [
        tr("Pixel-limited, over the pixel area: {0} {1}.", quantity(dose.imaging), E_PER_A2),
        tr("Probe-limited, under the probe ({0}): {1} {2}.", size, quantity(under), E_PER_A2),
    ]
    if probe.value < pixel.value:
        lines.append(
            tr("▲ The probe is smaller than a pixel: the probe-limited dose is the true one.")
        )
    else:
        lines.append(tr("The probe covers a pixel: the pixel-limited dose holds."))
    return lines
