"""Every control of the policy on every device: `retention[riverside-court/nvr-1]` fails with wanted and found.

    pytest tests/site --connection=sightline --hosts='riverside-court/*' --junitxml=drift.xml

Checks of your own go beside these, with the fixture `device`: `device.finding("retention")`, `device.identity`,
`device.setting("audio")`.
"""

from sightline.pytest_plugin import Device, checks

globals().update(checks())  # one function for each control that the policy asks for, named as it is


def test_every_setting_was_asked(device: Device) -> None:
    assert device.state == "checked", device.why
