"""The list of all parts for machines: CycloneDX 1.6, JSON (https://cyclonedx.org/docs/1.6)."""

from __future__ import annotations

import json
import os
import time
import uuid
from pathlib import Path
from typing import Any

from bundle.build import Place
from bundle.licences import licence_of, licence_of_library
from bundle.parts import Contents

FILE = "stemviewer.cdx.json"
_NAMESPACE = uuid.UUID("7f0b0f52-4c5b-5d26-9b0a-2f3a4c6ad1f4")


def write(place: Place, contents: Contents, version: str) -> Path:
    """Write it into the bundle; return its path."""
    path = place.library / FILE
    path.write_text(json.dumps(document(contents, version), indent=2) + "\n", encoding="utf-8")
    return path


def document(contents: Contents, version: str) -> dict[str, Any]:
    """Return it; the same parts give the same number, ``SOURCE_DATE_EPOCH`` the date."""
    parts = components(contents)
    own = {
        "type": "application",
        "bom-ref": "stemviewer",
        "name": "stemviewer",
        "version": version,
        "licenses": [{"expression": "BSD-3-Clause"}],
    }
    seconds = int(os.environ.get("SOURCE_DATE_EPOCH", time.time()))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(_NAMESPACE, json.dumps([own, parts]))}",
        "version": 1,
        "metadata": {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds)),
            "component": own,
        },
        "components": parts,
        "dependencies": [
            {"ref": "stemviewer", "dependsOn": [part["bom-ref"] for part in parts]},
        ],
    }


def components(contents: Contents) -> list[dict[str, Any]]:
    """Return Python, its packages and the libraries of the system, as CycloneDX names them."""
    found = [_component("Python", contents.python, "PSF-2.0", "https://www.python.org", "")]
    for one in contents.packages:
        name = one.name.lower().replace("_", "-")
        # a label such as +cpu is part of the version; it is written as RFC 3986 wants it
        address = f"pkg:pypi/{name}@{one.version.replace('+', '%2B')}"
        found.append(_component(one.name, one.version, licence_of(one), one.home, address))
    system = [(name, licence_of_library(name)) for name in contents.libraries]
    return found + [_component(name, "", licence, "", "") for name, licence in system]


def _component(name: str, version: str, licence: str, home: str, address: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "type": "library",
        "bom-ref": address or f"{name}@{version}",
        "name": name,
    }
    if version:
        found["version"] = version
    # CycloneDX takes only names that SPDX knows in an expression
    kind = {"license": {"name": licence}} if licence == "EPICS" else {"expression": licence}
    found["licenses"] = [kind]
    if address:
        found["purl"] = address
    if home.startswith("http"):
        found["externalReferences"] = [{"type": "website", "url": home}]
    return found
