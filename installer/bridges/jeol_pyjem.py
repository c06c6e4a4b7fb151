"""Bridge from JEOL's PyJEM to stemviewer: whole frames of the detectors in TEMCenter.

UNTESTED ON HARDWARE: written against PyJEM's published documentation (pyjem.github.io/PyJEM) and
tried against a stand-in of it only. Check it beside the instrument with ``stemviewer feed-check``
before you rely on it, and compare a picture with TEMCenter's own.

Run it with the Python that has PyJEM:  python jeol_pyjem.py --detectors ADF1,BF --fov-nm 20
PyJEM does not tell the field of view in a way that is the same on all instruments: it is what
you state, marked as set, or unknown.
"""

from __future__ import annotations

import array
import sys

from open_feed_server import Refused, arguments, known, serve_pictures

PORT = 8766
US, NM = 1e-6, 1e-9


class JeolStem:
    """Detectors of TEMCenter as an instrument of the open feed.

    Parameters
    ----------
    detector, tem3 : module
        ``PyJEM.detector`` and ``PyJEM.TEM3``, or their offline twins.
    names : list of str
        Detectors, the first one sets size and exposure; empty takes all that are attached.
    field_of_view, beam_current : float or None
        Stated by the operator [m], [A].
    """

    def __init__(self, detector, tem3, names, field_of_view=None, beam_current=None):
        names = names or list(detector.get_attached_detector())
        self._detectors = {name: detector.Detector(name) for name in names}
        self._first = self._detectors[names[0]]
        self._beam = tem3.Def3()
        self._high_tension = tem3.HT3()
        self._field_of_view = field_of_view
        self._current = beam_current
        self._scanning = True

    def describe(self):
        """Return what the hello says of the instrument."""
        return {
            "name": "JEOL (PyJEM)",
            "origin": "detector",
            "channels": [{"name": name, "dtype": "uint16"} for name in self._detectors],
            "controls": {
                "dwell": {"low": 1 * US, "high": 1000 * US},
                "scan": {"low": 0, "high": 1},
                "blank": {"low": 0, "high": 1},
            },
        }

    def settings(self):
        """Return the settings of the next frame."""
        found = self._first.get_detectorsetting()
        area = found["ImagingArea"]
        rows, columns = int(area["Height"]), int(area["Width"])
        dwell = found.get("ExposureTimeValue")
        pixel = self._field_of_view / columns if self._field_of_view else None
        return {
            "rows": rows,
            "columns": columns,
            "dwell": known(dwell and dwell * US),
            "pixel_size": known(pixel, "set"),
            "beam_current": known(self._current, "set"),
            "voltage": known(self._voltage()),
        }

    def _voltage(self):
        value = self._high_tension.GetHtValue()
        # a number in some versions, a list of it in others
        return value[0] if isinstance(value, (list, tuple)) else value

    def state(self):
        """Return what the scan does."""
        return {"scanning": self._scanning, "blanked": bool(self._beam.GetBeamBlank())}

    def apply(self, control, value):
        """Carry out a command and return what was applied."""
        if control == "dwell":
            for one in self._detectors.values():
                one.set_exposuretime_value(value / US)
            return self._first.get_detectorsetting()["ExposureTimeValue"] * US
        if control == "scan":
            self._scanning = bool(value)
        elif control == "blank":
            self._beam.SetBeamBlank(int(bool(value)))
        else:
            raise Refused(f"{control} cannot be changed.")
        return value

    def acquire(self, settings):
        """Scan once per detector and return the pictures."""
        shape = (settings["rows"], settings["columns"])
        return [
            (name, "uint16", Picture(one.snapshot_rawdata(), shape))
            for name, one in self._detectors.items()
        ]


class Picture:
    """Bytes of unsigned 16-bit values as PyJEM gives them, with what a bridge asks of an array."""

    def __init__(self, data, shape):
        expected = shape[0] * shape[1] * 2
        data = bytes(data)
        if len(data) != expected:
            raise SystemExit(f"PyJEM gave {len(data)} bytes for {shape[0]} x {shape[1]} pixels.")
        self._data = data
        self.itemsize = 2

    def astype(self, _dtype):
        """Return itself, little-endian."""
        return self

    def tobytes(self):
        """Return the pixels, little-endian."""
        values = array.array("H", self._data)
        if sys.byteorder == "big":
            values.byteswap()
        return values.tobytes()


def main(given=None, stop=None):
    """Serve until Ctrl-C."""
    parser = arguments(__doc__.splitlines()[0], PORT)
    parser.add_argument("--detectors", default="", help="names, separated by commas (all)")
    parser.add_argument("--fov-nm", type=float, help="field of view, as TEMCenter shows it [nm]")
    parser.add_argument("--current-pa", type=float, help="probe current, as measured [pA]")
    options = parser.parse_args(given)
    from PyJEM import TEM3, detector

    names = [name for name in options.detectors.split(",") if name]
    fov = options.fov_nm and options.fov_nm * NM
    current = options.current_pa and options.current_pa * 1e-12
    serve_pictures(JeolStem(detector, TEM3, names, fov, current), options, stop)


if __name__ == "__main__":
    main()
