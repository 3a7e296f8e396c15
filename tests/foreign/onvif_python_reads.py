"""What `onvif-python` reads of a device by ONVIF's documents of 2026, media2 among them, with zeep in its strict mode
and HTTP digest. Prints JSON; imports nothing of ours.

Arguments: the device's host, port, user, password.
"""

import json
import sys

from onvif import CacheMode, ONVIFClient

host, port, user, password = sys.argv[1:]
client = ONVIFClient(host, int(port), user, password, http_digest=True, cache=CacheMode.NONE, apply_patch=False)
device, media, recording = client.devicemgmt(), client.media2(), client.recording()
for service in (device, media, recording):
    service.operator.client.settings.strict = True
information = device.GetDeviceInformation()
profiles = media.GetProfiles(Type="All")
print(
    json.dumps(
        {
            "serial": information.SerialNumber,
            "model": information.Model,
            "firmware": information.FirmwareVersion,
            "sound": {one.token: one.Configurations.AudioEncoder is not None for one in profiles},
            "users": {one.Username: one.UserLevel for one in device.GetUsers()},
            "ntp": [one.DNSname for one in device.GetNTP().NTPManual],
            "stream": media.GetStreamUri(Protocol="RTSP", ProfileToken=profiles[0].token),
            "kept": [str(one.Configuration.MaximumRetentionTime) for one in recording.GetRecordings()],
        }
    )
)
