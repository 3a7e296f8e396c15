"""The device's side of RTSP/1.0 (RFC 2326): OPTIONS and DESCRIBE, with the faults of a bad line. Nothing is sent."""

import asyncio
import contextlib
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sightline.lab.http import BadRequest, Request, Response

if TYPE_CHECKING:
    from sightline.lab.ports import Answering

REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 405: "Method Not Allowed"}
SDP = "application/sdp"
PICTURE = "m=video 0 RTP/AVP 96\r\nc=IN IP4 0.0.0.0\r\na=rtpmap:96 H264/90000\r\na=control:trackID=1\r\n"
SOUND = "m=audio 0 RTP/AVP 0\r\nc=IN IP4 0.0.0.0\r\na=rtpmap:0 PCMU/8000\r\na=control:trackID=2\r\n"


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, device: "Answering") -> None:
    """One connection, until either side has enough."""
    with contextlib.suppress(asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        while not device.switches.dead:
            head = await reader.readuntil(b"\r\n\r\n")
            try:
                request = _read(head)
                said = _answer(device, request)
            except BadRequest as refused:
                request, said = Request("", "", {}, b""), Response(int(str(refused)))
            if device.switches.hang:
                await reader.read()
                return
            await asyncio.sleep(device.switches.slow)
            if not await _write(writer, device, request, said):
                return


def _read(head: bytes) -> Request:
    first, *lines = head.decode("latin-1").split("\r\n")
    parts = first.split(" ")
    if len(parts) != 3 or not parts[2].startswith("RTSP/1.") or not parts[1].startswith(("rtsp://", "*")):
        raise BadRequest(400)
    pairs = (line.partition(":") for line in lines if line)
    return Request(parts[0], parts[1], {name.strip().lower(): value.strip() for name, _, value in pairs}, b"")


def _answer(device: "Answering", request: Request) -> Response:
    if request.method == "OPTIONS":
        return Response(200, headers=(("Public", "OPTIONS, DESCRIBE"),))
    if request.method != "DESCRIBE":
        return Response(405)
    refusal = None if device.switches.open_streams else device.outside.admits(request)
    if refusal is not None:
        return Response(401, headers=refusal.headers)
    heard = device.outside.hears(_stream(request))
    if heard is None:
        return Response(404)
    host = device.spec.host
    text = f"v=0\r\no=- 1 1 IN IP4 {host}\r\ns=Media Presentation\r\nt=0 0\r\na=control:*\r\n{PICTURE}"
    return Response(200, (text + (SOUND if heard or device.switches.hidden_audio else "")).encode(), SDP)


def _stream(request: Request) -> str:
    """The path, with its query where the make names streams there."""
    query = urlsplit(request.target).query
    return f"{request.path}?{query}" if query else request.path


async def _write(writer: asyncio.StreamWriter, device: "Answering", request: Request, said: Response) -> bool:
    """True if the connection stays open."""
    body = said.body[: len(said.body) // 2] if device.switches.truncated else said.body
    head = [f"RTSP/1.0 {said.status} {REASONS[said.status]}", f"CSeq: {request.headers.get('cseq', '0')}"]
    head += [f"{name}: {value}" for name, value in said.headers]
    if body:
        head += [f"Content-Type: {said.content_type}", f"Content-Length: {len(body)}"]
    if device.switches.half:
        body = body[: len(body) // 2]
    writer.write("\r\n".join([*head, "", ""]).encode("latin-1") + body)
    await writer.drain()
    return not device.switches.half and said.status != 400
