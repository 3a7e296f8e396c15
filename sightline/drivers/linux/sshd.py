"""How the SSH server itself lets people in (sshd_config(5)); what counts is `sshd -T`, the settings in force."""

from collections.abc import Callable, Iterable

from sightline.drivers.linux.ours import before, put, put_back
from sightline.drivers.linux.session import Session, number, only, reason
from sightline.errors import DeviceError, LoginRefused, NotAllowed, UnexpectedReply, WriteRefused
from sightline.settings import Maybe, Unread

SCRIPT = r"""
need sshd
set -- /etc/ssh/sshd_config
for file in /etc/ssh/sshd_config.d/*.conf; do [ -f "$file" ] && set -- "$@" "$file"; done
sshd -T | awk '{print "set", tolower($1), $2, $3}' | grep -E '^set (passwordauthentication|kbdinteractiveauthentication|challengeresponseauthentication|permitrootlogin|permitemptypasswords|authorizedkeysfile|authorizedkeyscommand|trustedusercakeys|usepam) '
printf 'match %d\n' "$(cat "$@" | grep -ciE '^[[:space:]]*match[[:space:]]')"
cat "$@" | awk 'tolower($1) == "include" {for (i = 2; i <= NF; i++) print "include", $i}'
[ -d /etc/ssh/sshd_config.d ] && set -- "$@" /etc/ssh/sshd_config.d
printf 'changed %s\n' "$(stat -c %Y "$@" | sort -n | tail -n 1)"
for unit in ssh sshd; do
  since="$(systemctl show -p StateChangeTimestamp --value "$unit.service")"
  [ -n "$since" ] && printf 'since %s\n' "$(date -d "$since" +%s)"
done
exit 0
"""
DROP_IN, FOLDER = "/etc/ssh/sshd_config.d/00-sightline.conf", "/etc/ssh/sshd_config.d/*.conf"
#: What switches a service off, in the words of sshd_config. The first value wins, so the file's name comes first.
OPTIONS = {
    "ssh-password": ("PasswordAuthentication no", "KbdInteractiveAuthentication no"),
    "ssh-root": ("PermitRootLogin no",),
}


def settings(device: Session) -> dict[str, str]:
    """What is in force, in small letters."""
    found = device.words("sshd")
    pairs = [line.partition(" ") for line in found.get("set", ())]
    said = {key: value.strip() for key, _, value in pairs}
    if not {"passwordauthentication", "permitrootlogin"} <= said.keys():
        raise UnexpectedReply("`sshd -T` does not say how people log in (it needs root: `sudo: true`)")
    return said


def takes_passwords(device: Session) -> Maybe[bool]:
    """By either method that asks for one."""
    return _told(device, lambda said: any(said.get(name, "yes") != "no" for name in _methods(said)))


def _methods(said: dict[str, str]) -> tuple[str, str]:
    """The second one had another name before OpenSSH 8.7."""
    old, new = "challengeresponseauthentication", "kbdinteractiveauthentication"
    return "passwordauthentication", old if old in said and new not in said else new


def lets_root_in(device: Session) -> Maybe[bool]:
    """By whatever method: a key as well."""
    return _told(device, lambda said: said["permitrootlogin"] != "no")


def _told(device: Session, allows: Callable[[dict[str, str]], bool]) -> Maybe[bool]:
    """A yes is one; a no counts only where nothing can stand against it."""
    try:
        if allows(settings(device)):
            return True
        found = device.words("sshd")
        doubts = _doubts(found)
    except DeviceError as problem:
        return reason(problem)
    return Unread(doubts) if doubts else False


def _doubts(found: dict[str, list[str]]) -> str:
    if number(only(found, "match"), "the count of Match blocks"):
        return "sshd's configuration has Match blocks, which may say otherwise for some"
    if elsewhere := set(found.get("include", ())) - {FOLDER}:
        return f"sshd's configuration includes {sorted(elsewhere)[0][:80]}, which is not followed"
    changed, since = number(only(found, "changed"), "a time"), found.get("since", [])
    if since and max(number(one, "a time") for one in since) < changed:
        return "sshd's configuration changed after it was loaded: what is in force is not said"
    return ""


def off(device: Session) -> set[str]:
    """Which of our services are off now."""
    told = {"ssh-password": takes_passwords(device), "ssh-root": lets_root_in(device)}
    return {name for name, said in told.items() if said is False}


def close(device: Session, names: Iterable[str], already: set[str]) -> None:
    """Writes one file of ours, proves that it wins and that a new login works, and puts it back where it does not.

    What is off `already` stays so in the file.
    """
    going = list(names)
    if not going:
        return
    by_key = device.target.host.key_file is not None
    if "ssh-password" in going and not by_key:
        raise NotAllowed("we log in by a password ourselves: store a key first (`sightline secrets set … key:PATH`)")
    if "ssh-root" in going and device.target.user == "root":
        raise NotAllowed("we log in as root ourselves: give Sightline an account with sudo first")
    lines = [line for name, options in OPTIONS.items() if name in {*going, *already} for line in options]
    old = before(device, DROP_IN)
    device.apply(put(DROP_IN, "".join(f"{line}\n" for line in ("# Written by Sightline.", *lines))))
    try:
        problem = _proven(device, lines)
    except BaseException:  # whatever stopped it: what is not proven does not stay
        _put_back(device, old)
        raise
    if problem:
        _put_back(device, old)
        raise WriteRefused(f"{problem}; it was put back")


def _put_back(device: Session, old: str | None) -> None:
    device.apply(put_back(DROP_IN, old))
    _reload(device)


def _proven(device: Session, lines: list[str]) -> str:
    """What is wrong with the new settings; "" where they are in force and a new login works."""
    wanted = {line.lower() for line in lines}
    said = device.check("sshd -t && sshd -T")
    in_force = said.output.decode("utf-8", "replace").lower().splitlines()
    if said.status or not wanted <= set(in_force):
        return "another file of sshd's configuration says otherwise, or it takes none of ours"
    _reload(device)
    problem = device.ssh.works()
    if isinstance(problem, LoginRefused):  # it counts: the same login is not sent again (safety rule 1)
        raise LoginRefused(f"a new login was refused after sshd took our settings ({problem}); they were put back")
    if problem:
        return f"a new login did not work ({problem})"
    return ""


def _reload(device: Session) -> None:
    from pyinfra.operations import server

    reload = "systemctl reload-or-try-restart ssh.service 2>/dev/null || systemctl reload-or-try-restart sshd.service"
    device.apply(server.shell._inner(commands=[reload]))
