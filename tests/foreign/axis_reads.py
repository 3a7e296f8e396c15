"""Runs in the foreign environment: what `axis`, which others wrote, reads of a device. Prints JSON.

Arguments: the device's address, user, password. Imports nothing of ours.
"""

import asyncio
import json
import sys
from urllib.parse import urlsplit

from axis.device import AxisDevice
from axis.models.configuration import Configuration
from axis.models.parameters.param_cgi import ParameterGroup, ParamRequest, params_to_dict
from httpx import AsyncClient

address, user, password = sys.argv[1:]
at = urlsplit(address)
SOUND = (ParameterGroup.AUDIO, ParameterGroup.AUDIOSOURCE)


async def read() -> dict[str, object]:
    """Its own order: interfaces, parameters, programs, accounts."""
    async with AsyncClient(verify=False) as client:  # noqa: S501 - a lab device over plain HTTP
        device = AxisDevice(Configuration(client, at.hostname, username=user, password=password, port=at.port))
        vapix = device.vapix
        await vapix.initialize()
        await vapix.initialize_users()
        await vapix.load_user_groups()
        sound = [params_to_dict((await vapix.api_request(ParamRequest(group))).decode())["root"] for group in SOUND]
        return {
            "apis": sorted(vapix.api_discovery.keys()),
            "serial": vapix.serial_number,
            "firmware": vapix.firmware_version,
            "product": vapix.product_number,
            "programs": {name: one.status.value for name, one in vapix.applications.items()},
            "users": {name: [one.admin, one.operator, one.viewer] for name, one in vapix.users.items()},
            "sound": {name: rows for group in sound for name, rows in group.items()},
            "privileges": vapix.access_rights.value,
        }


print(json.dumps(asyncio.run(read())))
