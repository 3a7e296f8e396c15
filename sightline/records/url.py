"""`records:` of estate.yml as an address to connect to; no password stands in it or is shown."""

from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import URL, make_url

from sightline.errors import DeviceError, EstateError
from sightline.estate.model import Estate
from sightline.estate.secrets import Secret, open_store


@dataclass(frozen=True)
class Place:
    """Where the records are. `file` is None for a server; `shown` is what messages say."""

    url: URL = field(repr=False)
    file: Path | None
    shown: str


def place_of(estate: Estate) -> Place:
    """A relative SQLite path starts at the estate's folder. Raises EstateError where a password is not to be had.

    `?secret=NAME` of a server's URL names the secret with its user and password; without it libpq's own ways hold:
    PGPASSWORD, PGPASSFILE, peer.
    """
    url = make_url(estate.records)
    if url.get_backend_name() == "sqlite":
        file = estate.folder / Path(url.database or "").expanduser()
        return Place(url.set(database=str(file)), file, str(file))
    name = url.query.get("secret")
    bare = url.difference_update_query(["secret"])
    shown = bare.render_as_string(hide_password=True)
    return Place(_opened(estate, bare, name) if isinstance(name, str) else bare, None, shown)


def _opened(estate: Estate, url: URL, name: str) -> URL:
    """The URL with the password of a secret."""
    try:
        secret = open_store(estate).get(name)
    except DeviceError as problem:
        raise EstateError(f"inventory/estate.yml: records: {problem}") from problem
    if not isinstance(secret, Secret) or url.username not in (None, secret.user):
        text = f"the secret '{name}' is no user:password of the user in the address"
        raise EstateError(f"inventory/estate.yml: records: {text}")
    return url.set(username=secret.user, password=secret.password)
