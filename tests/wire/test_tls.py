"""TLS: a certificate is vouched for by the estate's CA or pinned; before that nothing is sent (rule 6)."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import pytest
from gevent import ssl as gevent_ssl

from sightline.errors import Unreachable, UntrustedCertificate
from sightline.wire.http import Endpoint, Http, Limits
from sightline.wire.tls import fingerprint, seen_fingerprint, spell, unverified, verified
from tests.wire.authority import Authority
from tests.wire.server import Asked, Server, challenge, reply, serving

QUICK = Limits(connect_seconds=2, read_seconds=2, total_seconds=4)
OK = reply(200, b"<a/>")


@dataclass
class Place:
    """The estate's CA, a stranger's, and a server that shows a certificate of the estate's."""

    folder: Path
    ours: Authority
    theirs: Authority


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    folder = tmp_path_factory.mktemp("ca")
    return Place(folder, Authority.make(folder, "ours"), Authority.make(folder, "theirs"))


@pytest.fixture(autouse=True)
def _own_contexts() -> Iterator[None]:
    verified.cache_clear()
    unverified.cache_clear()
    yield
    verified.cache_clear()
    unverified.cache_clear()


def script(asked: Asked) -> bytes:
    return OK if asked.authorization else challenge()


@contextmanager
def talking(
    context: ssl.SSLContext, *, host: str = "127.0.0.1", pin: str | None = None, ca: Path | None = None
) -> Iterator[tuple[Http, Server]]:
    with serving(script, context) as server:
        endpoint = Endpoint(scheme="https", host=host, port=server.port, pin=pin, ca_file=ca)
        http = Http(endpoint=endpoint, user="admin", password="Right-2026", limits=QUICK)
        try:
            yield http, server
        finally:
            http.close()


def test_what_the_estates_ca_vouches_for_is_spoken_to(place: Place) -> None:
    context, _ = place.ours.vouch(place.folder, "127.0.0.1")
    with talking(context, ca=place.ours.file) as (http, server):
        assert http.request("GET", "/a").body == b"<a/>"
        assert http.request("GET", "/b").body == b"<a/>"
    assert server.connections == 1


def test_what_is_pinned_is_spoken_to_whoever_vouches_for_it(place: Place) -> None:
    context, certificate = place.theirs.vouch(place.folder, "elsewhere.example", ended=True)
    with talking(context, pin=fingerprint(certificate), ca=place.ours.file) as (http, _):
        assert http.request("GET", "/a").body == b"<a/>"


