"""Deflectors and high tension."""


class Def3:
    blanked = 0

    def GetBeamBlank(self):
        return Def3.blanked

    def SetBeamBlank(self, value):
        Def3.blanked = value


class HT3:
    def GetHtValue(self):
        return [200000.0, 0]
