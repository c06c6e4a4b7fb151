"""Bridge from Nion Swift to stemviewer: the scan as it grows, with dwell time and field of view.

Runs inside the operator's own Nion Swift: copy the single file beside it, open it under
File > Scripts, run it; the address is printed, running it again ends it. Tried against
nionswift-usim; untested on hardware.

This file uses Nion Swift, which is licensed under the GNU General Public License, version 3, and
is itself licensed under that licence (see LICENSE-GPL-3.txt). It is no part of the stemviewer
package: the two programs talk over a socket, in stemviewer's open feed protocol.
"""

from __future__ import annotations

import os
import threading

from nion.instrumentation import stem_controller
from nion.utils import Registry
from open_feed_server import TOKEN_VARIABLE, OpenFeedServer, Refused, known

PORT = 8765
HOST = "127.0.0.1"
CURRENT_CONTROL = "BeamCurrent"
VOLTAGE_CONTROL = "EHT"
"""Names of the instrument's controls [A], [V]; sites differ. One that is not there is unknown."""

NM, US = 1e-9, 1e-6


class NionScan:
    """A Nion scan hardware source as an instrument of the open feed.

    Parameters
    ----------
    scan : ScanHardwareSource
        As found in Nion's registry under ``scan_hardware_source``.
    """

    def __init__(self, scan):
        self._scan = scan
        self._stem = scan.stem_controller
        self._dtype = "float32"
        self._sent = {}
        self._frame = None
        self._lock = threading.Lock()
        self._stopping = False
        self._stopped = threading.Event()
        self.server = None

    def follow(self, server):
        """Send what is scanned to this server; return what must be closed to end it."""
        self.server = server
        return (
            self._scan.data_channel_updated_event.listen(self._rows_came),
            self._scan.acquisition_state_changed_event.listen(self._state_changed),
        )

    def channels(self):
        """Return the names of the channels that are on."""
        return [self._scan.get_channel_name(i) for i in self._scan.get_enabled_channel_indexes()]

    def describe(self):
        """Return what the hello says of the instrument."""
        every = [self._scan.get_channel_name(i) for i in range(self._scan.get_channel_count())]
        return {
            "name": f"Nion Swift: {self._scan.display_name}",
            "origin": "simulator" if "usim" in self._scan.hardware_source_id else "detector",
            "channels": [{"name": name, "dtype": self._dtype} for name in every],
            "controls": {
                "dwell": {"low": 0.1 * US, "high": 1e-2},
                "size": {"low": 16, "high": 8192},
                "field_of_view": {"low": 0.1 * NM, "high": 1e4 * NM},
                "scan": {"low": 0, "high": 1},
                "stop": {"low": 0, "high": 1},
                "blank": {"low": 0, "high": 1},
            },
        }

    def _value(self, control):
        try:
            there, value = self._stem.TryGetVal(control)
        except (AttributeError, KeyError, ValueError):
            return None
        return value if there else None

    def settings(self):
        """Return the settings of the next frame."""
        wanted = self._scan.get_current_frame_parameters()
        rows, columns = wanted.pixel_size.height, wanted.pixel_size.width
        return {
            "rows": rows,
            "columns": columns,
            "dwell": known(wanted.pixel_time_us * US, "set"),
            "pixel_size": known(wanted.fov_nm * NM / max(rows, columns), "set"),
            "rotation": known(wanted.rotation_rad, "set"),
            "beam_current": known(self._value(CURRENT_CONTROL), "set"),
            "voltage": known(self._value(VOLTAGE_CONTROL), "set"),
        }

    def state(self):
        """Return what the scan does."""
        scanning = self._scan.is_playing and not self._stopping
        return {"scanning": scanning, "blanked": bool(self._value("C_Blank"))}

    def apply(self, control, value):
        """Carry out a command and return what was applied."""
        if control in ("dwell", "size", "field_of_view"):
            wanted = self._scan.get_current_frame_parameters()
            if control == "dwell":
                wanted.pixel_time_us = value / US
            elif control == "size":
                wanted.pixel_size = (int(value), int(value))
            else:
                wanted.fov_nm = value / NM
            self._scan.set_current_frame_parameters(wanted)
            return int(value) if control == "size" else value
        if control == "scan" and value:
            self._start()
        elif control in ("scan", "stop"):
            self._stopping = self._scan.is_playing
            stop = self._scan.stop_playing if control == "scan" else self._scan.abort_playing
            stop()
        elif not self._stem.SetVal("C_Blank", float(bool(value))):
            raise Refused("The instrument did not take the command to blank.")
        return value

    def _start(self):
        # while it comes to a stop Nion Swift does not take an order to start
        if self._stopping and not self._stopped.wait(10.0):
            raise Refused("The scan has not stopped yet.")
        self._scan.start_playing()

    def _rows_came(self, channel, picture):
        """Send the rows that are new; called by Nion's acquisition thread for each channel."""
        about = picture.metadata.get("scan", {})
        valid = int(about.get("valid_rows", picture.data.shape[0]))
        with self._lock:
            name = channel.name
            new = about.get("scan_id") != self._frame or name not in self._sent
            if new or valid < self._sent[name]:
                self._begin(picture, about)
            first = self._sent.get(name)
            if first is None or valid <= first:
                return  # a channel that was switched on within the frame
            self.server.rows(name, picture.data[first:valid])
            self._sent[name] = valid
            if all(rows == picture.data.shape[0] for rows in self._sent.values()):
                self._end(complete=True)

    def _begin(self, picture, about):
        self._frame, self._sent = about.get("scan_id"), dict.fromkeys(self.channels(), 0)
        self._dtype = picture.data.dtype.name
        rows, columns = picture.data.shape
        detector = picture.metadata.get("hardware_source", {})
        dwell = detector.get("pixel_time_us")
        line = detector.get("line_time_us")
        flyback = line - dwell * columns if line and dwell else None
        scale = picture.dimensional_calibrations[-1]
        settings = {
            **self.settings(),
            "rows": rows,
            "columns": columns,
            "dwell": known(dwell and dwell * US),
            "pixel_size": known(scale.scale * NM if scale.units == "nm" else None, "set"),
            "flyback": known(flyback * US if flyback and flyback > 0 else None),
        }
        self.server.begin([(name, self._dtype) for name in self._sent], settings)

    def _end(self, complete):
        self.server.end(complete=complete, reason="the scan was stopped")
        self._frame, self._sent = None, {}

    def _state_changed(self, running):
        if running:
            self._stopping = False
            self._stopped.clear()
        else:
            with self._lock:
                self._end(complete=False)
            self._stopped.set()


def start(host=HOST, port=PORT, token=None):
    """Serve the scan of this Nion Swift; return the server and what ends following it."""
    scan = Registry.get_component("scan_hardware_source")
    if scan is None:
        raise RuntimeError("This Nion Swift has no scan.")
    instrument = NionScan(scan)
    server = OpenFeedServer(instrument, host, port, token)
    listeners = instrument.follow(server)
    server.start()
    return server, listeners


def script_main(api_broker):
    """Start or, run again, stop: what Nion Swift calls."""
    api_broker.get_api("~1.0")
    running = getattr(stem_controller, "stemviewer_bridge", None)
    if running is not None:
        server, listeners = running
        for listener in listeners:
            listener.close()
        server.stop()
        stem_controller.stemviewer_bridge = None
        print("The bridge to stemviewer was stopped.")
        return
    stem_controller.stemviewer_bridge = start(token=os.environ.get(TOKEN_VARIABLE))
    print(f"Connect stemviewer to {stem_controller.stemviewer_bridge[0].address}")
