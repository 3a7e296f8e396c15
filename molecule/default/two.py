"""Leaves two cameras in the mixed site, of Hikvision and of ONVIF, which another system reaches by http."""

import sys
from pathlib import Path

import yaml

NAMES = ("gate", "lobby")


def main() -> None:
    """The site file is named on the command line."""
    file = Path(sys.argv[1])
    site = yaml.safe_load(file.read_text())
    kept = [one for one in site["devices"] if one["name"] in NAMES]
    site["devices"] = [{**one, "needs": sorted({*one.get("needs", []), "http"})} for one in kept]
    for system in site["systems"]:
        system["accounts"] = [one for one in system["accounts"] if set(one["devices"]) & set(NAMES)]
    file.write_text(yaml.safe_dump(site, sort_keys=False))


if __name__ == "__main__":
    main()