REFUSED = {
    "an unknown authority": ("theirs", "127.0.0.1", False),
    "another host's name": ("ours", "10.9.8.7", False),
    "a name where an address is asked for": ("ours", "camera.example", False),
    "a certificate that has ended": ("ours", "127.0.0.1", True),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_nobody_vouches_for_gets_nothing(place: Place, why: str) -> None:
    by, host, ended = REFUSED[why]
    authority: Authority = getattr(place, by)
    context, _ = authority.vouch(place.folder, host, ended=ended)
    with talking(context, ca=place.ours.file) as (http, server):
        for _ in range(2):
            with pytest.raises(UntrustedCertificate, match="neither pinned nor vouched"):
                http.request("GET", "/a")
    assert (server.received, server.asked) == (0, [])


def test_without_a_ca_or_a_pin_an_own_ca_is_unknown(place: Place) -> None:
    context, _ = place.ours.vouch(place.folder, "127.0.0.1")
    with talking(context) as (http, server), pytest.raises(UntrustedCertificate):
        http.request("GET", "/a")
    assert server.received == 0


def test_a_changed_certificate_gets_nothing_even_where_the_ca_vouches_for_it(place: Place) -> None:
    context, certificate = place.ours.vouch(place.folder, "127.0.0.1")
    pin = fingerprint(b"another")
    with (
        talking(context, pin=pin, ca=place.ours.file) as (http, server),
        pytest.raises(UntrustedCertificate) as caught,
    ):
        http.request("PUT", "/a", b"<password>new</password>")
    assert server.received == 0
    assert spell(fingerprint(certificate)) in str(caught.value)
    assert "nothing was sent" in str(caught.value)


def test_a_pin_is_checked_at_each_connection(place: Place) -> None:
    first, certificate = place.ours.vouch(place.folder, "127.0.0.1")
    second, _ = place.ours.vouch(place.folder, "127.0.0.1")

    def once(asked: Asked) -> bytes:
        return challenge() if not asked.authorization else reply(200, b"<a/>", "Connection: close")

    with serving(once, first) as server:
        endpoint = Endpoint(scheme="https", host="127.0.0.1", port=server.port, pin=fingerprint(certificate))
        http = Http(endpoint=endpoint, user="admin", password="Right-2026", limits=QUICK)
        http.request("GET", "/a")
        server.context, sent = second, server.received
        with pytest.raises(UntrustedCertificate):
            http.request("GET", "/a")
        http.close()
    assert server.received == sent


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_an_old_protocol_is_not_spoken(place: Place, version: ssl.TLSVersion) -> None:
    context, certificate = place.ours.vouch(place.folder, "127.0.0.1")
    context.minimum_version = context.maximum_version = version
    with talking(context, pin=fingerprint(certificate)) as (http, server), pytest.raises(Unreachable):
        http.request("GET", "/a")
    assert server.received == 0


def test_a_port_without_tls_is_unreachable() -> None:
    with serving(lambda _: OK) as server:
        endpoint = Endpoint(scheme="https", host="127.0.0.1", port=server.port, pin="00")
        http = Http(endpoint=endpoint, user="admin", password="Right-2026", limits=QUICK)
        with pytest.raises(Unreachable):
            http.request("GET", "/a")
        http.close()


def test_one_context_serves_all_devices_of_a_policy(place: Place) -> None:
    made, make = [], gevent_ssl.SSLContext

    def counted(protocol: int) -> ssl.SSLContext:
        context: ssl.SSLContext = make(protocol)
        made.append(context)
        return context

    def devices(**trust: str | Path) -> None:
        for number in range(5):
            endpoint = Endpoint(scheme="https", host=f"10.0.0.{number}", port=443, **trust)  # type: ignore[arg-type] # a pin or a CA
            Http(endpoint=endpoint, user="a", password="b").close()

    with patch.object(gevent_ssl, "SSLContext", counted):
        devices(pin="00")
        devices(ca_file=place.ours.file)
        devices()
    assert len(made) == 3
    assert [context.verify_mode for context in made] == [ssl.CERT_NONE, ssl.CERT_REQUIRED, ssl.CERT_REQUIRED]


def test_a_context_lets_other_devices_go_on_where_nothing_is_patched(place: Place) -> None:
    """The standard class would block the whole process, and no budget of a device would hold."""
    assert {type(unverified()), type(verified(place.ours.file))} == {gevent_ssl.SSLContext}


def test_a_context_for_pins_is_not_the_one_that_verifies(place: Place) -> None:
    assert unverified() is not verified(place.ours.file)
    assert verified(place.ours.file).verify_mode is ssl.CERT_REQUIRED
    assert verified(place.ours.file).check_hostname
    for context in (unverified(), verified(None)):
        assert context.minimum_version is ssl.TLSVersion.TLSv1_2


def test_a_fingerprint_is_seen_without_a_request(place: Place) -> None:
    context, certificate = place.theirs.vouch(place.folder, "127.0.0.1")
    with serving(script, context) as server:
        assert seen_fingerprint("127.0.0.1", server.port, timeout_seconds=2) == fingerprint(certificate)
    assert server.received == 0
    with pytest.raises(Unreachable):
        seen_fingerprint("127.0.0.1", server.port, timeout_seconds=1)


def test_a_fingerprint_is_spelt_as_people_compare_it() -> None:
    assert spell("0aff01") == "0A:FF:01"
