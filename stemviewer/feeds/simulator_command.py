"""The simulator as the command ``stemviewer simulate`` makes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stemviewer.feeds.simulator import SimulatorSource
from stemviewer.feeds.simulator_options import options_of_command
from stemviewer.simulation.microscope import use_one_core

if TYPE_CHECKING:
    from stemviewer.feeds.server_options import SimulateOptions


def make_simulator(given: SimulateOptions) -> SimulatorSource:
    """Return the source of the command; keeps the process on one core.

    Raises
    ------
    SettingsError
        If an option is not possible.
    """
    use_one_core()
    return SimulatorSource(options_of_command(given))
