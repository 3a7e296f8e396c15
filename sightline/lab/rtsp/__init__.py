"""A real RTSP camera: GStreamer's own server, with a test picture. `why_not()` says what is missing for it."""

from sightline.lab.rtsp.camera import PASSWORD, USER, RtspCamera, why_not

__all__ = ["PASSWORD", "USER", "RtspCamera", "why_not"]
