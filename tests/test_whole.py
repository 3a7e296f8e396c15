"""The main job, end to end, in process: a drifted site becomes compliant."""

from tests.labsite import CAMERA, NVR, LabSite, left, verdicts

FINE = {"compliant", "not_applicable"}


def test_a_drifted_site_becomes_compliant(site: LabSite) -> None:
    before = site.check()
    assert verdicts(before[NVR])["no-audio"] == "drift"
    after = site.harden(accounts=True)
    assert site.said == []
    assert left(after[NVR]) | left(after[CAMERA]) == {"oldest-recording"}, (
        "only footage that the devices have not purged yet"
    )
    for device in (NVR, CAMERA):
        site.device(device).advance(25)
    assert {verdict for one in site.check().values() for verdict in verdicts(one).values()} == FINE


def test_hardening_twice_writes_nothing_the_second_time(site: LabSite) -> None:
    site.harden(accounts=True)
    written = {name: len(site.device(name).counters.writes) for name in (NVR, CAMERA)}
    site.harden(accounts=True)
    assert {name: len(site.device(name).counters.writes) for name in (NVR, CAMERA)} == written


def test_a_check_writes_nothing_and_logs_in_once(site: LabSite) -> None:
    checked = site.check()
    for name in (NVR, CAMERA):
        counters = site.device(name).counters
        assert (counters.writes, counters.logins, counters.refused_logins) == ([], 1, 0)
        assert counters.requests == checked[name].requests
