"""What `onvif-zeep-async` reads of a device, signed by username tokens. Prints JSON; imports nothing of ours.

Arguments: the device's host, port, user, password.
"""

import asyncio
import json
import sys

from onvif import ONVIFCamera

STREAM = {"Stream": "RTP-Unicast", "Transport": {"Protocol": "RTSP"}}


async def read(host: str, port: str, user: str, password: str) -> dict[str, object]:
    camera = ONVIFCamera(host, int(port), user, password, adjust_time=True, nat_override=True)
    try:
        await camera.update_xaddrs()
        device, media = await camera.create_devicemgmt_service(), await camera.create_media_service()
        information = await device.GetDeviceInformation()
        profiles = await media.GetProfiles()
        ntp = await device.GetNTP()
        stream = await media.GetStreamUri({"StreamSetup": STREAM, "ProfileToken": profiles[0].token})
        return {
            "serial": information.SerialNumber,
            "model": information.Model,
            "firmware": information.FirmwareVersion,
            "sound": {one.token: one.AudioEncoderConfiguration is not None for one in profiles},
            "users": {one.Username: one.UserLevel for one in await device.GetUsers()},
            "ntp": [one.DNSname for one in ntp.NTPManual],
            "stream": stream.Uri,
        }
    finally:
        await camera.close()


print(json.dumps(asyncio.run(read(*sys.argv[1:]))))
