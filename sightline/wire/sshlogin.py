"""One attempt to log in, by one method, and what its end means."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sightline.errors import DeviceError, LoginRefused, NotAllowed, Unreachable

if TYPE_CHECKING:
    from paramiko import PKey, Transport

LONGEST = 120
#: paramiko would print what a host does wrong; it is said once, by our own errors.
logging.getLogger("paramiko").addHandler(logging.NullHandler())


def reason(problem: object) -> str:
    """A host's or a library's words on one line, safe to print."""
    text = str(problem) or type(problem).__name__
    return "".join(c if c.isprintable() else " " for c in text).strip()[:LONGEST]


def private_key(path: Path) -> "PKey":
    """The key in a file. Raises NotAllowed where there is none that works without a person."""
    from paramiko import PasswordRequiredException, PKey, SSHException

    try:
        return PKey.from_path(path)
    except (PasswordRequiredException, TypeError) as problem:
        raise NotAllowed(f"the key {path} wants a passphrase, which nobody can type here: use one without") from problem
    except OSError as problem:
        raise NotAllowed(f"the key {path} cannot be read: {problem.strerror or problem}") from problem
    except (SSHException, ValueError) as problem:
        raise NotAllowed(f"{path} is no private key that works here: {reason(problem)}") from problem


class OneTry:
    """paramiko's strategy with one source: the key, else the password, and nothing after it (safety rule 1)."""

    def __init__(self, user: str, password: str, key: "PKey | None") -> None:
        self.user, self._password, self._key = user, password, key
        self.tried = 0
        self.refusal: Exception | None = None

    def authenticate(self, transport: "Transport") -> list[str]:
        """Sends the one request. Neither keyboard-interactive nor another key follows it."""
        from paramiko import AuthenticationException

        self.tried += 1
        try:
            more = (
                transport.auth_publickey(self.user, self._key)
                if self._key is not None
                else transport.auth_password(self.user, self._password, fallback=False)
            )
        except AuthenticationException as problem:
            self.refusal = problem
            raise
        if more:
            raise LoginRefused(f"the host asks for more than one way to log in: {reason(', '.join(more))}")
        return []

    def verdict(self, problem: Exception) -> DeviceError:
        """What ended the login. A host that closes on a password is taken to have refused it."""
        words = reason(problem)
        if not self.tried:
            return Unreachable(f"no connection: {words}")
        silent = any(word in words for word in ("timeout", "shut down", "EOF", "reset"))
        if self.refusal is None or silent:
            if self._key is None and "timeout" not in words:
                return LoginRefused(f"the host closed the connection on our password, taken for a refusal: {words}")
            return Unreachable(f"no answer to our login: {words}")
        way = "key" if self._key is not None else "password"
        return LoginRefused(f"the host refused the {way} of {self.user}")


def connect_arguments(attempt: OneTry, limits: Any) -> dict[str, Any]:
    """What paramiko is told beside pyinfra's own arguments."""
    return {
        "auth_strategy": attempt,
        "timeout": limits.connect_seconds,
        "banner_timeout": limits.read_seconds,
        "auth_timeout": limits.total_seconds,
        "channel_timeout": limits.connect_seconds,
    }
