"""What its answers mean, what ends a login, and that no damage turns a drift into a pass."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sightline import drivers
from sightline.errors import LockedOut, LoginRefused, UnexpectedReply, Unsupported, WriteRefused
from sightline.lab.milestone.devices import OLD_SERVER, SERVER
from sightline.settings import Absent, Accounts, Audio, Export, Retention, Setting, Unread, known
from sightline.settings import Unsupported as Unsupportable
from sightline.wire.http import Reply
from tests.drivers.makesite import target
from tests.drivers_frigate import damage
from tests.drivers_frigate.tape import Judging, Key, play, record, reply
from tests.drivers_milestone.milestonesite import NAME, OLD, running

TOKEN = reply(200, b'{"access_token": "token", "expires_in": 3600, "token_type": "Bearer"}')
SITE = {"id": "s", "displayName": "x", "version": "24.1"}
SERVERS = [{"id": "r", "displayName": "rec"}]


def store(name: str, **more: Any) -> dict[str, Any]:
    whole = {"id": name, "displayName": name, "retainMinutes": 1440, "encryptionMethod": "Strong", "lockedUsedSpace": 0}
    return {**whole, **more}


def device(**answers: Any) -> Any:
    """A server that lets in; rows by the last part of the path."""
    known_answers = {"sites": [SITE], "recordingServers": SERVERS, "storages": [store("a")], "archiveStorages": []}
    users = [{"id": "u", "name": "admin"}]
    known_answers |= {"cameras": [], "microphones": [], "speakers": [], "basicUsers": users, **answers}

    def answer(key: Key) -> Reply:
        if key[1].endswith("/token"):
            return TOKEN
        name = key[1].partition("?")[0].rpartition("/")[2]
        if name not in known_answers:
            return reply(404)
        return reply(200, json.dumps({"array": known_answers[name]}).encode())

    return play("milestone", answer)[0]


def read(setting: str, **answers: Any) -> Setting:
    return drivers.read("milestone", device(**answers), setting)


def retention(**answers: Any) -> Retention:
    found = read("retention", **answers)
    assert isinstance(found, Retention)
    return found


def test_the_longest_of_storage_and_archive_holds() -> None:
    found = retention(storages=[store("a", retainMinutes=1441)], archiveStorages=[store("b", retainMinutes=44_640)])
    assert isinstance(found.tracks, tuple)
    assert [(track.track, track.max_days) for track in found.tracks] == [("a", 2), ("b", 31)]
    assert found.max_days == 31
    assert isinstance(found.oldest, Unsupportable)


@pytest.mark.parametrize("minutes", [0, -1, None, "44640", 44640.5, True, 10**12])
def test_minutes_that_are_none_are_unread(minutes: Any) -> None:
    assert isinstance(retention(storages=[store("a", retainMinutes=minutes)]).max_days, Unread)


def test_footage_under_a_lock_is_not_counted_as_none() -> None:
    assert retention().protected == 0
    assert isinstance(retention(storages=[store("a", lockedUsedSpace=3)]).protected, Unsupportable)
    assert isinstance(retention(storages=[store("a", lockedUsedSpace=None)]).protected, Unread)


def test_a_storage_is_used_by_cameras_that_are_on() -> None:
    def used(**camera: Any) -> Any:
        whole = {"id": "c", "enabled": True, "recordingEnabled": True, "recordingStorage": {"id": "a"}, **camera}
        found = retention(cameras=[whole], archiveStorages=[store("b")])
        assert isinstance(found.tracks, tuple)
        return [getattr(track.recording, "unknown", track.recording) for track in found.tracks]

    assert used() == [True, True]
    assert used(enabled=False) == used(recordingEnabled=False) == [False, False]
    assert used(recordingStorage={"id": "z"}) == [False, False]
    assert used(recordingStorage=None) == ["unread", "unread"]


def test_no_storage_and_one_twice_are_no_answer() -> None:
    wrong: dict[str, Any]
    for wrong in ({"storages": []}, {"storages": [store("a"), store("a")]}, {"recordingServers": []}):
        with pytest.raises(UnexpectedReply):
            read("retention", **wrong)
    with pytest.raises(UnexpectedReply, match="two recording servers"):
        read("retention", recordingServers=[*SERVERS, {"id": "q", "displayName": "other"}])


def audio(**answers: Any) -> Audio:
    found = read("audio", **answers)
    assert isinstance(found, Audio)
    return found


def microphone(**more: Any) -> dict[str, Any]:
    return {"id": "m", "displayName": "m", "enabled": True, "recordingEnabled": True, **more}


def test_sound_is_on_where_one_is_enabled_and_kept_where_it_is_recorded() -> None:
    def states(**more: Any) -> tuple[Any, Any]:
        found = audio(microphones=[microphone(**more)])
        assert isinstance(found.streams, tuple)
        assert known(found.recorded)
        one, two = found.streams[0].enabled, found.recorded[0].enabled
        return getattr(one, "unknown", one), getattr(two, "unknown", two)

    assert states() == (True, True)
    assert states(recordingEnabled=False) == (True, False)
    assert states(recordingEnabled=False, edgeStorageEnabled=True) == (True, True)
    assert states(enabled=False) == (False, False)
    assert states(enabled=None) == ("unread", "unread")
    assert states(recordingEnabled="no") == (True, "unread")


def test_lists_that_are_empty_are_no_sound_and_lists_that_are_missing_are_not() -> None:
    assert isinstance(audio().streams, Absent)
    wrong: dict[str, Any]
    for wrong in ({"speakers": None}, {"speakers": [microphone()], "microphones": [microphone()]}, {"speakers": [{}]}):
        with pytest.raises(UnexpectedReply):
            read("audio", **wrong)


def test_to_an_account_that_is_not_shown_the_users_more_may_be_hidden() -> None:
    """Its lists are not the whole ones; what they do hold is read all the same."""
    other = [{"id": "u", "name": "other"}]
    nothing, loud = audio(basicUsers=other), audio(basicUsers=other, microphones=[microphone()])
    for found in (nothing.streams, nothing.recorded):
        assert isinstance(found, tuple)
        assert [(one.stream, isinstance(one.enabled, Unread)) for one in found] == [("others", True)]
    assert isinstance(loud.streams, tuple)
    assert [one.enabled is True for one in loud.streams] == [True, False]
    tracks = retention(basicUsers=other).tracks
    assert isinstance(tracks, tuple)
    assert isinstance(tracks[0].recording, Unread)


def test_a_resource_that_is_not_there_is_unsupported() -> None:
    of = play("milestone", lambda key: TOKEN if key[1].endswith("/token") else reply(404))[0]
    with pytest.raises(Unsupported, match="no such resource"):
        drivers.read("milestone", of, "audio")


def test_encryption_is_what_the_storage_says() -> None:
    def encrypted(method: Any) -> Any:
        found = read("export", storages=[store("a", encryptionMethod=method)])
        assert isinstance(found, Export)
        assert isinstance(found.stores, tuple)
        return getattr(found.stores[0].encrypted, "unknown", found.stores[0].encrypted)

    assert [encrypted(word) for word in ("Strong", "None", "Light", "Rot13", None)] == [
        True,
        False,
        "unsupported",
        "unread",
        "unread",
    ]


def test_users_without_ours_are_no_list_and_cameras_name_their_account() -> None:
    hardware = [
        {"id": "1", "displayName": "a", "address": "http://192.0.2.7:80/", "userName": "vms"},
        {"id": "2", "displayName": "b", "address": "http://192.0.2.8/"},
    ]
    found = read("accounts", basicUsers=[{"id": "u", "name": "admin"}], hardware=hardware)
    assert isinstance(found, Accounts)
    assert isinstance(found.onvif_accounts, Unsupportable)
    assert known(found.channel_logins)
    assert [(one.address, one.account) for one in found.channel_logins] == [("192.0.2.7", "vms"), ("192.0.2.8", "")]
    for users, rows in (([], []), ([{"id": "u", "name": "x"}], []), ([{"id": "u", "name": "admin"}], [{"id": "1"}])):
        with pytest.raises(UnexpectedReply):
            read("accounts", basicUsers=users, hardware=rows)


def test_two_sites_are_a_riddle() -> None:
    for sites in ([], [SITE, {**SITE, "id": "t"}]):
        with pytest.raises(UnexpectedReply):
            read("identity", sites=sites)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (reply(400, b'{"error": "invalid_grant", "error_description": "invalid_username_or_password"}'), LoginRefused),
        (reply(400, b'{"error": "invalid_grant", "error_code": "LockedOut"}'), LockedOut),
        (reply(400, b"<html>"), LoginRefused),
        (reply(401), LoginRefused),
        (reply(403), LoginRefused),
        (reply(500), UnexpectedReply),
        (reply(302), UnexpectedReply),
        (reply(200, b"{}"), UnexpectedReply),
        (reply(200, b'{"access_token": ""}'), UnexpectedReply),
        (reply(200, b'{"access_token": "a b"}'), UnexpectedReply),
    ],
)
def test_whatever_comes_but_a_token_ends_the_login(said: Reply, kind: type[Exception]) -> None:
    of, played = play("milestone", lambda _: said)
    for resource in ("sites", "cameras"):
        with pytest.raises(kind):
            of.all(resource)
    assert played.signed == [("POST", "/API/IDP/connect/token")]
    assert played.asked == []


def changed(document: Any, put: Reply) -> Callable[[], None]:
    """A write of one field, over a document and the answer to it."""

    def answer(key: Key) -> Reply:
        if key[1].endswith("/token"):
            return TOKEN
        return put if key[0] == "PUT" else reply(200, json.dumps({"data": document}).encode())

    of = play("milestone", answer)[0]
    return lambda: of.change("microphones", "m", {"enabled": False})


def test_a_field_that_is_not_there_is_not_written() -> None:
    done = reply(200, b'{"data": {}}')
    changed({"id": "m", "enabled": True}, done)()
    for document in ({"id": "m"}, {"id": "m", "enabled": "yes"}):
        with pytest.raises(WriteRefused, match="no enabled to write"):
            changed(document, done)()
    for put in (reply(400, b"{}"), reply(200, b""), reply(200, b"{}"), reply(403)):
        with pytest.raises(WriteRefused):
            changed({"id": "m", "enabled": True}, put)()


@pytest.mark.thorough
@pytest.mark.parametrize("spec", [SERVER, OLD_SERVER], ids=lambda spec: spec.name)
def test_no_damage_turns_drift_into_a_pass(spec: Any, tmp_path: Path) -> None:
    """But for a value that says the good thing itself."""
    right = ("enabled", "recordingEnabled", "retainMinutes", "encryptionMethod", "edgeStorageEnabled")
    with running(tmp_path) as site:
        judging = Judging.of("milestone", site.folder, spec.name)
        box = target(site.lab.address(spec.name), spec.passwords["admin"])
        tape = record("milestone", box, [*judging.settings, "identity"])
    before = judging.verdicts(tape)
    assert "drift" in before.values()
    assert {NAME, OLD} == {SERVER.name, OLD_SERVER.name}
    found = [
        flip
        for key in tape
        for edit in (False, True)
        for flip in damage.turned(judging, tape, key, before, edit=edit)
        if not any(f"{name}:" in flip for name in right)
    ]
    assert found == []
