"""Whether films are handed out to everybody: Debian keeps them below a folder that its web server serves as it stands.

Seen at Debian's own package (conf-available/zoneminder.conf), with the login switched on.
"""

from sightline.drivers.zoneminder import footage
from sightline.drivers.zoneminder.monitors import monitors, number
from sightline.drivers.zoneminder.session import Session
from sightline.errors import UnexpectedReply
from sightline.wire import plainjson

FOLDER, ALIAS = "/var/cache/zoneminder/", "/zm/cache/"
BY_HAND = (
    "who sees pictures without a login is for a person to change: let the web server deny "
    "/var/cache/zoneminder/events, and ZM_AUTH_RELAY be hashed"
)


def served(device: Session) -> bool:
    """True where a stranger would get the film of a closed event. Nothing of it is fetched.

    A monitor may keep its films in a storage of its own: one that lies in the folder is asked for.
    """
    films = [path for row in monitors(device) if (path := _film(device, number(row)))]
    if not films:
        raise UnexpectedReply("there is no film yet to ask for as a stranger")
    film = next((path for path in films if path.startswith(FOLDER)), "")
    if not film:
        return False
    status = device.stranger(ALIAS + film.removeprefix(FOLDER))
    if status not in (200, 401, 403):
        raise UnexpectedReply(f"{ALIAS}: a film was answered with HTTP {status}")
    return status == 200


def _film(device: Session, monitor: str) -> str:
    closed = [event for event in footage.newest(device, monitor) if footage.ended(device, event)]
    if not closed or not plainjson.get(closed[0], str, "DefaultVideo"):
        return ""
    return f"{plainjson.need(closed[0], str, 'FileSystemPath')}/{closed[0]['DefaultVideo']}"
