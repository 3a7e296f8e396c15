"""The lab's Dahua devices: a camera, and the recorder that it is behind."""

from sightline.lab.spec import DeviceSpec

CAMERA = DeviceSpec(
    name="mixed-site/dahua-cam",
    make="dahua",
    kind="camera",
    recording="IPC-HDW3849-LAB_2.880.0000000.20.R",
    host="127.77.2.31",
    port=8080,
    realm="Login to 9c0lab31",
    passwords={"admin": "Lab-dahua-2026", "recorder": "Lab-linked-26", "fitter": "Lab-fitted-26"},
    clock_fast_seconds=8 * 60,
    footage_days=75,
    tracks=(1,),
    ports={"rtsp": 8554, "telnet": 2323},
)

RECORDER = DeviceSpec(
    name="mixed-site/dahua-nvr",
    make="dahua",
    kind="recorder",
    recording="DH-NVR4104-LAB_4.003.0000000.3.R",
    host="127.77.2.32",
    port=8080,
    realm="Login to 9c0lab32",
    passwords={"admin": "Lab-dhnvr-2026", "guard": "Lab-guards-26", "fitter": "Lab-fitted-26"},
    clock_fast_seconds=10 * 60,
    footage_days=24,
    tracks=(1, 2),
    behind={1: CAMERA.name},
    channel_passwords={1: CAMERA.passwords["recorder"]},
    ports={"rtsp": 8554, "telnet": 2323},
)

DEVICES = (CAMERA, RECORDER)
