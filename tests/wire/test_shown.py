"""The certificate that stands on a port, and whether the CA vouches for it: handshakes, and nothing else is sent."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sightline.errors import Unreachable
from sightline.wire.tls import Shown, shown, unverified, verified
from tests.wire.authority import Authority
from tests.wire.server import Server, reply, serving


@pytest.fixture
def ca(tmp_path: Path) -> Iterator[Authority]:
    verified.cache_clear()
    unverified.cache_clear()
    yield Authority.make(tmp_path, "ours")
    verified.cache_clear()
    unverified.cache_clear()


def seen(server: Server, ca: Authority, host: str = "127.0.0.1") -> Shown:
    return shown(host, server.port, ca_file=ca.file, timeout_seconds=2)


def test_what_the_ca_vouches_for_is_seen_in_one_handshake(ca: Authority, tmp_path: Path) -> None:
    context, certificate = ca.vouch(tmp_path, "127.0.0.1")
    with serving(lambda _: reply(200), context) as server:
        assert seen(server, ca) == Shown(certificate)
    assert (server.connections, server.received) == (1, 0)


OBJECTIONS = {
    "a stranger's": ("theirs", "127.0.0.1", False, "unable to get local issuer certificate"),
    "another host's": ("ours", "10.9.8.7", False, "IP address mismatch"),
    "one that has ended": ("ours", "127.0.0.1", True, "expired"),
}


@pytest.mark.parametrize("what", OBJECTIONS)
def test_what_it_does_not_vouch_for_is_seen_with_the_reason(ca: Authority, tmp_path: Path, what: str) -> None:
    by, host, ended, says = OBJECTIONS[what]
    authority = ca if by == "ours" else Authority.make(tmp_path, by)
    context, certificate = authority.vouch(tmp_path, host, ended=ended)
    with serving(lambda _: reply(200), context) as server:
        found = seen(server, ca)
    assert found.certificate == certificate
    assert says in found.objection
    assert server.received == 0


def test_a_port_without_tls_shows_none(ca: Authority) -> None:
    with serving(lambda _: reply(200)) as server, pytest.raises(Unreachable, match="no TLS handshake"):
        seen(server, ca)
    with pytest.raises(Unreachable, match=f"^127.0.0.1:{server.port}: no TLS handshake: Connection refused$"):
        seen(server, ca)
