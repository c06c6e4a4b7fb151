"""EPICS pvAccess: NTNDArray channels of areaDetector and its kin, by p4p (extra ``epics``)."""
