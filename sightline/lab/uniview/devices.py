"""The lab's Uniview devices, of the mixed site."""

from sightline.lab.spec import DeviceSpec

CAMERA = DeviceSpec(
    name="mixed-site/uniview-cam",
    make="uniview",
    kind="camera",
    recording="IPC3614-LAB_GIPC-B6220.6.5.250310",
    host="127.77.2.61",
    port=8080,
    realm="0200004c4142",
    passwords={"admin": "Lab-uniview-26", "videowall": "Lab-viewer-26"},
    clock_fast_seconds=9 * 60,
    footage_days=60,
    ports={"rtsp": 8554, "telnet": 2323, "discovery": 3702},
)

RECORDER = DeviceSpec(
    name="mixed-site/uniview-nvr",
    make="uniview",
    kind="recorder",
    recording="NVR304-LAB_NVR-B3601.37.45.250310",
    host="127.77.2.62",
    port=8080,
    realm="NVRDVR",
    serial="210235LAB0250300002",
    passwords={"admin": "Lab-unvnvr-26", "videowall": "Lab-viewer-26", "contractor": "Lab-works-2026"},
    clock_fast_seconds=8 * 60,
    footage_days=20,
    tracks=(1, 2),
    ports={"rtsp": 8554, "discovery": 3702},
)

DEVICES = (CAMERA, RECORDER)
