"""A stand-in of DigitalMicrograph's Python: it takes the few lines of script the bridge runs."""

import re
import time

from arrays import Array

_tags, _images = {}, {}


class Image:
    def __init__(self, size):
        self.size = size

    def GetNumArray(self):
        return Array(self.size, self.size)

    def GetDimensionScale(self, _axis):
        return 0.02

    def GetDimensionUnitString(self, _axis):
        return "nm"


class Tags:
    def GetTagAsLong(self, path):
        return path in _tags, _tags.get(path, 0)


def GetPersistentTagGroup():
    return Tags()


def ExecuteScriptString(script):
    size = int(re.search(r"DSCreateParameters\((\d+), ", script)[1])
    assert "DSStartAcquisition(parameters, 0, 1)" in script
    for path, index in re.findall(r'SetTagAsLong\("([^"]+)", picture(\d+)', script):
        assert f"DSSetParametersSignal(parameters, {index}, 2, 1" in script
        _tags[path] = len(_images) + 1
        _images[len(_images) + 1] = Image(size)
    time.sleep(0.02)


def FindImageByID(identity):
    return _images[identity]


def DeleteImage(image):
    assert image in _images.values()
