"""Frigate, the open recorder in a container, over its REST interface and its own login.

Facts: the reference `recorders.md`, section 5, its OpenAPI description among the captures, and its source
(blakeblackshear/frigate) where a file of it is named. What only its host can say is `unsupported`.
"""

#: Settings that this make cannot answer, with the reason.
UNSUPPORTED: dict[str, str] = {
    "clock": "it runs on its host's clock, which its interface does not show (recorders.md, 5): add the host by SSH",
    "masks": "no source names a mask that covers what is recorded (recorders.md, 5): cover it at the camera",
    "overlay": "it records the camera's stream as it comes (recorders.md, 5): name and time are the camera's",
    "tamper": "no source names a detection of a covered or turned view (recorders.md, 5)",
    "logging": "its logs are shown and sent nowhere, and no source says how long they are kept (recorders.md, 5)",
}
