"""The shipped policy and its controls, for one ONVIF device that nobody connects to."""

from pathlib import Path

from sightline.bridge.begin import begin
from sightline.lab.onvif.devices import LOBBY
from tests.drivers.judging import Bench
from tests.labsite import write_estate

#: Not asked of a camera, whatever it answers.
SPARED = ("asset-register", "extracts-listed", "views")


def bench(folder: Path) -> Bench:
    """An estate in the folder, and what it judges its device by."""
    write_estate(folder, [LOBBY])
    work = begin(folder, verb="check")
    controls = work.asked
    return Bench(work.policy_for(work.estate.devices[0], "admin"), controls)
