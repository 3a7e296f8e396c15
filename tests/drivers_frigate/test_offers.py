"""What its answers mean: faces and plates, accounts, and what it offers."""

from dataclasses import replace
from typing import Any

import pytest

from sightline import drivers
from sightline.errors import NotAllowed, UnexpectedReply, WriteRefused
from sightline.settings import (
    Accounts,
    Analytics,
    Services,
    Storage,
    Unread,
    Unsupported,
    known,
)
from tests.drivers_frigate.answers import camera, device, read


def functions(cameras: dict[str, Any] | None = None, config: dict[str, Any] | None = None, **running: Any) -> Any:
    found = read("analytics", device(cameras, config, stats={"embeddings": running}))
    assert isinstance(found, Analytics)
    assert known(found.functions)
    return {f"{one.channel} {one.name}".strip(): one.enabled for one in found.functions}


def test_faces_and_plates_are_on_where_one_place_says_so() -> None:
    assert set(functions().values()) == {False}
    assert functions(config={"face_recognition": {"enabled": True}})["face_recognition"] is True
    assert functions(face_recognition_speed=1.0)["face_recognition"] is True
    assert functions(plate_recognition=1.0)["lpr"] is True
    assert functions({"door": camera(lpr={"enabled": True})})["door lpr"] is True
    assert functions({"door": camera(objects={"track": ["face"]})})["door label face"] is True
    assert isinstance(functions(config={"lpr": {}})["lpr"], Unread)


def test_models_that_nobody_knows_are_not_called_harmless() -> None:
    own = {"custom": {"gait": {"enabled": True}, "off": {"enabled": False}}}
    found = functions(config={"classification": own, "plus": {"enabled": True}})
    assert isinstance(found["classification gait"], Unsupported)
    assert found["classification off"] is False
    assert isinstance(found["door label face"], Unsupported)
    told = functions({"door": camera(objects={"track": ["person"], "genai": {"enabled": True}})})
    assert isinstance(told["door objects genai"], Unsupported)


def test_accounts_without_ours_are_no_list() -> None:
    ours = {"username": "admin", "role": "admin"}
    found = read("accounts", device(users=[ours, {"username": "g", "role": "guards"}]))
    assert isinstance(found, Accounts)
    assert [account.role for account in found.accounts] == ["administrator", "other"]
    for users in ([], [{"username": "x", "role": "admin"}], [ours, ours], [ours, {"username": "", "role": "x"}]):
        with pytest.raises(UnexpectedReply):
            read("accounts", device(users=users))


@pytest.mark.parametrize(
    ("kept", "kind", "words"),
    [((), WriteRefused, "built in"), (("admin", "second"), None, "")],
)
def test_neither_the_first_account_nor_the_last_administrator_goes(
    kept: tuple[str, ...], kind: type[Exception] | None, words: str
) -> None:
    rows = [{"username": name, "role": "admin"} for name in ("admin", "second")]
    of = device(users=rows)
    found = read("accounts", of)
    assert isinstance(found, Accounts)
    wanted = Accounts(**{**vars(found), "accounts": tuple(a for a in found.accounts if a.name in kept)})
    if kind is None:
        drivers.write("frigate", of, "accounts", found, wanted)
        assert of.counts.writes == 0
        return
    with pytest.raises(kind, match=words):
        drivers.write("frigate", of, "accounts", found, wanted)
    assert of.counts.writes == 0


def test_our_own_account_stays() -> None:
    rows = [{"username": "second", "role": "admin"}, {"username": "admin", "role": "viewer"}]
    of = device(users=rows)
    of.target = replace(of.target, user="second")
    found = read("accounts", of)
    assert isinstance(found, Accounts)
    wanted = Accounts(**{**vars(found), "accounts": found.accounts[1:]})
    with pytest.raises(NotAllowed, match="our own"):
        drivers.write("frigate", of, "accounts", found, wanted)


def logins(**answers: Any) -> set[tuple[str, str, str]]:
    ours = {"username": "admin", "role": "admin"}
    found = read("accounts", device(users=[ours], **answers))
    assert isinstance(found, Accounts)
    assert known(found.channel_logins)
    return {(one.channel, one.address, one.account) for one in found.channel_logins}


def test_the_account_at_a_camera_is_named_or_said_to_be_hidden() -> None:
    """A hidden one stands for every account: none of that camera's is then taken away (safety rule 12)."""
    assert logins() == {("door", "192.0.2.4", "")}
    paths = ("rtsp://vi%40wer:p%3As@192.0.2.4:554/a", "rtsp://127.0.0.1:8554/door", "rtsp://192.0.2.6/open")
    inputs = [{"path": path, "roles": []} for path in paths]
    streams = {
        "door": ["ffmpeg:rtsp://relay:secret@192.0.2.5/b#video=copy", "exec:thing"],
        "one": "rtsp://u:p@[2001:db8::1]/",
    }
    raw = {"cameras": {"door": {"ffmpeg": {"inputs": inputs}}}, "go2rtc": {"streams": streams}}
    found = logins(raw_paths=raw)
    assert found == {
        ("door", "192.0.2.4", "vi@wer"),
        ("door", "192.0.2.5", "relay"),
        ("one", "2001:db8::1", "u"),
    }
    assert "secret" not in str(found)
    for wrong in ("rtsp://[x/", 7):
        with pytest.raises(UnexpectedReply):
            logins(raw_paths={"cameras": {"door": {"ffmpeg": {"inputs": [{"path": wrong}]}}}})


def test_a_login_that_is_switched_off_lets_everybody_look() -> None:
    def anonymous(enabled: Any) -> Any:
        found = read("services", device(config={"auth": {"enabled": enabled}}))
        assert isinstance(found, Services)
        return {one.service: one.enabled for one in found.services}["anonymous-view"]

    assert anonymous(False) is True
    assert isinstance(anonymous(True), Unsupported)
    assert isinstance(anonymous(None), Unread)


def test_a_share_of_the_network_is_no_disk() -> None:
    def store(**disk: Any) -> Any:
        whole = {"total": 10.0, "free": 4.0, "mount_type": "ext4", **disk}
        found = read("storage", device(stats={"service": {"storage": {"/media/frigate/recordings": whole}}}))
        assert isinstance(found, Storage)
        assert isinstance(found.stores, tuple)
        return found.stores[0]

    assert (store().kind, store().size_bytes, store().free_bytes) == ("disk", 10 << 20, 4 << 20)
    assert store(mount_type="nfs4").kind == "network"
    for wrong in ({"free": 11.0}, {"total": -1}, {"total": 1e308}, {"mount_type": None}):
        with pytest.raises(UnexpectedReply):
            store(**wrong)
