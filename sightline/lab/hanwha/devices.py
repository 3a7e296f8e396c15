"""The lab's Hanwha devices: a recorder and the camera of its first channel."""

from sightline.lab.spec import DeviceSpec

CAMERA = DeviceSpec(
    name="mixed-site/hanwha-cam",
    make="hanwha",
    kind="camera",
    recording="XNV-8083R_2.21.10",
    host="127.77.2.51",
    port=8080,
    realm="iPolis_02:09:18:4C:00:51",
    passwords={"admin": "Lab-hanwha-cam-26", "recorder": "Lab-hanwha-link-26", "installer": "Lab-hanwha-fit-26"},
    clock_fast_seconds=8 * 60,
    footage_days=60,
    tracks=(0,),
    ports={"rtsp": 8554, "upnp": 1900},
)

RECORDER = DeviceSpec(
    name="mixed-site/hanwha-nvr",
    make="hanwha",
    kind="recorder",
    recording="XRN-820S_5.12.04",
    host="127.77.2.52",
    port=8080,
    realm="iPolis_02:09:18:4C:00:52",
    passwords={
        "admin": "Lab-hanwha-nvr-26",
        "evidence": "Lab-hanwha-evi-26",
        "guard": "Lab-hanwha-grd-26",
        "contractor": "Lab-hanwha-con-26",
    },
    clock_fast_seconds=10 * 60,
    footage_days=90,
    tracks=(0, 1, 2),
    behind={0: CAMERA.name},
    ports={"upnp": 1900},
    channel_passwords={0: "Lab-hanwha-link-26"},
)

DEVICES = (CAMERA, RECORDER)
