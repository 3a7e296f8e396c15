"""The probes against servers that others wrote: the real Linux recorder, as it was commissioned and put right."""

import time
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from sightline.lab.linux import Recorder, why_not
from sightline.wire import probes
from sightline.wire.probes import Answered, Offset, Shut, Silent

pytestmark = [pytest.mark.scenario, pytest.mark.skipif(bool(why_not()), reason=why_not())]
KINDS = {probe.kind: probe for several in probes.PROBES.values() for probe in several}
#: What Debian's servers say; wsdd answers multicast alone.
SAYS = {
    "SSDP": "MiniUPnPd",
    "telnet": "telnet answers",
    "SSH": "SSH-2.0-OpenSSH",
    "FTP": "220 (vsFTPd",
    "SNMP v1": "public: Linux",
    "SNMP v2c": "public: Linux",
    "mDNS": "_rtsp._tcp.local",
}
UNITS = "inetutils-inetd vsftpd snmpd miniupnpd avahi-daemon.socket avahi-daemon wsdd"
SERVING = "port 11123\nlocal stratum 8\nallow\ncmdport 0\nbindcmdaddress /\npidfile /run/serving.pid\n"


@pytest.fixture(scope="module")
def recorder() -> Iterator[Recorder]:
    with Recorder("probed") as running:
        yield running


def soon(ask: Callable[[], object], kind: type) -> object:
    """Services come up after the login does."""
    end = time.monotonic() + 20
    while not isinstance(found := ask(), kind) and time.monotonic() < end:
        time.sleep(0.2)
    return found


def test_what_was_left_on_answers_and_what_is_stopped_is_shut(recorder: Recorder) -> None:
    for kind, words in SAYS.items():
        found = soon(partial(KINDS[kind].ask, recorder.host, KINDS[kind].default_port), Answered)
        assert isinstance(found, Answered), kind
        assert found.spoke, kind
        assert words in found.detail
    recorder.run(f"systemctl stop {UNITS}")
    for kind, probe in KINDS.items():
        after = probe.ask(recorder.host, probe.default_port)
        assert isinstance(after, Answered if kind == "SSH" else Shut), f"{kind}: {after}"


def test_a_filtered_port_is_silent(recorder: Recorder) -> None:
    chain = "type filter hook input priority -5; udp dport 161 drop; tcp dport 23 drop;"
    rule = f"table inet probed {{ chain arriving {{ {chain} }}; }}"
    recorder.run(f"echo '{rule}' | nft -f -")
    try:
        for kind in ("SNMP v2c", "telnet"):
            assert isinstance(KINDS[kind].ask(recorder.host, KINDS[kind].default_port), Silent)
    finally:
        recorder.run("nft delete table inet probed")


def test_a_time_server_of_chrony_is_measured(recorder: Recorder) -> None:
    """The container has this machine's clock."""
    recorder.run(f"printf '{SERVING}' > serving.conf && chronyd -x -f $PWD/serving.conf")
    found = soon(lambda: probes.sntp_offset(recorder.host, 11123), Offset)
    assert isinstance(found, Offset)
    assert abs(found.offset_seconds) < 0.05
