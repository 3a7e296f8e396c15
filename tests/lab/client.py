"""A client of its own for the lab: it sends exactly what a test says, and never retries."""

import hashlib
import http.client
import re
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

NVR = "riverside-court/nvr-1"
ENTRANCE = "riverside-court/entrance"
HASHES = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes
    challenges: tuple[dict[str, str], ...] = ()

    @property
    def text(self) -> str:
        return self.body.decode()

    def value(self, name: str) -> str:
        """The text of the first element of that name."""
        found = re.search(rf"<{name}[^>]*>([^<]*)</{name}>", self.text)
        assert found, f"no {name} in {self.text}"
        return found[1]


class Client:
    def __init__(self, address: str, user: str, password: str, algorithm: str = "MD5") -> None:
        self.address = urlsplit(address)
        self.user = user
        self.password = password
        self.algorithm = algorithm
        self.challenge: dict[str, str] = {}
        self.count = 0

    def send(self, method: str, url: str, body: str | bytes = b"", headers: dict[str, str] | None = None) -> Reply:
        """One request on a connection of its own."""
        host, port = self.address.hostname or "", self.address.port
        if self.address.scheme == "https":
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            connection: http.client.HTTPConnection = http.client.HTTPSConnection(host, port, timeout=3, context=context)
        else:
            connection = http.client.HTTPConnection(host, port, timeout=3)
        try:
            connection.request(method, url, body, headers or {})
            reply = connection.getresponse()
            offered = reply.msg.get_all("WWW-Authenticate") or []
            found = tuple({k: q or b for k, q, b in re.findall(r'(\w+)=(?:"([^"]*)"|(\S+))', line)} for line in offered)
            return Reply(reply.status, reply.read(), found)
        finally:
            connection.close()

    def learn(self, url: str = "/ISAPI/System/deviceInfo") -> None:
        """Takes the challenge of our algorithm from a request without a login."""
        challenges = self.send("GET", url).challenges
        self.challenge = next(one for one in challenges if one.get("algorithm", "MD5") == self.algorithm)
        self.count = 0

    def authorization(self, method: str, url: str, count: int) -> str:
        def digest(*parts: str) -> str:
            return HASHES[self.algorithm](":".join(parts).encode()).hexdigest()

        at = self.challenge
        who, what = digest(self.user, at["realm"], self.password), digest(method, url)
        signed = digest(who, at["nonce"], f"{count:08x}", "c0ffee", "auth", what)
        named = f", algorithm={at['algorithm']}" if "algorithm" in at else ""
        return (
            f'Digest username="{self.user}", realm="{at["realm"]}", nonce="{at["nonce"]}", uri="{url}", qop=auth, '
            f'nc={count:08x}, cnonce="c0ffee", opaque="{at["opaque"]}", response="{signed}"{named}'
        )

    def ask(self, method: str, url: str, body: str | bytes = b"") -> Reply:
        """Logged in: one request that carries credentials, after one that does not if there is no challenge yet."""
        full = f"/ISAPI/{url}"
        if not self.challenge:
            self.learn(full)
        self.count += 1
        return self.send(method, full, body, {"Authorization": self.authorization(method, full, self.count)})

    def get(self, url: str) -> Reply:
        return self.ask("GET", url)

    def change(self, url: str, old: str, new: str) -> Reply:
        """GET, edit the text, PUT."""
        found = self.get(url).text
        assert old in found
        return self.ask("PUT", url, found.replace(old, new))
