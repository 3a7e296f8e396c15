"""`python -m sightline.lab --folder DIR`: the lab in the foreground, until SIGTERM or Ctrl-C."""

import argparse
import os
import signal
import sys
import threading
from pathlib import Path

from sightline.lab.control import HOST, PORT, Control
from sightline.lab.daemon import PID_FILE
from sightline.lab.device import LabError
from sightline.lab.devices import SITE, fleet, mixed, shifted
from sightline.lab.server import Lab


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m sightline.lab", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="for certificates and the pid file")
    parser.add_argument("--control-port", type=int, default=PORT, help=f"of {HOST} (default: {PORT})")
    parser.add_argument("--shift", type=int, default=0, metavar="N", help="N more for the port of every device")
    parser.add_argument("--fleet", type=int, default=0, metavar="N", help="N benchmark devices instead of the sites")
    options = parser.parse_args()
    folder = options.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    specs = fleet(options.fleet) if options.fleet else (*SITE, *mixed())
    lab = Lab(shifted(specs, options.shift), folder=folder)
    lab.also_serve("control", HOST, options.control_port, Control(lab, folder))
    try:
        lab.start()
    except LabError as error:
        print(f"lab: {error}", file=sys.stderr)
        return 1
    pid_file = folder / PID_FILE
    pid_file.write_text(f"{os.getpid()}\n{options.control_port}\n")
    for device in lab:
        print(f"{device.spec.name}  {lab.address(device.spec.name)}", flush=True)
    ended.wait()
    lab.stop()
    pid_file.unlink(missing_ok=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
