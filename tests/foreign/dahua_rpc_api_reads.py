"""What `dahua-rpc-api`, which others wrote, reads of a device over RPC2. Prints JSON; imports nothing of ours.

Arguments: the device's host, port, user, password.
"""

import json
import sys

from dahua.client import DahuaRpc

host, port, user, password = sys.argv[1:]
client = DahuaRpc(host=host, port=int(port))
client.login(username=user, password=password)
version = client.magic_box.get_software_version()
table = client.request_json("configManager.getConfig", {"name": "Encode"})["params"]["table"]
sound = {
    f"[{index}].{form}[{number}].AudioEnable": one["AudioEnable"]
    for index, row in enumerate(table)
    for form, ones in row.items()
    for number, one in enumerate(ones)
}
found = {
    "identity": {
        "model": client.magic_box.get_device_type(),
        "serial": client.magic_box.get_serial_number(),
        "firmware": version["Version"],
    },
    "built": version["BuildDate"],
    "sound": sound,
    "users": [row["Name"] for row in client.user_manager.get_user_info_all()],
}
client.logout()
print(json.dumps(found))
