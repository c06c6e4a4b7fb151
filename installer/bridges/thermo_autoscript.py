"""Bridge from Thermo Fisher's AutoScript TEM to stemviewer: whole frames of the STEM detectors.

UNTESTED ON HARDWARE: written against public examples of AutoScript TEM and tried against a
stand-in of it only. Check it beside the instrument with ``stemviewer feed-check`` before you rely
on it, and compare a picture with the microscope's own.

Run it with the Python that has AutoScript:  python thermo_autoscript.py --detectors HAADF,BF
"""

from __future__ import annotations

from open_feed_server import Refused, arguments, known, serve_pictures

PORT = 8767
SIZES = (128, 256, 512, 1024, 2048, 4096)


class ThermoStem:
    """An AutoScript microscope as an instrument of the open feed.

    Parameters
    ----------
    microscope : TemMicroscopeClient
        Connected.
    names : list of str
        Scanning detectors; each is scanned by itself, and pays its own dose.
    size : int
        Rows and columns of the first frame.
    dwell : float
        Of the first frame [s].
    dtype : str
        Of the pictures; AutoScript tells it by a picture only, and none is scanned unasked.
    """

    def __init__(self, microscope, names, size, dwell, dtype="uint16"):
        self._microscope = microscope
        self._names = names
        self._size = size
        self._dwell = dwell
        self._scanning = True
        self._dtype = dtype

    def describe(self):
        """Return what the hello says of the instrument."""
        return {
            "name": "Thermo Fisher (AutoScript TEM)",
            "origin": "detector",
            "channels": [{"name": name, "dtype": self._dtype} for name in self._names],
            "controls": {
                "dwell": {"low": 2.5e-8, "high": 1e-3},
                "size": {"low": SIZES[0], "high": SIZES[-1]},
                "field_of_view": {"low": 1e-9, "high": 1e-4},
                "scan": {"low": 0, "high": 1},
                "blank": {"low": 0, "high": 1},
            },
        }

    def _optics(self, name):
        """Return a value of the optics; ``None`` where this version has none."""
        try:
            value = getattr(self._microscope.optics, name)
        except Exception:  # noqa: BLE001 - the server's own error, of no public type
            return None
        return getattr(value, "value", value)

    def settings(self):
        """Return the settings of the next frame."""
        width = self._optics("scan_field_of_view")
        return {
            "rows": self._size,
            "columns": self._size,
            "dwell": known(self._dwell, "set"),
            "pixel_size": known(width / self._size if width else None),
            "rotation": known(self._optics("scan_rotation")),
            "voltage": known(self._optics("acceleration_voltage")),
        }

    def state(self):
        """Return what the scan does."""
        return {"scanning": self._scanning, "blanked": bool(self._optics("is_beam_blanked"))}

    def apply(self, control, value):
        """Carry out a command and return what was applied."""
        optics = self._microscope.optics
        if control == "dwell":
            self._dwell = value
        elif control == "size":
            if int(value) not in SIZES:
                raise Refused(f"The size is one of {', '.join(map(str, SIZES))}.")
            self._size = int(value)
        elif control == "field_of_view":
            optics.scan_field_of_view = value
            return self._optics("scan_field_of_view")
        elif control == "scan":
            self._scanning = bool(value)
        elif value:
            optics.blank()
        else:
            optics.unblank()
        return value

    def acquire(self, settings):
        """Scan once per detector and return the pictures."""
        found = []
        for name in self._names:
            scanned = self._microscope.acquisition.acquire_stem_image(
                name, settings["rows"], settings["dwell"]["value"]
            )
            if scanned.data.dtype.name != self._dtype:
                raise SystemExit(
                    f"{name} gives {scanned.data.dtype.name}: start again with "
                    f"--dtype {scanned.data.dtype.name}."
                )
            found.append((name, self._dtype, scanned.data))
        return found


def main(given=None, stop=None):
    """Serve until Ctrl-C."""
    parser = arguments(__doc__.splitlines()[0], PORT)
    parser.add_argument("--microscope", default="", help="address of AutoScript's server")
    parser.add_argument("--detectors", default="HAADF", help="names, separated by commas (HAADF)")
    parser.add_argument("--size", type=int, default=512, choices=SIZES, help="pixels (512)")
    parser.add_argument("--dwell-us", type=float, default=1.0, help="dwell time (1 us)")
    parser.add_argument("--dtype", default="uint16", choices=("uint8", "uint16", "int32"))
    options = parser.parse_args(given)
    from autoscript_tem_microscope_client import TemMicroscopeClient

    microscope = TemMicroscopeClient()
    if options.microscope:
        microscope.connect(options.microscope)
    else:
        microscope.connect()
    try:
        names = options.detectors.split(",")
        dwell = options.dwell_us * 1e-6
        instrument = ThermoStem(microscope, names, options.size, dwell, options.dtype)
        serve_pictures(instrument, options, stop)
    finally:
        microscope.disconnect()


if __name__ == "__main__":
    main()
