"""The lab's Frigate, of the mixed site."""

from sightline.lab.spec import DeviceSpec

RECORDER = DeviceSpec(
    name="mixed-site/frigate",
    make="frigate",
    kind="recorder",
    recording="Frigate_0.17.1",
    host="127.77.2.71",
    port=8080,
    tls=True,
    passwords={"admin": "Lab-frigate-2026", "frontdesk": "Lab-frontdesk-26", "installer": "Lab-fitter-2026"},
    footage_days=70,
)

DEVICES = (RECORDER,)
