"""Bridge from Gatan DigitalMicrograph (DigiScan) to stemviewer: whole frames of its signals.

UNTESTED ON HARDWARE: written against public descriptions of DigiScan scripting and of
DigitalMicrograph's Python, and tried against a stand-in of them only. Check it beside the
instrument with ``stemviewer feed-check`` before you rely on it, and compare a picture with
DigitalMicrograph's own.

Open it in DigitalMicrograph's Python script window and execute it "on a background thread".
Set the constants below first. It ends with the script (Escape, or the console's stop).
"""

from __future__ import annotations

from open_feed_server import Refused, arguments, known, serve_pictures

PORT = 8768
SIGNALS = ((0, "HAADF"),)
"""Index and name of each DigiScan signal, as in the DigiScan palette."""

SIZE, DWELL_US, BYTES = 512, 2.0, 2
"""Of the first frame; bytes per pixel are 2 or 4."""

TAG = "Private:stemviewer bridge"
_SCAN = """
number parameters = DSCreateParameters({size}, {size}, DSGetRotation(), {dwell}, 0)
{signals}
DSStartAcquisition(parameters, 0, 1)
DSDeleteParameters(parameters)
"""
_SIGNAL = """
image picture{index} := IntegerImage("stemviewer {name}", {bytes}, 0, {size}, {size})
DSSetParametersSignal(parameters, {index}, {bytes}, 1, picture{index}.ImageGetID())
GetPersistentTagGroup().TagGroupSetTagAsLong("{tag}:image {index}", picture{index}.ImageGetID())
ShowImage(picture{index})
"""


class GatanStem:
    """DigiScan as an instrument of the open feed.

    Parameters
    ----------
    dm : module
        ``DigitalMicrograph``, as its own Python has it.
    signals : sequence of (int, str)
        Index and name of each signal.
    """

    def __init__(self, dm, signals=SIGNALS, size=SIZE, dwell=DWELL_US * 1e-6, width=BYTES):
        self._dm = dm
        self._signals = signals
        self._size = size
        self._dwell = dwell
        self._bytes = width
        self._dtype = {2: "uint16", 4: "uint32"}[width]
        self._scanning = True
        self._pixel = None

    def describe(self):
        """Return what the hello says of the instrument."""
        return {
            "name": "Gatan DigiScan (DigitalMicrograph)",
            "origin": "detector",
            "channels": [{"name": name, "dtype": self._dtype} for _, name in self._signals],
            "controls": {
                "dwell": {"low": 5e-7, "high": 1e-2},
                "size": {"low": 16, "high": 4096},
                "scan": {"low": 0, "high": 1},
            },
        }

    def settings(self):
        """Return the settings of the next frame; the pixel size is that of the last one."""
        return {
            "rows": self._size,
            "columns": self._size,
            "dwell": known(self._dwell, "set"),
            "pixel_size": known(self._pixel),
        }

    def state(self):
        """Return what the scan does."""
        return {"scanning": self._scanning, "blanked": False}

    def apply(self, control, value):
        """Carry out a command and return what was applied."""
        if control == "dwell":
            self._dwell = value
        elif control == "size":
            self._size, self._pixel = int(value), None
        elif control == "scan":
            self._scanning = bool(value)
        else:
            raise Refused(f"{control} cannot be changed.")
        return value

    def acquire(self, settings):
        """Scan all signals at once and return the pictures."""
        size, dm = settings["rows"], self._dm
        signals = "".join(
            _SIGNAL.format(index=index, name=name, bytes=self._bytes, size=size, tag=TAG)
            for index, name in self._signals
        )
        dwell = settings["dwell"]["value"] / 1e-6
        dm.ExecuteScriptString(_SCAN.format(size=size, dwell=dwell, signals=signals))
        found = []
        for index, name in self._signals:
            there, identity = dm.GetPersistentTagGroup().GetTagAsLong(f"{TAG}:image {index}")
            if not there:
                raise SystemExit("DigitalMicrograph did not say which image it scanned into.")
            image = dm.FindImageByID(identity)
            found.append((name, self._dtype, image.GetNumArray().copy()))
            self._calibrate(image)
            dm.DeleteImage(image)
        return found

    def _calibrate(self, image):
        scale, unit = image.GetDimensionScale(0), image.GetDimensionUnitString(0)
        metres = {"nm": 1e-9, "µm": 1e-6, "um": 1e-6, "Å": 1e-10, "A": 1e-10}.get(unit)
        self._pixel = scale * metres if metres and scale > 0 else None


def main(given=None, stop=None):
    """Serve until the script is stopped."""
    options = arguments(__doc__.splitlines()[0], PORT).parse_args(given)
    import DigitalMicrograph

    serve_pictures(GatanStem(DigitalMicrograph), options, stop)


if __name__ == "__main__":
    main([])
