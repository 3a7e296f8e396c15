"""The lab's ONVIF device."""

from sightline.lab.spec import DeviceSpec

LOBBY = DeviceSpec(
    name="mixed-site/lobby",
    make="onvif",
    kind="camera",
    recording="CVX-D4T_2.6.14",
    host="127.77.2.21",
    port=8080,
    realm="CVX-D4T",
    passwords={"admin": "Lab-onvif-2026", "vms": "Lab-viewer-26", "installer": "Lab-fitter-26"},
    clock_fast_seconds=7 * 60,
    footage_days=60,
)

DEVICES = (LOBBY,)
