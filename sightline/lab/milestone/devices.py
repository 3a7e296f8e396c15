"""The lab's XProtect, of the mixed site; and one that keeps too long, which nobody can shorten without a case."""

from sightline.lab.spec import DeviceSpec

SERVER = DeviceSpec(
    name="mixed-site/milestone",
    make="milestone",
    kind="recorder",
    recording="XProtect_24.1.0.1",
    host="127.77.2.81",
    port=8443,
    tls=True,
    passwords={"admin": "Lab-xprotect-2026"},
)
OLD_SERVER = DeviceSpec(
    name="mixed-site/milestone-old",
    make="milestone",
    kind="recorder",
    recording="XProtect_23.2.0.1",
    host="127.77.2.82",
    port=8443,
    tls=True,
    passwords={"admin": "Lab-xprotect-2023"},
)

DEVICES = (SERVER,)
