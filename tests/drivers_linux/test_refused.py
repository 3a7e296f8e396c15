"""Rule 1 over SSH, where a host's answer to a login is no answer of SSH."""

from pathlib import Path

import pytest

from sightline.errors import LoginRefused, Unreachable
from tests.drivers_linux.fakehost import Host
from tests.drivers_linux.test_login import key_in, ssh


class Garbled(Host):
    """It refuses, and what it would take instead is no text."""

    def get_allowed_auths(self, username: str) -> str:
        return b"\xff\xfe"  # type: ignore[return-value] # paramiko sends any bytes


def test_a_refusal_that_cannot_be_read_is_the_last_answer_to_a_password(tmp_path: Path) -> None:
    with Garbled().up() as host:
        one = ssh(host, tmp_path, "wrong")
        for _ in range(3):
            with pytest.raises(LoginRefused, match="taken for a refusal"):
                one.run("true")
        assert host.tries == ["password of recorder"]
    assert one.counts.logins == 1


def test_and_to_a_key(tmp_path: Path) -> None:
    path, _ = key_in(tmp_path)
    with Garbled().up() as host:
        one = ssh(host, tmp_path, "", key_file=path)
        for _ in range(2):
            with pytest.raises(Unreachable, match="no answer to our login"):
                one.run("true")
        assert host.tries == ["key of recorder"]
