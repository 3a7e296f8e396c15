"""The lab's Axis cameras."""

from sightline.lab.spec import DeviceSpec

PORTS = {"rtsp": 8554, "upnp": 1900}

CAM = DeviceSpec(
    name="mixed-site/axis-cam",
    make="axis",
    kind="camera",
    recording="M3085-V_11.11.73",
    host="127.77.2.41",
    port=8080,
    realm="AXIS_B8A44F0A0041",
    passwords={"admin": "Lab-axis-2026", "vms": "Lab-viewer-26", "installer": "Lab-fitter-26"},
    clock_fast_seconds=9 * 60,
    footage_days=90,
    ports=PORTS,
)

OLD = DeviceSpec(
    name="mixed-site/axis-old",
    make="axis",
    kind="camera",
    recording="P3354_5.51.7",
    host="127.77.2.42",
    port=8080,
    realm="AXIS_00408C0A0042",
    passwords={"root": "Lab-first-2026", "admin": "Lab-axis-2020", "installer": "Lab-fitter-26"},
    clock_fast_seconds=8 * 60,
    footage_days=60,
    ports=PORTS,
)

DEVICES = (CAM, OLD)
