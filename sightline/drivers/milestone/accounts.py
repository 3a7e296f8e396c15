"""Basic users, and by which account each camera is reached (recorders.md, 9; [client])."""

from urllib.parse import urlsplit

from sightline.drivers.milestone.session import Row, Session
from sightline.drivers.milestone.users import names
from sightline.errors import UnexpectedReply
from sightline.settings import Account, Accounts, ChannelLogin, Unread, Unsupported
from sightline.wire import plainjson

WINDOWS = Unsupported(
    "Windows users may log in as well, and no source gives the fields of their lists (recorders.md, 9)"
)
LOCKOUT = Unsupported(
    "it locks an account (LockedOut in its reply), and no source gives after how many (recorders.md, 9)"
)


def read(device: Session) -> Accounts:
    """What they may do stands in roles, whose fields no source gives."""
    return Accounts(
        accounts=tuple(Account(name=name, role="other") for name in names(device)),
        onvif_accounts=WINDOWS,
        lockout=LOCKOUT,
        default_password=Unread("it has no flag for it; attempt not allowed"),
        channel_logins=tuple(_login(row) for row in device.all("hardware")),
    )


def _login(row: Row) -> ChannelLogin:
    """The account is "" where it is not shown: then no account of that camera is known to be free."""
    address = plainjson.need(row, str, "address")
    try:
        host = urlsplit(address).hostname
    except ValueError:
        host = None
    if not host:
        raise UnexpectedReply(f"hardware at {address[:60]!r}, which is no address")
    account = plainjson.get(row, str, "userName") or ""
    return ChannelLogin(channel=plainjson.need(row, str, "displayName"), address=host, account=account)
