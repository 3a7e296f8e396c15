"""Answers as a camera would give them, by what the tape calls them."""

import json
from datetime import UTC, datetime

NOW = datetime(2026, 11, 25, 12, 0, 0, 500_000, tzinfo=UTC)
OLD = "Brand.ProdShortName=AXIS P1\nProperties.Firmware.Version=5.51.7\nProperties.System.SerialNumber=00408C000001\n"
NEW = OLD.replace("5.51.7", "11.11.73") + "Properties.ApiDiscovery.ApiDiscovery=yes\n"
CARD = "Properties.LocalStorage.LocalStorage=yes\nImageSource.NbrOfSources=1\n"
DATE = {"admin/date.cgi": b"Nov 25, 2026 12:00:00\n"}


def answer(method: str, data: object) -> bytes:
    return json.dumps({"apiVersion": "1.0", "method": method, "data": data}).encode()


def time(local: str = "2026-11-25T12:00:00") -> dict[str, bytes]:
    return {
        "time.cgi getDateTimeInfo": answer("getDateTimeInfo", {"localDateTime": local, "timeZone": "Europe/London"})
    }


def disks(*rows: dict[str, str], number: int | None = None) -> dict[str, bytes]:
    usual = {"diskid": "SD_DISK", "group": "S0", "status": "OK", "cleanuppolicy": "fifo", "cleanupmaxage": "31"}
    flags = {"locked": "no", "full": "no", "readonly": "no", "totalsize": "1000", "freesize": "10"}
    said = ["".join(f'{name}="{value}" ' for name, value in {**usual, **flags, **row}.items()) for row in rows]
    inner = "".join(f"<disk {row}/>" for row in said)
    count = len(rows) if number is None else number
    return {"disks/list.cgi": f'<root><disks numberofdisks="{count}">{inner}</disks></root>'.encode()}


def recording(start: str, stop: str = "", disk: str = "SD_DISK", kind: str = "continuous") -> str:
    state = "completed" if stop else "recording"
    return (
        f'<recording diskid="{disk}" starttime="{start}" stoptime="{stop}" recordingstatus="{state}" '
        f'recordingtype="{kind}"/>'
    )


def recordings(*rows: str, matched: int | None = None) -> dict[str, bytes]:
    count = len(rows) if matched is None else matched
    said = f'<root><recordings totalnumberofrecordings="{count}" numberofrecordings="{count}">'
    return {"record/list.cgi": f"{said}{''.join(rows)}</recordings></root>".encode()}
