from __future__ import annotations

import sys

import pytest

from stemviewer.foreign import check
from stemviewer.foreign.landlock import version
from stemviewer.foreign.limits import Limits
from stemviewer.foreign.windows_job import extended_limits


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="what Linux can prevent")
def test_nothing_that_this_system_can_prevent_is_possible() -> None:
    found = check.check_confinement()
    assert found.possible == ()
    assert found.landlock == version()
    assert "memory" in found.force


def test_the_windows_limits_are_laid_out_as_documented() -> None:
    content = extended_limits(Limits(1 << 20, 1 << 28, 2.0, 3.0))
    assert content.Basic.PerProcessUserTimeLimit == 20_000_000
    assert content.Basic.LimitFlags & 0x100
    assert content.ProcessMemoryLimit > 1 << 28
