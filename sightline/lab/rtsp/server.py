"""The server itself, run by Debian's Python, which has GStreamer: no part of Sightline is imported.

Its first line of input is JSON: `host`, `port`, `user`, `password`, `anonymous`, and `streams`, a path each and whether
it has sound. It prints the port on which it listens, and ends with its input.
"""

import json
import sys
from typing import Any

import gi  # type: ignore[import-not-found] # Debian's Python has it

for name in ("Gst", "GstRtsp", "GstRtspServer"):
    gi.require_version(name, "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # type: ignore[import-not-found] # noqa: E402 - versions first

PICTURE = (
    "videotestsrc is-live=true pattern=ball ! video/x-raw,width=320,height=240,framerate=5/1"
    " ! x264enc tune=zerolatency speed-preset=ultrafast key-int-max=10 bitrate=200 ! h264parse"
    " ! rtph264pay name=pay0 pt=96 config-interval=1"
)
SOUND = "audiotestsrc is-live=true wave=ticks ! audio/x-raw,rate=8000,channels=1 ! alawenc ! rtppcmapay name=pay1 pt=8"
ELEMENTS = ("videotestsrc", "x264enc", "h264parse", "rtph264pay", "audiotestsrc", "alawenc", "rtppcmapay")
MAY = ("media.factory.access", "media.factory.construct")


def main() -> None:
    """Serves until its input ends."""
    Gst.init(None)
    missing = [name for name in ELEMENTS if Gst.ElementFactory.find(name) is None]
    if missing:
        sys.exit(f"GStreamer lacks {', '.join(missing)}")
    wanted = json.loads(sys.stdin.readline() or "{}")
    if not wanted:
        return
    server = GstRtspServer.RTSPServer.new()
    server.set_address(wanted["host"])
    server.set_service(str(wanted["port"]))
    server.set_auth(login(wanted))
    mounts = server.get_mount_points()
    for path, sound in wanted["streams"].items():
        mounts.add_factory(path, stream(sound=sound, anonymous=wanted["anonymous"]))
    if not server.attach(None):
        sys.exit(f"{wanted['host']}:{wanted['port']} cannot be listened on")
    print(server.get_bound_port(), flush=True)
    loop = GLib.MainLoop()
    GLib.io_add_watch(sys.stdin.fileno(), GLib.PRIORITY_DEFAULT, GLib.IOCondition.HUP, lambda *_: loop.quit())
    loop.run()


def login(wanted: dict[str, Any]) -> Any:
    """Digest alone; whoever has no login is `anonymous` where such may come in."""
    auth = GstRtspServer.RTSPAuth.new()
    auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
    auth.add_digest(wanted["user"], wanted["password"], token("user"))
    if wanted["anonymous"]:
        auth.set_default_token(token("anonymous"))
    return auth


def token(role: str) -> Any:
    made = GstRtspServer.RTSPToken()
    made.set_string("media.factory.role", role)
    return made


def stream(*, sound: bool, anonymous: bool) -> Any:
    """One path: the test picture, with ticks where it has sound."""
    made = GstRtspServer.RTSPMediaFactory.new()
    made.set_launch(f"( {PICTURE} {SOUND if sound else ''} )")
    made.set_shared(True)
    rights = GstRtspServer.RTSPPermissions.new()
    for role, allowed in (("user", True), ("anonymous", anonymous)):
        rights.add_role(role)
        for right in MAY:
            rights.add_permission_for_role(role, right, allowed)
    made.set_permissions(rights)
    return made


if __name__ == "__main__":
    main()
