"""What the bridges ask of a numpy array, without numpy."""

import array


class Type:
    def __init__(self, name):
        self.name = name


class Array:
    def __init__(self, rows, columns, start=0):
        self.shape = (rows, columns)
        self.values = array.array("H", [(start + i) % 60000 for i in range(rows * columns)])
        self.dtype = Type("uint16")
        self.itemsize = 2

    def astype(self, dtype):
        assert dtype == "<u2"
        return self

    def copy(self):
        return self

    def tobytes(self):
        return self.values.tobytes()
