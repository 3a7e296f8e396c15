"""What `certificates list` makes of what devices show."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from sightline.bridge.begin import begin
from sightline.errors import EstateError
from sightline.estate.authority import pem
from sightline.estate.signing import sign
from sightline.estate.state import Pin, State
from sightline.runs.shown import Seen, document, look, status
from tests.ownca import HOST, Private, estate_of, name_ca, self_signed, serves, with_ca
from tests.wire.server import Server, reply, serving

ROWS: dict[str, Any] = {
    "good": {"days": 400},
    "soon": {"days": 30},
    "month": {"days": 31.1},
    "ended": {"days": -1},
    "early": {"begins": 2},
    "changed": {"days": 400},
    "hostile": {"common": "x\x1b[2J\u202eevil\n"},
}


@pytest.fixture
def devices(tmp_path: Path) -> Iterator[tuple[Path, dict[str, Server]]]:
    """An estate whose devices show the certificates of ROWS, one of the CA's own, one for another host, and none."""
    with ExitStack() as stack:
        servers = {
            name: stack.enter_context(serving(lambda _: reply(200), context(tmp_path, *self_signed(HOST, **row))))
            for name, row in ROWS.items()
        }
        for name in ("ours", "stray"):
            servers[name] = stack.enter_context(serving(lambda _: reply(200), context(tmp_path, *self_signed(HOST))))
        servers["plain"] = stack.enter_context(serving(lambda _: reply(200)))
        silent = stack.enter_context(socket.create_server((HOST, 0)))
        folder = tmp_path / "estate"
        addresses = {name: f"https://{HOST}:{server.port}" for name, server in servers.items()}
        estate_of(folder, addresses | {"silent": f"https://{HOST}:{silent.getsockname()[1]}"})
        by, _ = with_ca(folder)
        for name, host in (("ours", HOST), ("stray", "10.9.8.7")):
            key, _ = self_signed(HOST)
            made = sign(by, key.public_key(), host, 90, datetime.now(UTC))
            servers[name].context = serves(tmp_path, key, pem(made, by.certificate))
        State(folder).set_pin("court/changed", Pin(serial="1", certificate_sha256="ab" * 32))
        yield folder, servers


def context(folder: Path, key: Private, certificate: x509.Certificate) -> ssl.SSLContext:
    return serves(folder, key, pem(certificate))


def looked(folder: Path, *names: str) -> dict[str, Seen]:
    work = begin(folder, verb="certificates")
    over = [device for device in work.estate.devices if not names or device.name in names]
    return {one.device.name: one for one in look(work, over)}


def test_each_device_is_seen_as_it_is_and_sent_nothing(devices: tuple[Path, dict[str, Server]]) -> None:
    folder, servers = devices
    name_ca(folder)
    seen = looked(folder)
    assert {name: one.state for name, one in seen.items()} == {
        "good": "good",
        "soon": "soon",
        "month": "good",
        "ended": "ended",
        "early": "early",
        "changed": "changed",
        "hostile": "good",
        "ours": "good",
        "stray": "good",
        "plain": "unreachable",
        "silent": "unreachable",
    }
    assert [name for name, one in seen.items() if one.ours] == ["ours", "stray"]
    assert {name: one.trust for name, one in seen.items() if one.trust} == {"ours": "ca"}
    assert "mismatch" in seen["stray"].reason
    assert seen["changed"].reason == "it is not the pinned one"
    assert "no answer in 2 s" in seen["silent"].reason or "timed out" in seen["silent"].reason
    assert {name: server.received for name, server in servers.items() if name != "plain"} == dict.fromkeys(
        servers.keys() - {"plain"}, 0
    )
    assert all(b"Authorization" not in asked.raw for asked in servers["plain"].asked)


def test_a_pin_counts_before_the_ca_as_in_a_run(devices: tuple[Path, dict[str, Server]]) -> None:
    folder, _ = devices
    name_ca(folder)
    first = looked(folder, "ours")["ours"]
    State(folder).set_pin("court/ours", Pin(serial="1", certificate_sha256=first.sha256 or ""))
    pinned = looked(folder, "ours")["ours"]
    assert (pinned.state, pinned.trust, pinned.ours) == ("good", "pin", True)
    State(folder).set_pin("court/ours", Pin(serial="1", certificate_sha256="cd" * 32))
    other = looked(folder, "ours")["ours"]
    assert (other.state, other.trust, other.ours) == ("changed", None, True)


def test_a_ca_that_the_estate_does_not_name_yet_makes_ours_and_no_trust(
    devices: tuple[Path, dict[str, Server]],
) -> None:
    seen = looked(devices[0], "ours")["ours"]
    assert (seen.ours, seen.trust) == (True, None)
    assert seen.reason


def test_a_pin_that_cannot_be_read_is_no_good_news(devices: tuple[Path, dict[str, Server]]) -> None:
    folder, _ = devices
    for pin in (folder / ".sightline" / "pins").glob("*.json"):
        pin.write_text("{")
    assert looked(folder, "changed")["changed"].state == "unreadable"


def test_a_ca_file_that_is_not_there_is_an_error_and_nothing_is_seen(
    devices: tuple[Path, dict[str, Server]],
) -> None:
    folder, servers = devices
    name_ca(folder, "gone.pem")
    with pytest.raises(EstateError, match=r"gone\.pem"):
        looked(folder)
    assert sum(server.connections for server in servers.values()) == 0


def test_as_data_it_has_every_field_in_utc(devices: tuple[Path, dict[str, Server]]) -> None:
    seen = looked(devices[0], "good", "plain")
    whole = document(seen.values(), datetime(2026, 11, 25, tzinfo=UTC))
    assert (whole["schema"], whole["at"]) == ("sightline.certificates/1", "2026-11-25T00:00:00+00:00")
    first, last = whole["certificates"][0], whole["certificates"][-1]
    assert first.keys() == last.keys()
    assert (first["site"], first["device"], first["state"]) == ("court", "good", "good")
    assert first["not_after"].endswith("+00:00")
    assert first["subject"] == first["issuer"] == "CN=camera"
    assert (last["state"], last["subject"], last["not_after"], last["ours"]) == ("unreachable", None, None, False)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["good", "month", "ours"], 0),
        (["good", "soon"], 2),
        (["good", "ended"], 2),
        (["good", "early"], 2),
        (["good", "changed"], 2),
        (["good", "plain"], 3),
        (["silent", "ended"], 2),
    ],
)
def test_the_exit_status_is_the_worst(devices: tuple[Path, dict[str, Server]], names: list[str], expected: int) -> None:
    work = begin(devices[0], verb="certificates")
    assert status(look(work, [work.estate.device(f"court/{name}") for name in names])) == expected
