"""Its own TLS (recorders.md, 5): on as it comes, with a certificate that it signs itself."""

from sightline.drivers.frigate import tls
from sightline.drivers.frigate.session import Session
from sightline.settings import Certificates, Unsupported

NOT_SHOWN = Unsupported("its interface does not show its certificate or its versions of TLS (recorders.md, 5)")
INSIDE = Unsupported(
    "its port 5000 speaks plain HTTP, and whether that is published only its host can tell (recorders.md, 5)"
)


def read(device: Session) -> Certificates:
    """What is switched here is taken up by a restart: nothing is written."""
    return Certificates(
        https=tls.enabled(device),
        https_only=INSIDE,
        certificate=NOT_SHOWN,
        lowest_tls=NOT_SHOWN,
        dot1x=Unsupported("802.1X is its host's (recorders.md, 5)"),
    )
