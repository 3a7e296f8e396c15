"""What is written, built by onvif-zeep's `ONVIFService` over the WSDL documents of its own package (reference, A).

They are of 2014 and know no media2. A service here only builds: it has no address and no login, and fetches nothing.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from threading import Lock
from typing import Any, Never

from lxml import etree

from sightline.drivers.onvif.words import ANALYTICS, DEVICE, MEDIA
from sightline.errors import WriteRefused

#: A service's file in the package, and the name of its binding in there.
DOCUMENTS = {
    DEVICE: ("devicemgmt.wsdl", "DeviceBinding"),
    MEDIA: ("media.wsdl", "MediaBinding"),
    ANALYTICS: ("analytics.wsdl", "RuleEngineBinding"),
}
_ONE_AT_A_TIME = Lock()


def body(service: str, operation: str, arguments: Mapping[str, Any]) -> str:
    """The element of the body. An argument that the document does not name, or misses, is an error of zeep's."""
    with _ONE_AT_A_TIME:
        built = _service(service)
    envelope = built.zeep_client.create_message(built.ws_client, operation, **arguments)
    return etree.tostring(envelope[-1][0], encoding="unicode")


@cache
def _service(service: str) -> Any:
    """Parsed at the first write (70 ms and 9 MB a document: reference, B), and shared by all devices of the process."""
    with _root_logger_kept():
        import onvif
        import zeep

    class Nowhere(zeep.Transport):
        def _load_remote_data(self, url: str) -> Never:
            raise WriteRefused(f"a WSDL document of onvif-zeep wants {url}: nothing is fetched")

    name, binding = DOCUMENTS[service]
    file = _file(name)
    client = zeep.Client(str(file), transport=Nowhere())  # type: ignore[no-untyped-call] # zeep is typed in part
    return onvif.ONVIFService("", None, None, str(file), zeep_client=client, binding_name=f"{{{service}}}{binding}")


def _file(name: str) -> Path:
    """Where the package's installation put it: not always beside the package (reference, A: defect 1)."""
    found = [Path(str(file.locate())) for file in distribution("onvif-zeep").files or () if file.name == name]
    if not (found and found[0].is_file()):
        raise WriteRefused(
            f"onvif-zeep's {name} is not where its package was installed: install it anew, in a virtual environment"
        )
    return found[0].resolve()


@contextmanager
def _root_logger_kept() -> Iterator[None]:
    """onvif-zeep sets up the root logger when it is imported (reference, A: defect 11)."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
