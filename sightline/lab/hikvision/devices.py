"""The lab's Hikvision devices: the small site of the demo, and a camera of the mixed site."""

from sightline.lab.spec import DeviceSpec

NVR_1 = DeviceSpec(
    name="riverside-court/nvr-1",
    make="hikvision",
    kind="recorder",
    recording="DS-7608NXI-K2_V4.62.210",
    host="127.77.1.5",
    port=8443,
    tls=True,
    passwords={
        "admin": "Lab-nvr-2026",
        "evidence": "Lab-evidence-26",
        "guard": "Lab-watch-2026",
        "contractor": "Lab-works-2026",
    },
    clock_fast_seconds=11 * 60,
    footage_days=90,
    tracks=(101, 201, 301, 401),
    behind={1: "riverside-court/entrance"},
    channel_passwords={1: "Lab-link-2026"},
)

ENTRANCE = DeviceSpec(
    name="riverside-court/entrance",
    make="hikvision",
    kind="camera",
    recording="DS-2CD2346G2-ISU_V5.7.18",
    host="127.77.1.11",
    port=8443,
    tls=True,
    realm="IP Camera(FM441)",
    algorithms=("SHA-256", "MD5"),
    passwords={"admin": "Lab-cam-2026", "recorder": "Lab-link-2026"},
    footage_days=40,
)

GATE = DeviceSpec(
    name="mixed-site/gate",
    make="hikvision",
    kind="camera",
    recording=ENTRANCE.recording,
    host="127.77.2.11",
    port=8080,
    realm=ENTRANCE.realm,
    passwords={"admin": "Lab-gate-2026"},
    serial="DS-2CD2346G2-ISU20250811LAB0000002",
    footage_days=40,
)

DEVICES = (GATE,)
