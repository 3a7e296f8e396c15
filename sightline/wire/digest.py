"""HTTP digest access authentication (RFC 7616), computed before the request is sent."""

import hashlib
import os
import re
from collections.abc import Iterator, Sequence

from sightline.errors import UnexpectedReply

FIELD = re.compile(r'([a-zA-Z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^,\s]+))')
#: Strongest first: the scheme is chosen before anything is sent (design, section 5, rule 1).
ALGORITHMS = {"SHA-256": hashlib.sha256, "MD5": hashlib.md5}
#: Of a reply's challenges and of each one's characters, no more are looked at: time limits do not stop an expression.
MOST_HEADERS, LONGEST_HEADER = 8, 4_096


class Challenge:
    """One `WWW-Authenticate: Digest` challenge that we can answer."""

    def __init__(self, fields: dict[str, str]) -> None:
        self.realm = fields["realm"]
        self.nonce = fields["nonce"]
        self.opaque = fields.get("opaque")
        self.algorithm = fields.get("algorithm", "MD5").upper()
        self.named = "algorithm" in fields
        self.qop = "auth" if "auth" in re.split(r"[,\s]+", fields.get("qop", "")) else None
        self.stale = fields.get("stale", "").lower() == "true"


def choose(headers: Sequence[str]) -> Challenge:
    """The strongest digest challenge among the `WWW-Authenticate` values of one reply."""
    offered = []
    for header in headers[:MOST_HEADERS]:
        for scheme, fields in _challenges(header):
            if scheme.lower() == "digest" and "realm" in fields and "nonce" in fields:
                offered.append(Challenge(fields))
    for algorithm in ALGORITHMS:
        for challenge in offered:
            if challenge.algorithm == algorithm and (challenge.qop or algorithm == "MD5"):
                return challenge
    kinds = sorted({header.split(" ", 1)[0][:40] for header in headers[:MOST_HEADERS]}) or ["nothing"]
    raise UnexpectedReply(f"the device offers no digest login that we know, only {', '.join(kinds)}")


def _challenges(header: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Scheme and fields of each challenge in one header: several may stand in one, and each has a realm of its own."""
    scheme, fields, end = "", dict[str, str](), 0
    for match in FIELD.finditer(header) if len(header) <= LONGEST_HEADER else ():
        between = re.split(r"[\s,]+", header[end : match.start()].strip(" \t,"))[-1]
        if between:
            yield scheme, fields
            scheme, fields = between, {}
        fields.setdefault(match[1].lower(), match[2] or match[3] or "")
        end = match.end()
    yield scheme, fields


class Digest:
    """Answers one challenge; the nonce count goes up by one per request."""

    def __init__(self, user: str, password: str, challenge: Challenge) -> None:
        self.user, self.challenge, self.count = user, challenge, 0
        self._a1 = self._hash(f"{user}:{challenge.realm}:{password}")

    def _hash(self, text: str) -> str:
        return ALGORITHMS[self.challenge.algorithm](text.encode()).hexdigest()

    def header(self, method: str, uri: str, cnonce: str = "") -> str:
        """The `Authorization` value for one request; `cnonce` is random where not given."""
        c = self.challenge
        a2 = self._hash(f"{method}:{uri}")
        user = self.user.replace("\\", "\\\\").replace('"', '\\"')
        parts = [f'username="{user}"', f'realm="{c.realm}"', f'nonce="{c.nonce}"', f'uri="{uri}"']
        if c.qop:
            self.count += 1
            count, cnonce = f"{self.count:08x}", cnonce or os.urandom(8).hex()
            response = self._hash(f"{self._a1}:{c.nonce}:{count}:{cnonce}:{c.qop}:{a2}")
            parts += [f"qop={c.qop}", f"nc={count}", f'cnonce="{cnonce}"']
        else:
            response = self._hash(f"{self._a1}:{c.nonce}:{a2}")
        parts.append(f'response="{response}"')
        if c.named:
            parts.append(f"algorithm={c.algorithm}")
        if c.opaque is not None:
            parts.append(f'opaque="{c.opaque}"')
        return "Digest " + ", ".join(parts)
