"""The replies that are no document of the device: ResponseStatus, userCheck and the pages of its web server."""

from sightline.lab.hikvision.xml import DECLARATION
from sightline.lab.http import Response

NAMESPACE = "http://www.hikvision.com/ver20/XMLSchema"
STATUS_STRINGS = {
    1: "OK",
    2: "Device Busy",
    3: "Device Error",
    4: "Invalid Operation",
    5: "Invalid XML Format",
    6: "Invalid XML Content",
    7: "Reboot Required",
}


def status(http: int, code: int, sub: str, url: str) -> Response:
    body = (
        f'<ResponseStatus version="2.0" xmlns="{NAMESPACE}">\n<requestURL>{url}</requestURL>\n'
        f"<statusCode>{code}</statusCode>\n<statusString>{STATUS_STRINGS[code]}</statusString>\n"
        f"<subStatusCode>{sub}</subStatusCode>\n</ResponseStatus>\n"
    )
    return Response(http, DECLARATION + body.encode())


def ok(url: str) -> Response:
    return status(200, 1, "ok", url)


def not_supported(url: str) -> Response:
    return status(403, 4, "notSupport", url)


def method_not_allowed(url: str) -> Response:
    return status(403, 4, "methodNotAllowed", url)


def bad_content(url: str) -> Response:
    return status(400, 6, "badXmlContent", url)


def bad_format(url: str) -> Response:
    return status(400, 5, "badXmlFormat", url)


def page(http: int, title: str) -> Response:
    body = f"<!DOCTYPE html>\n<html><head><title>{title}</title></head>\n<body><h2>{title}</h2></body></html>\n"
    return Response(http, body.encode(), "text/html")


def user_check(*, locked: str, unlock_seconds: int, tries_left: int | None) -> bytes:
    """The body of a refused login; `tries_left` is None where the device does not count."""
    tries = "" if tries_left is None else f"<retryLoginTime>{tries_left}</retryLoginTime>\n"
    return (
        DECLARATION
        + (
            f'<userCheck version="2.0" xmlns="{NAMESPACE}">\n<statusValue>401</statusValue>\n'
            f"<statusString>Unauthorized</statusString>\n<lockStatus>{locked}</lockStatus>\n"
            f"<unlockTime>{unlock_seconds}</unlockTime>\n{tries}</userCheck>\n"
        ).encode()
    )
