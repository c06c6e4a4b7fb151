"""Run Nion's simulated microscope without a window, with the Nion bridge inside it.

    .venv-nion/bin/python installer/bridges/nion_usim_host.py [--port P] [--size 128] [--dwell 2]

For tests: ``installer/nion_peer.py`` makes the environment. Prints the address; ends with Ctrl-C.
Uses Nion's packages, and is licensed like them (GPL-3).
"""

from __future__ import annotations

import argparse
import asyncio
import os
import pathlib
import sys
import tempfile

import nion_swift
from nion.instrumentation import HardwareSource, camera_base, scan_base
from nion.usim_device import DeviceConfiguration
from nion.utils import Registry


def main():
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--size", type=int, default=128, help="rows and columns")
    parser.add_argument("--dwell", type=float, default=10.0, help="dwell time [us]")
    parser.add_argument("--fov", type=float, default=8.0, help="field of view [nm]")
    options = parser.parse_args()
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    with tempfile.TemporaryDirectory() as folder:
        HardwareSource.run()
        camera_base.run(pathlib.Path(folder))
        scan_base.run(pathlib.Path(folder))
        DeviceConfiguration.AcquisitionContextConfiguration(set_configuration_location=False).run()
        scan = Registry.get_component("scan_hardware_source")
        wanted = scan.get_current_frame_parameters()
        wanted.pixel_size = (options.size, options.size)
        wanted.pixel_time_us = options.dwell
        wanted.fov_nm = options.fov
        scan.set_current_frame_parameters(wanted)
        server, listeners = nion_swift.start(port=options.port)
        scan.start_playing()
        print(f"Serving at {server.address}", flush=True)
        try:
            while True:
                scan.periodic()
                loop.run_until_complete(asyncio.sleep(0.05))
        except KeyboardInterrupt:
            for listener in listeners:
                listener.close()
            scan.abort_playing(sync_timeout=3.0)
            server.stop()
    sys.stdout.flush()
    os._exit(0)  # the simulator's own threads do not end


if __name__ == "__main__":
    main()
