"""The evidence pack as an RO-Crate: what each of its files is, in JSON-LD.

Specification: https://www.researchobject.org/ro-crate/specification/1.1/
"""

from __future__ import annotations

import hashlib
import json
import mimetypes
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import stemviewer
from stemviewer.session.exporting.metadata import ExportContext
from stemviewer.session.exporting.ro_crate import METADATA

_SPECIFICATION = "https://w3id.org/ro/crate/1.1"


def write_crate(
    context: ExportContext, summary: Mapping[str, Any], files: Mapping[str, str], folder: Path
) -> Path:
    """Write the crate's metadata file beside the files it describes.

    Parameters
    ----------
    context : ExportContext
        Of the frame.
    summary : mapping
        Of its session.
    files : mapping
        Name to what it is.
    folder : Path
        Where they lie.
    """
    now = datetime.now(UTC).isoformat(timespec="seconds")
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": f"Evidence pack: {context.session}, row {context.row}",
        "description": summary["methods"],
        "datePublished": now,
        "identifier": f"sha256-of-raw:{context.raw_sha256}",
        "isPartOf": {"@id": "#session"},
        "hasPart": [{"@id": name} for name in sorted(files)],
    }
    session = {
        "@id": "#session",
        "@type": "Dataset",
        "name": context.session,
        "identifier": context.session_id,
        "description": f"the whole session; head of its chain {summary['head']}",
    }
    metadata = {
        "@id": METADATA,
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": _SPECIFICATION},
    }
    software = {
        "@id": "#stemviewer",
        "@type": "SoftwareApplication",
        "name": "stemviewer",
        "version": stemviewer.__version__,
    }
    nodes = [metadata, root, session, software]
    nodes += [_file(folder / name, told) for name, told in sorted(files.items())]
    crate = {"@context": f"{_SPECIFICATION}/context", "@graph": nodes}
    path = folder / METADATA
    path.write_text(json.dumps(crate, indent=1, sort_keys=True), encoding="utf-8")
    return path


def _file(path: Path, told: str) -> dict[str, Any]:
    content = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return {
        "@id": path.name,
        "@type": "File",
        "name": told,
        "encodingFormat": kind,
        "contentSize": str(len(content)),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
