"""Runs in the foreign environment: what `hikvisionapi`, which others wrote, reads of a device. Prints JSON.

Arguments: the device's address, user, password. Imports nothing of ours.
"""

import json
import sys

from hikvisionapi import Client

address, user, password = sys.argv[1:]
api = Client(address, user, password)
streams = api.Streaming.channels(method="get")["StreamingChannelList"]["StreamingChannel"]
print(
    json.dumps(
        {
            "identity": api.System.deviceInfo(method="get")["DeviceInfo"],
            "audio": {one["id"]: one["Audio"]["enabled"] for one in streams if "Audio" in one},
            "users": api.Security.users(method="get")["UserList"]["User"],
            "storage": api.ContentMgmt.Storage(method="get")["storage"],
            "time": api.System.time(method="get")["Time"],
        }
    )
)
