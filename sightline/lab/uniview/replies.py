"""LAPI's envelope (reference, C: transport)."""

import json
from typing import Any

from sightline.lab.http import Response

Data = dict[str, Any]
PREFIX = "/LAPI/V1.0/"
KIND = "application/json"
#: What an unknown path gets, and values that the device does not take.
COMMON_ERROR, BAD_VALUES = (599, 1, 65535, "Common Error"), (599, 2, 60006, "Invalid Arguments")
BUSY = (403, 2, 60001, "Device Busy")


def answer(path: str, data: Data | str) -> Response:
    """Data, or the text "null" that answers a write."""
    return _said(200, path, 0, "Succeed", 0, "Succeed", data)


def refused(http: int, path: str, code: int, status: int, text: str) -> Response:
    return _said(http, path, code, text, status, text, "null")


def _said(http: int, path: str, code: int, words: str, status: int, text: str, data: Data | str) -> Response:
    response = {
        "ResponseURL": path,
        "CreatedID": -1,
        "ResponseCode": code,
        "SubResponseCode": 0,
        "ResponseString": words,
        "StatusCode": status,
        "StatusString": text,
        "Data": data,
    }
    return Response(http, json.dumps({"Response": response}, indent=1).encode() + b"\n", KIND)
