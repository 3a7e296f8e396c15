"""What `amcrest`, which others wrote, reads of a device over CGI. Prints JSON; imports nothing of ours.

Arguments: the device's host, port, user, password.
"""

import json
import sys
from datetime import datetime

from amcrest import AmcrestCamera

host, port, user, password = sys.argv[1:]
camera = AmcrestCamera(host, int(port), user, password).camera
sound = [line.partition("=") for line in camera._get_config("Encode").split() if ".AudioEnable=" in line]
users = [line.partition("=") for line in camera.info_all_users.splitlines()]
pages = camera.find_files(datetime(2000, 1, 1), datetime(2038, 1, 1), channel=1, types=["dav"])
first = [line.partition("=")[2] for line in next(iter(pages)).splitlines() if line.startswith("items[0].StartTime=")]
print(
    json.dumps(
        {
            "identity": {
                "model": camera.device_type,
                "serial": camera.serial_number,
                "firmware": camera.software_information[0],
                "vendor": camera.vendor_information,
                "name": camera.machine_name,
            },
            "class": camera.device_class,
            "sound": {key.removeprefix("table.Encode"): value == "true" for key, _, value in sound},
            "users": [value for key, _, value in users if key.endswith(".Name")],
            "time": camera.current_time.isoformat(),
            "size": camera.storage_all["total"],
            "oldest": first,
        }
    )
)
