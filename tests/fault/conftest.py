"""The kit of the log's unit tests, for the fault tests too."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


def _load() -> ModuleType:
    path = Path(__file__).parents[1] / "unit" / "session" / "conftest.py"
    spec = importlib.util.spec_from_file_location("session_test_kit", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["session_test_kit"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def kit() -> Any:
    return _load().Kit
