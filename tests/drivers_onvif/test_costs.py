"""What a camera and a process are asked for: requests, WSDL documents, TLS contexts."""

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from sightline import drivers
from sightline.drivers.onvif import UNSUPPORTED
from sightline.drivers.onvif.wsdl import DOCUMENTS
from sightline.estate.load import variable
from sightline.estate.state import Pin, State
from sightline.lab import DeviceSpec, Lab
from sightline.lab.onvif.devices import LOBBY as CAMERA
from sightline.settings import ALL
from sightline.wire.tls import seen_fingerprint
from tests.drivers_onvif.onvifsite import LOBBY, running, session
from tests.labsite import ESTATE, write_estate

#: Masks, texts, rules and modules have a call each, and no list that serves two of them. A picture's address is asked
#: for, and the picture by a login of its own.
NEW = ("masks", "overlay", "analytics", "tamper", "certificates", "views")
MOST_REQUESTS, OF_NEW = 16, 4 + 3


@pytest.mark.parametrize("hardened", [False, True])
def test_what_all_settings_of_a_camera_take(tmp_path: Path, hardened: bool) -> None:
    with running(tmp_path) as site:
        if hardened:
            site.harden(accounts=True)
        before = site.device(LOBBY).counters.requests
        with session(site, LOBBY) as of:
            for setting in ALL.keys() - UNSUPPORTED.keys() - set(NEW):
                drivers.read("onvif", of, setting)
            assert of.counts.requests == (15 if hardened else 14) <= MOST_REQUESTS
            for setting in NEW:
                drivers.read("onvif", of, setting)
        taken = site.device(LOBBY).counters.requests - before
    assert taken == of.counts.requests == (15 if hardened else 14) + OF_NEW


def camera(number: int) -> DeviceSpec:
    """One more of the lab's camera, over TLS."""
    name, host, serial = f"mixed-site/hall-{number}", f"127.77.2.{30 + number}", f"CVX77140001{number}"
    return replace(CAMERA, name=name, host=host, serial=serial, tls=True)


def estate(folder: Path, lab: Lab, *, pinned: list[DeviceSpec], vouched: list[DeviceSpec]) -> None:
    """The pinned cameras, and those whose certificates are the estate's CA."""
    write_estate(folder, [CAMERA])
    file = folder / "inventory" / "sites" / "mixed-site.yml"
    site = yaml.safe_load(file.read_text())
    cameras, row = [*pinned, *vouched], site["devices"][0]
    site["devices"] = [
        {**row, "name": spec.name.partition("/")[2], "address": lab.address(spec.name), "secret": spec.name}
        for spec in cameras
    ]
    site["systems"][0]["accounts"][0]["devices"] = [cameras[0].name.partition("/")[2]]
    file.write_text(yaml.safe_dump(site))
    for spec in pinned:
        host, port = lab.address(spec.name).removeprefix("https://").split(":")
        seen = seen_fingerprint(host, int(port), timeout_seconds=5)
        State(folder).set_pin(spec.name, Pin(serial="", certificate_sha256=seen))
    authorities = (folder.parent / "lab" / f"{spec.name.replace('/', '.')}.pem" for spec in vouched)
    (folder / "ca.pem").write_text("".join(file.read_text() for file in authorities))
    (folder / "inventory" / "estate.yml").write_text(f"{ESTATE}ca_file: ca.pem\n")


def test_a_process_parses_a_document_once_and_makes_one_tls_context_for_each_way_to_trust(tmp_path: Path) -> None:
    """Two pinned cameras and two that a CA vouches for, checked and hardened."""
    cameras = [camera(number) for number in range(1, 5)]
    with Lab(cameras, folder=tmp_path / "lab", port=0) as lab:
        estate(tmp_path / "estate", lab, pinned=cameras[:2], vouched=cameras[2:])
        secrets = {variable(spec.name): f"admin:{spec.passwords['admin']}" for spec in cameras}
        ended = subprocess.run(
            [sys.executable, "-m", "tests.drivers_onvif.counted", str(tmp_path / "estate")],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            env={**os.environ, **secrets, "XDG_CONFIG_HOME": str(tmp_path / "config")},
        )
        assert ended.returncode == 0, ended.stderr
        found = json.loads(ended.stdout)
        assert (found["checked"], found["hardened"]) == (2, 2), "drift; and footage that is too old until it is purged"
        for spec in cameras:
            assert {"trt:RemoveAudioEncoderConfiguration", "tds:SetNTP"} <= {
                call for _, call in lab[spec.name].counters.writes
            }
    names = Counter(Path(document).name for document in found["documents"])
    assert {"devicemgmt.wsdl", "media.wsdl"} <= names.keys() <= {file for file, _ in DOCUMENTS.values()}
    assert set(names.values()) == {1}
    assert found["contexts"] == 2
    assert found["imported by the check"] == []
    assert found["root logger as it was"]
