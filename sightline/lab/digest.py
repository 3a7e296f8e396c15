"""The device's side of HTTP digest (RFC 7616: MD5 and SHA-256, qop=auth)."""

import hashlib
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from sightline.lab.http import Request

HASHES: dict[str, Callable[[bytes], "hashlib._Hash"]] = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}
PARAMETER = re.compile(r'(\w+)=(?:"([^"]*)"|([^\s,"]+))')
MAX_NONCES = 2_000


class Verdict(Enum):
    """WRONG covers an unknown user, a wrong password, another scheme and a malformed header; REPLAYED a nonce count
    that did not increase; STALE the right password with a nonce that is no longer good."""

    RIGHT = auto()
    WRONG = auto()
    STALE = auto()
    REPLAYED = auto()


@dataclass(frozen=True)
class Attempt:
    """`first` is true for the first success with a nonce."""

    verdict: Verdict
    user: str
    first: bool = False


class Digest:
    """Makes challenges and judges answers; it knows no account, lock-out or switch."""

    def __init__(self, realm: str, algorithms: tuple[str, ...]) -> None:
        self.realm = realm
        self.algorithms = algorithms
        self.opaque = secrets.token_hex(8)
        self._highest_count: dict[str, int] = {}

    def challenges(self, *, stale: bool) -> tuple[tuple[str, str], ...]:
        """One header per algorithm, the strongest first. A device of MD5 alone leaves the algorithm out."""
        nonce = secrets.token_hex(16)
        self._highest_count[nonce] = 0
        while len(self._highest_count) > MAX_NONCES:
            del self._highest_count[next(iter(self._highest_count))]
        return tuple(("WWW-Authenticate", self._challenge(name, nonce, stale=stale)) for name in self.algorithms)

    def _challenge(self, algorithm: str, nonce: str, *, stale: bool) -> str:
        text = f'Digest qop="auth", realm="{self.realm}", nonce="{nonce}", opaque="{self.opaque}"'
        named = f', algorithm="{algorithm}"' if self.algorithms != ("MD5",) else ""
        return f'{text}{named}, stale="{str(stale).upper()}"'

    def forget(self) -> None:
        """After a restart no old nonce is good."""
        self._highest_count.clear()

    def check(self, request: Request, password_of: Callable[[str], str | None], uses: int = 0) -> Attempt:
        """Judges the request's Authorization header; `uses` limits how often a nonce is good (0: without end)."""
        scheme, _, rest = request.headers["authorization"].partition(" ")
        given = {name.lower(): quoted or bare for name, quoted, bare in PARAMETER.findall(rest)}
        user = given.get("username", "")
        if scheme.lower() != "digest" or not self._is_ours(given, request):
            return Attempt(Verdict.WRONG, user)
        password = password_of(user)
        if password is None or not secrets.compare_digest(self._response(given, request, password), given["response"]):
            return Attempt(Verdict.WRONG, user)
        return Attempt(*self._count(given, user, uses))

    def _is_ours(self, given: dict[str, str], request: Request) -> bool:
        needed = {"username", "realm", "nonce", "uri", "response", "nc", "cnonce", "qop"}
        return (
            needed <= given.keys()
            and given["response"].isascii()
            and given["realm"] == self.realm
            and given["uri"] == request.target
            and given["qop"] == "auth"
            and given.get("opaque") == self.opaque
            and given.get("algorithm", "MD5").upper() in self.algorithms
            and re.fullmatch(r"[0-9a-fA-F]{8}", given["nc"]) is not None
        )

    def _response(self, given: dict[str, str], request: Request, password: str) -> str:
        make = HASHES[given.get("algorithm", "MD5").upper()]

        def digest(*parts: str) -> str:
            return make(":".join(parts).encode()).hexdigest()

        who = digest(given["username"], self.realm, password)
        what = digest(request.method, request.target)
        return digest(who, given["nonce"], given["nc"], given["cnonce"], "auth", what)

    def _count(self, given: dict[str, str], user: str, uses: int) -> tuple[Verdict, str, bool]:
        nonce, count = given["nonce"], int(given["nc"], 16)
        highest = self._highest_count.get(nonce)
        if highest is None or (uses and highest >= uses):
            return Verdict.STALE, user, False
        if count <= highest:
            return Verdict.REPLAYED, user, False
        self._highest_count[nonce] = count
        return Verdict.RIGHT, user, highest == 0
