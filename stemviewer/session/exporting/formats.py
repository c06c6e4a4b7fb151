"""Further file formats of single pictures, by name."""

from __future__ import annotations

from stemviewer.session.exporting.float_tiff import export_float_tiff, export_ome_tiff
from stemviewer.session.exporting.hyperspy import export_hspy
from stemviewer.session.exporting.jpeg import export_jpeg

MORE_WRITERS = {
    "float-tiff": (".float.tif", export_float_tiff),
    "ome-tiff": (".ome.tif", export_ome_tiff),
    "jpeg": (".jpg", export_jpeg),
    "hspy": (".hspy", export_hspy),
}
"""Ending and writer of each; a writer takes picture, path, context, options."""
