"""A stand-in of the parts of AutoScript TEM that the bridge calls."""

import time

from arrays import Array


class Value:
    def __init__(self, value):
        self.value = value


class Optics:
    def __init__(self):
        self.scan_field_of_view = 2e-8
        self.scan_rotation = 0.0
        self.acceleration_voltage = Value(300000.0)
        self.is_beam_blanked = False

    def blank(self):
        self.is_beam_blanked = True

    def unblank(self):
        self.is_beam_blanked = False


class Adorned:
    def __init__(self, data):
        self.data = data


class Acquisition:
    def acquire_stem_image(self, scanning_detector, size, dwell_time):
        assert scanning_detector in ("HAADF", "BF")
        time.sleep(0.02 + 0.0 * dwell_time)
        return Adorned(Array(size, size, len(scanning_detector)))


class TemMicroscopeClient:
    def connect(self, host="localhost"):
        self.optics, self.acquisition = Optics(), Acquisition()

    def disconnect(self):
        pass
