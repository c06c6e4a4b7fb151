from __future__ import annotations

import importlib.metadata
import json
import re
import tomllib
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("expression", "good"),
    [
        ("MIT", True),
        ("Apache-2.0 OR GPL-3.0-only", True),
        ("Apache-2.0 AND GPL-3.0-only", False),
        ("LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only", True),
        ("(MIT OR GPL-2.0-only) AND BSD-3-Clause", True),
        ("MIT AND (GPL-2.0-only OR AGPL-3.0-only)", False),
        ("Apache-2.0 WITH LLVM-exception AND MIT", True),
        ("GPL-3.0-or-later WITH GCC-exception-3.1", True),
        ("GPL-3.0-or-later", False),
        ("BSD License", True),
        ("", False),
        ("MIT AND", False),
        ("(MIT", False),
        ("MIT) AND MIT", False),
        ("Proprietary", False),
    ],
)
def test_an_expression_is_allowed_when_it_can_be_met(expression: str, good: bool) -> None:
    from bundle.licences import allowed

    assert allowed(expression) is good


def made_of(*licences: str, libraries: tuple[str, ...] = ()) -> object:
    from bundle.parts import Contents, Package

    packages = [
        Package(f"part{n}", "1.2+cpu", text, "https://example.org", ())
        for n, text in enumerate(licences)
    ]
    return Contents(tuple(packages), libraries, "3.11.7")


def test_a_build_with_gpl_inside_is_refused_by_name() -> None:
    from bundle.licences import complaints

    contents = made_of("MIT", "GPL-3.0-only", "", libraries=("libssl.so.3", "libmystery.so.1"))
    found = complaints(contents, ["libreadline.so.8", "libQt6Core.so.6"])
    assert [line.split(":")[0] for line in found] == [
        "part1 1.2+cpu",
        "part2 1.2+cpu",
        "libmystery.so.1",
        "libreadline.so.8",
    ]
    assert complaints(made_of("MIT"), ["libQt6Core.so.6"]) == []


def test_metadata_are_read_from_the_best_to_the_worst() -> None:
    from bundle.parts import stated_licence

    classifiers = ["Topic :: X", "License :: OSI Approved :: MIT License"]
    assert stated_licence("BSD-3-Clause", "words", classifiers) == "BSD-3-Clause"
    assert stated_licence("", "MIT", []) == "MIT"
    assert stated_licence("", "Copyright (c)\n" * 9, classifiers) == "MIT License"


def test_what_the_program_depends_on_is_allowed_in_a_bundle(root: Path) -> None:
    from bundle.contents import EXTRAS
    from bundle.licences import allowed, licence_of
    from bundle.parts import _package

    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    texts = [
        *project["dependencies"],
        *(one for name in EXTRAS - {"bundle"} for one in extras[name]),
    ]
    names = {re.split(r"[>=<\[; ]", text)[0] for text in texts}
    refused = []
    for name in names:
        try:
            package = _package(importlib.metadata.distribution(name))
        except importlib.metadata.PackageNotFoundError:
            continue  # an extra that this environment lacks
        if not allowed(licence_of(package)):
            refused.append(f"{name}: {licence_of(package)}")
    assert refused == []


def test_the_list_of_parts_is_cyclonedx_and_the_same_for_the_same_parts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from bundle.sbom import document

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    contents = made_of("MIT", "EPICS", libraries=("libssl.so.3",))
    found = document(contents, "0.1.0")
    assert (found["bomFormat"], found["specVersion"]) == ("CycloneDX", "1.6")
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", found["serialNumber"])
    assert found["metadata"]["timestamp"] == "1970-01-01T00:00:00Z"
    parts = found["components"]
    assert [one["name"] for one in parts] == ["Python", "part0", "part1", "libssl.so.3"]
    assert parts[1]["purl"] == "pkg:pypi/part0@1.2%2Bcpu"
    assert parts[2]["licenses"] == [{"license": {"name": "EPICS"}}]
    assert len({one["bom-ref"] for one in parts}) == len(parts)
    assert found["dependencies"][0]["dependsOn"] == [one["bom-ref"] for one in parts]
    assert json.dumps(document(contents, "0.1.0")) == json.dumps(found)
