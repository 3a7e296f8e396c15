"""`python -m sightline.lab.zoneminder up NAME`: as `python -m sightline.lab.linux`, with a ZoneMinder."""

import sys

from sightline.lab.linux.__main__ import main
from sightline.lab.zoneminder.recorder import ZoneMinder

if __name__ == "__main__":
    sys.exit(main(ZoneMinder))
