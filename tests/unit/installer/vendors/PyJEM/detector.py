"""Detectors of TEMCenter."""

import time

from arrays import Array

_settings = {"ExposureTimeValue": 10.0, "ImagingArea": {"X": 0, "Y": 0, "Width": 64, "Height": 48}}


def get_attached_detector():
    return ["ADF1", "BF"]


class Detector:
    def __init__(self, name):
        assert name in get_attached_detector()
        self.name = name

    def get_detectorsetting(self):
        return _settings

    def set_exposuretime_value(self, value):
        _settings["ExposureTimeValue"] = value

    def snapshot_rawdata(self):
        time.sleep(0.02)
        return Array(48, 64, len(self.name)).tobytes()
