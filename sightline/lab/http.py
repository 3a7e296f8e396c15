"""A small HTTP/1.1 server: one request at a time per connection, kept alive, with the faults of a bad line."""

import asyncio
import contextlib
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

MAX_HEAD_BYTES = 16_384
MAX_BODY_BYTES = 1_048_576
REASONS = {
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    411: "Length Required",
    413: "Payload Too Large",
    429: "Too Many Requests",
    490: "Account Blocked",
    500: "Internal Server Error",
    501: "Not Implemented",
    503: "Service Unavailable",
    599: "Error",
}


@dataclass(frozen=True)
class Request:
    """`target` is what stood in the request line (digest signs it); header names are in lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path


@dataclass(frozen=True)
class Response:
    status: int
    body: bytes = b""
    content_type: str = "application/xml"
    headers: tuple[tuple[str, str], ...] = ()


class Faults(Protocol):
    """The part of a device's switches that acts on the wire."""

    slow: float
    dead: bool
    hang: bool
    half: bool
    truncated: bool


class Host(Protocol):
    @property
    def faults(self) -> Faults: ...

    @property
    def listening(self) -> bool: ...

    def handle(self, request: Request) -> Response: ...


class BadRequest(Exception):
    """Not HTTP as this server reads it; carries the status to answer."""


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: Host) -> None:
    """One connection, until either side has enough."""
    with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        while host.listening and not host.faults.dead:
            try:
                request = await _read(reader)
            except BadRequest as refused:
                await _write(writer, Response(int(str(refused))), keep=False)
                break
            if not host.listening or host.faults.dead or not await _answer(reader, writer, host, request):
                break
    with contextlib.suppress(ConnectionError, TimeoutError):
        writer.close()
        await writer.wait_closed()


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: Host, request: Request) -> bool:
    """True if the connection stays open."""
    response = host.handle(request)
    faults = host.faults
    if faults.hang:
        await reader.read()
        return False
    if faults.slow:
        await asyncio.sleep(faults.slow)
    keep = request.headers.get("connection", "").lower() != "close"
    body = response.body
    if response.status == 200 and faults.truncated:
        body = body[: len(body) // 2]
    announced = len(body)
    if response.status == 200 and faults.half:
        body, keep = body[: len(body) // 2], False
    await _write(writer, Response(response.status, body, response.content_type, response.headers), keep, announced)
    return keep


async def _read(reader: asyncio.StreamReader) -> Request:
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    parts = first.split(" ")
    if len(parts) != 3 or not parts[2].startswith("HTTP/1.") or not parts[1].startswith("/"):
        raise BadRequest(400)
    pairs = (line.partition(":") for line in lines if line)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    if "transfer-encoding" in headers:
        raise BadRequest(411)
    length = headers.get("content-length", "0")
    if not length.isdigit():
        raise BadRequest(400)
    if int(length) > MAX_BODY_BYTES:
        raise BadRequest(413)
    return Request(parts[0], parts[1], headers, await reader.readexactly(int(length)))


async def _write(writer: asyncio.StreamWriter, response: Response, keep: bool, announced: int | None = None) -> None:
    head = [
        f"HTTP/1.1 {response.status} {REASONS[response.status]}",
        f"Content-Length: {len(response.body) if announced is None else announced}",
        f"Connection: {'keep-alive' if keep else 'close'}",
        *(f"{name}: {value}" for name, value in response.headers),
    ]
    if response.body:
        head.append(f"Content-Type: {response.content_type}")
    writer.write("\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + response.body)
    await writer.drain()
