"""One picture as JPEG, for slides and mails: drawn, and never a place for values."""

from __future__ import annotations

import io
import json
from pathlib import Path

from stemviewer.session.exporting.metadata import ExportContext, source_term, xmp_packet
from stemviewer.session.exporting.picture import ExportOptions, Picture, drawn, write_beside

QUALITY = 95


def export_jpeg(
    picture: Picture,
    path: Path,
    context: ExportContext | None = None,
    options: ExportOptions | None = None,
) -> Path:
    """Write a JPEG, drawn as the PNG is; its description stands in XMP and in the comment.

    Raises
    ------
    SessionFileError
        If it cannot be written.
    """
    context = context or ExportContext()
    image, description = drawn(picture, context, options or ExportOptions())
    packet = xmp_packet(source_term(picture, context), description).encode("utf-8")
    comment = json.dumps(description, sort_keys=True).encode("ascii")
    buffer = io.BytesIO()
    # letters and thin columns need the colours of every pixel
    image.save(buffer, "JPEG", quality=QUALITY, subsampling=0, xmp=packet, comment=comment)
    return write_beside(path, lambda part: part.write_bytes(buffer.getvalue()))
