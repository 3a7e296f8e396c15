"""Whether the recorder's own program records sound, by the setting of its file that the inventory names."""

import re

from sightline.drivers import AudioSetting
from sightline.drivers.linux.session import Session, number, only
from sightline.errors import UnexpectedReply, Unsupported, WriteRefused
from sightline.settings import Absent, Audio, AudioStream

SCRIPT = {
    "audio": r"""
[ -n "$audio_file" ] || exit 0
[ -f "$audio_file" ] || { echo missing; exit 0; }
key="$audio_key" awk '{line = $0; sub(/^[ \t]+/, "", line)
  if (index(line, ENVIRON["key"]) == 1 && substr(line, length(ENVIRON["key"]) + 1) ~ /^[ \t]*[=:]/) print "value", line}' "$audio_file"
printf 'changed %s\n' "$(stat -L -c %Y "$audio_file")"
since="$(systemctl show -p ActiveEnterTimestamp --value "$audio_unit")"
printf 'state %s\n' "$(systemctl show -p ActiveState --value "$audio_unit")"
[ -n "$since" ] && printf 'since %s\n' "$(date -d "$since" +%s)"
exit 0
""",
}
#: What may stand in a value that is written: nothing that sed or a shell would take for more.
PLAIN = re.compile(r"[A-Za-z0-9_.:+-]{1,64}")


def read(device: Session) -> Audio:
    """A program that runs since before its file was changed does what the file said then: that counts as on."""
    setting = _setting(device)
    found = device.words("audio")
    if "missing" in found:
        raise UnexpectedReply(f"{setting.file} is not on the host")
    value = only(found, "value")[len(setting.key) :].strip().lstrip("=:").strip()
    on = value != setting.off or _stale(found)
    return Audio(
        streams=Absent("a recorder host has no encoder of its own"),
        recorded=(AudioStream(channel="all", stream=setting.file, enabled=on),),
    )


def _setting(device: Session) -> AudioSetting:
    if device.target.host.audio is None:
        raise Unsupported("the inventory names no audio setting of the recorder's program (`audio_setting`)")
    return device.target.host.audio


def _stale(found: dict[str, list[str]]) -> bool:
    if only(found, "state") not in ("active", "reloading"):
        return False
    return number(only(found, "since"), "a time") < number(only(found, "changed"), "a time")


def write(device: Session, found: Audio, wanted: Audio) -> None:
    """The value that the inventory calls off; the program is started again, which is how it reads its file."""
    from pyinfra.operations import files, server

    setting = _setting(device)
    streams = wanted.recorded
    if streams == found.recorded:
        return
    if not isinstance(streams, tuple) or any(stream.enabled is not False for stream in streams):
        raise WriteRefused("sound is only ever switched off")
    if not (PLAIN.fullmatch(setting.key) and PLAIN.fullmatch(setting.off)):
        raise WriteRefused(f"{setting.key} = {setting.off} has signs that are not written from here")
    key = setting.key.replace(".", r"\.")
    line = rf"^[[:space:]]*{key}[[:space:]]*[=:].*$"
    device.apply(files.line._inner(path=setting.file, line=line, replace=f"{setting.key} = {setting.off}"))
    device.apply(server.shell._inner(commands=[f"systemctl try-restart -- '{setting.unit}'"]))
