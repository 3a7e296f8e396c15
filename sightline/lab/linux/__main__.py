"""`python -m sightline.lab.linux up NAME`: a recorder in the background; then `reboot`, `run NAME COMMAND`, `down`.

`up` prints how it is reached, as JSON: `host`, `address`, `key` (a file) and `fingerprint`.
"""

import argparse
import json
import sys
from pathlib import Path

from sightline.lab.device import LabError
from sightline.lab.linux.recorder import Recorder


def main(make: type[Recorder] = Recorder) -> int:
    parser = argparse.ArgumentParser(prog=f"python -m {make.__module__.rpartition('.')[0]}", description=__doc__)
    parser.add_argument("verb", choices=("up", "down", "reboot", "run"))
    parser.add_argument("name", help="of the recorder, one for the whole machine")
    parser.add_argument("command", nargs="?", default="", help="for `run`: a shell command, run as root")
    parser.add_argument("--images", type=Path, help="where disk images are kept (default: the user's cache)")
    options = parser.parse_args()
    recorder = make(options.name, images=options.images)
    try:
        if options.verb == "up":
            recorder.start()
            reached = {name: str(getattr(recorder, name)) for name in ("host", "address", "key", "fingerprint")}
            print(json.dumps(reached))
        elif options.verb == "down":
            recorder.stop()
        elif options.verb == "reboot":
            recorder.reboot()
        else:
            print(recorder.run(options.command), end="")
    except LabError as problem:
        print(f"lab: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
