"""Slips that people make in an estate's files, and the line that answers each. One row, one slip."""

from dataclasses import dataclass

SITE = "inventory/sites/court.yml"
SETTINGS = "inventory/estate.yml"
POLICY = "policies/housing_cctv.yml"
FIRMWARE = "policies/firmware.yml"
WAIVERS = "policies/waivers.yml"
DEVICE = "    secret: court/nvr-1\n"
SYSTEM = "    installed: 2026-10-01\n"
WAIVER = (
    "waivers:\n  - {control: no-audio, devices: [court/*], reason: x, case: y, approved_by: z,\n"
    "     from: 2026-11-01, until: 2026-11-30}\n"
)


@dataclass(frozen=True)
class Slip:
    """`old` becomes `new` in a good file (the whole file where `old` is empty); `says` is a whole line of the error."""

    file: str
    old: str
    new: str
    says: str


def device(line: str, says: str) -> Slip:
    """A line more in the device; it is line 13 of the file."""
    return Slip(SITE, DEVICE, f"{DEVICE}    {line}\n", f"{SITE}:13: {says}")


def system(line: str, says: str, at: int = 6) -> Slip:
    """A line more in the system; it is line 6 of the file."""
    return Slip(SITE, SYSTEM, f"{SYSTEM}    {line}\n", f"{SITE}:{at}: {says}")


def records(url: str, says: str) -> Slip:
    """Another place for the records, in the last line."""
    return Slip(SETTINGS, "  store: env\n", f"  store: env\nrecords: {url}\n", f"{SETTINGS}:6: records: {says}")


def address(text: str, says: str) -> Slip:
    """Another address of the device."""
    return Slip(SITE, "https://10.0.0.5", text, f"{SITE}:11: address: {says}")


def waiver(old: str, new: str, says: str) -> Slip:
    """A waiver with one slip."""
    return Slip(WAIVERS, "", WAIVER.replace(old, new), f"{WAIVERS}:{says}")


TWICE = (
    DEVICE + "  - {name: cam, system: main, role: camera, driver: hikvision, address: 'https://10.0.0.6', secret: b}\n"
)
NOTHING_AFTER = "nothing may follow the host and the port"

KEYS = [
    Slip(SITE, "address:", "adress:", f"{SITE}:11: unknown key 'adress' in a device; did you mean 'address'?"),
    Slip(SITE, "address:", "adress:", f"{SITE}:7: a device has no key 'address'"),
    Slip(SITE, "purpose:", "purpos:", f"{SITE}:4: unknown key 'purpos' in a system; did you mean 'purpose'?"),
    Slip(SETTINGS, "  store:", "  stroe:", f"{SETTINGS}:5: unknown key 'stroe' in secrets; did you mean 'store'?"),
    Slip(SITE, "site: court", "sites: court", f"{SITE}:1: unknown key 'sites' in a site file; did you mean 'site'?"),
    device("bogus: 1", "unknown key 'bogus' in a device; known: address, audio, audio_setting, auth, behind, …"),
    device("secret: twice", "the key 'secret' stands at line 12 already"),
    device('"\\e[2J": 1', "unknown key '\\x1b[2J' in a device; known: address, audio, audio_setting, auth, behind, …"),
    device("1: 2", "a key of a device is text; found '1'; put it in quotes"),
]
TYPES = [
    Slip(
        SITE,
        "name: nvr-1",
        "name: no",
        f"{SITE}:7: name: expected text; found no, which YAML reads as true or false; put it in quotes",
    ),
    Slip(
        SITE,
        "site: court",
        "site: 1234",
        f"{SITE}:1: site: expected text; found 1234, which YAML reads as a number; put it in quotes",
    ),
    device("audio: off", "audio: expected one of none; found off, which YAML reads as true or false; put it in quotes"),
    device("audio: loud", "audio: 'loud' is not known here; known: none"),
    device("tags: entrance", "tags: expected a list, as in [a, b]; found 'entrance', which is text"),
    device("tags: [1]", "tags: expected text; found 1, which YAML reads as a number; put it in quotes"),
    device("tags: [Big]", "tags: 'Big' may hold only a-z, 0-9 and '-', and starts with no '-'"),
    device('masks: "2"', "masks: expected a whole number; found '2', which is text"),
    device("masks: -1", "masks: it should be greater than or equal to 0; found '-1'"),
    device("sudo: 1", "sudo: expected true or false; found 1"),
    device("tags:", "tags: expected a list, as in [a, b]; found nothing"),
    device("ports: {rtsp: 70000}", "rtsp: it should be less than or equal to 65535; found '70000'"),
    device("ports: [rtsp]", "ports: expected keys and values, as in {key: value}; found a list"),
    device("ports: {rtps: 1}", "rtps: unknown service 'rtps'; did you mean 'rtsp'?"),
    device("needs: [onfiv]", "needs: unknown service 'onfiv'; did you mean 'onvif'?"),
    device("recordings: [srv]", "recordings: 'srv' may hold only an absolute path, as in /srv/recordings"),
    Slip(
        SITE,
        "role: recorder",
        "role: recoder",
        f"{SITE}:9: role: 'recoder' is not known here; did you mean 'recorder'?",
    ),
    Slip(
        SITE,
        "name: nvr-1",
        "name: NVR 1",
        f"{SITE}:7: name: 'NVR 1' may hold only a-z, 0-9 and '-', and starts with no '-'",
    ),
    Slip(SITE, "2026-10-01", "2026-13-01", f"{SITE}:5: installed: '2026-13-01' is no day: month must be in 1..12"),
    Slip(SITE, "2026-10-01", "1/10/2026", f"{SITE}:5: installed: expected a date as 2026-10-31; found '1/10/2026'"),
    Slip(SITE, "2026-10-01", "20261001", f"{SITE}:5: installed: expected a date as 2026-10-31; found '20261001'"),
    Slip(
        SITE,
        "2026-10-01",
        "2026-10-01T00:00:00Z",
        f"{SITE}:5: installed: expected a date as 2026-10-31; found '2026-10-01T00:00:00Z'",
    ),
    Slip(
        SITE,
        "  - name: main\n",
        "  - main\n  - name: main\n",
        f"{SITE}:3: systems: expected keys and values, as in {{key: value}}; found 'main', which is text",
    ),
]
ADDRESSES = [
    address("https://10.0.0.5/isapi", f"'https://10.0.0.5/isapi' is no address: {NOTHING_AFTER}"),
    address("https://10.0.0.5?a=b", f"'https://10.0.0.5?a=b' is no address: {NOTHING_AFTER}"),
    address(
        "https://admin:hunter2@10.0.0.5", "a password does not belong into an address: keep it in the secret store"
    ),
    address("telnet://10.0.0.5", "'telnet://10.0.0.5' is no address: it starts with none of http://, https://, ssh://"),
    address("10.0.0.5", "'10.0.0.5' is no address: it starts with none of http://, https://, ssh://"),
    address("https://10.0.0.5:99999", "'https://10.0.0.5:99999' is no address: Port out of range 0-65535"),
    address("https://10.0.0", "Expected 4 octets in '10.0.0'"),
    address("https://-x", "'https://-x' is no address: its host is neither a name nor an IP address"),
    address('"https://10.0.0.5\\r\\nX: y"', "'https://10.0.0.5\\r\\nX: y' holds a character that no address has"),
]
NAMES = [
    Slip(
        SITE,
        "driver: hikvision",
        "driver: hikvison",
        f"{SITE}:10: unknown driver 'hikvison'; did you mean 'hikvision'?",
    ),
    Slip(SITE, "system: main", "system: mian", f"{SITE}:8: unknown system 'mian'; did you mean 'main'?"),
    device("behind: nvr-9/1", "unknown recorder 'nvr-9'; did you mean 'nvr-1'?"),
    device("behind: nvr-1", "behind: 'nvr-1' may hold only a device of this site, '/' and its channel, as in nvr-1/3"),
    Slip(
        SITE, DEVICE, TWICE.replace("name: cam", "name: nvr-1"), f"{SITE}:13: device 'nvr-1' is there already: {SITE}:7"
    ),
    Slip(SITE, DEVICE, TWICE.replace("0.6", "0.5"), f"{SITE}:13: address '10.0.0.5:443' is there already: {SITE}:11"),
    Slip(
        SITE,
        DEVICE,
        TWICE.replace("secret: b", "secret: court-nvr/1"),
        f"{SITE}:13: secret 'court-nvr/1' and "
        f"'court/nvr-1' ({SITE}:12) both give SIGHTLINE_SECRET_COURT_NVR_1; rename one",
    ),
    system("retention_days: 32", "retention_days: 32 is above the policy's 31"),
    system("retention_days: 0", "retention_days: it should be greater than or equal to 1; found '0'"),
    system("upgraded: 2026-09-30", "upgraded (2026-09-30) is before 2026-10-01"),
    system("holds: [{case: A, from: 2026-11-02, until: 2026-11-01}]", "until (2026-11-01) is before 2026-11-02"),
    system(
        "holds: [{case: A, devices: [nvr-2], from: 2026-11-01, until: 2026-11-01}]",
        "'nvr-2' matches no device of this system; did you mean 'nvr-1'?",
    ),
    system(
        "accounts: [{name: a, role: operator, devices: [cam-*]}]",
        "'cam-*' matches no device of this system; known: nvr-1",
    ),
    system(
        "accounts: [{name: a, role: operator, devices: ['*']}, {name: a, role: viewer, devices: [nvr-1]}]",
        f"on nvr-1, account 'a' is there already: {SITE}:6",
    ),
    system(
        "accounts: [{name: a, role: admin, devices: ['*']}]",
        "role: 'admin' is not known here; did you mean 'administrator'?",
    ),
    system(
        "custodian: evidense\n    accounts: [{name: evidence, role: operator, devices: ['*']}]",
        "unknown account 'evidense'; did you mean 'evidence'?",
    ),
    system("dpia: {reference: D}", "a dpia has no key 'approved'"),
]
SETTING = [
    Slip(
        SETTINGS,
        "Europe/London",
        "Europe/Londn",
        f"{SETTINGS}:2: timezone: 'Europe/Londn' is no time zone; did you mean 'Europe/London'?",
    ),
    records(
        "mysql://root@db/records", "expected records as sqlite:///FILE or postgresql+psycopg://USER@HOST/DATABASE; …"
    ),
    records("sqlite:///", "expected records as sqlite:///FILE or …"),
    records("postgresql+psycopg://db.example", "expected records as sqlite:///FILE or …"),
    records(
        "postgresql+psycopg://a:hunter2@db/records", "a password does not stand here: leave it out and add ?secret=…"
    ),
    records("postgresql+psycopg://a@db/r?password=hunter2", "a password does not stand here: …"),
    Slip(SETTINGS, "Europe/London", "../../etc/passwd", f"{SETTINGS}:2: timezone: '../../etc/passwd' is no time zone…"),
    Slip(
        SETTINGS,
        "housing_cctv",
        "housing",
        f"{SETTINGS}:3: policies/housing.yml does not exist; did you mean 'housing_cctv'?",
    ),
    Slip(
        SETTINGS,
        "housing_cctv",
        "../x",
        f"{SETTINGS}:3: policy: '../x' may hold only letters, digits, '_' and '-', and no folder or ending",
    ),
    Slip(
        SETTINGS,
        "store: env",
        "store: vault",
        f"{SETTINGS}:5: store: 'vault' is not available in this version; use 'kdbx' or 'env'",
    ),
    Slip(
        SETTINGS,
        "store: env",
        "store: kdbx",
        f"{SETTINGS}:4: secrets: the store 'kdbx' needs a file, as in file: .sightline/secrets.kdbx",
    ),
    Slip(
        SETTINGS,
        "store: env",
        "store: env\n  file: x",
        f"{SETTINGS}:4: secrets: the store 'env' reads variables: it takes neither file nor key_file",
    ),
    Slip(
        SETTINGS,
        "store: env",
        "store: env\nlimits: {parallel: 0}",
        f"{SETTINGS}:6: parallel: it should be greater than or equal to 1; found '0'",
    ),
    Slip(
        POLICY,
        'numbers: ["1.1"]',
        "numbers: [1.1]",
        f"{POLICY}:*: numbers: expected text; found 1.1, which YAML reads as a number; put it in quotes",
    ),
    device("auth: basic", "auth: 'basic' is not available in this version; use 'digest'"),
    Slip(
        POLICY,
        "default_login_attempt: false",
        "default_login_attempt: true",
        f"{POLICY}:15: default_login_attempt: 'true' is not available in this version; use false",
    ),
    Slip(POLICY, '"1.2", "4.4"', '"1.1", "4.4"', f"{POLICY}:*: clause '1.1' is there already: {POLICY}:…"),
    Slip(
        POLICY,
        "    controls: [firmware]\n",
        "",
        f"{POLICY}:*: clauses: a clause needs controls, planned ones, or the reason why it is outside",
    ),
    Slip(
        POLICY,
        "allowed_services: []",
        "allowed_services: [telnett]",
        f"{POLICY}:14: allowed_services: unknown service 'telnett'; did you mean 'telnet'?",
    ),
    Slip(FIRMWARE, "driver: hikvision", "driver: hik", f"{FIRMWARE}:*: unknown driver 'hik'; …"),
    Slip(FIRMWARE, "2023-07-01", "2023-06-01", f"{FIRMWARE}:*: released (2023-06-01) is before 2023-06-19"),
    waiver("no-audio", "no-adio", "2: unknown control 'no-adio'; did you mean 'no-audio'?"),
    waiver("court/*", "court", "2: 'court' names no device: write site/device, as in riverside-court/*"),
    waiver("no-audio", "audit-log", "2: 'audit-log' cannot be waived: put it right, or leave it drift"),
    waiver("no-audio", "default-login", "2: 'default-login' cannot be waived: put it right, or leave it drift"),
    waiver("reason: x", "reason: x, author: ' Z '", "2: approved_by: 'z' is its author: another one must approve it"),
    Slip(
        POLICY,
        "schedule_hours: 24",
        "schedule_hours: 5",
        f"{POLICY}:*: schedule_hours: expected hours that divide a day (1, 2, 3, 4, 6, 8, 12, 24); found 5",
    ),
    waiver("2026-11-30", "2026-10-30", "3: until (2026-10-30) is before 2026-11-01"),
    waiver("approved_by: z,", "", "2: a waiver has no key 'approved_by'"),
    waiver("[court/*]", "[]", "2: devices: expected at least one; found none"),
]
BROKEN = [
    Slip(SITE, "", "", f"{SITE}: this file is empty"),
    Slip(SITE, "", "a: [", f"{SITE}:2: not YAML: did not find expected node content"),
    Slip(SITE, "", "a: 1\n\tb: 2", f"{SITE}:2: not YAML: found a tab character that violates indentation"),
    Slip(SITE, "", "a: 1\nb: \x07", f"{SITE}:2: not YAML: control characters are not allowed"),
    Slip(SITE, "", "site: x\n---\nsite: y", f"{SITE}:2: not YAML: but found another document"),
    Slip(SITE, "", "site: !!python/name:os.system x", f"{SITE}:1: not YAML: could not determine a constructor for …"),
    Slip(SITE, "", "[" * 5000, f"{SITE}:1: not YAML: exceeded maximum nesting depth"),
    Slip(SITE, "", "site: " + "1" * 5000, f"{SITE}:1: not YAML: this value cannot be read"),
    Slip(SITE, "", "site: a\ntitle: !!bool x", f"{SITE}:2: not YAML: this value cannot be read"),
    Slip(SITE, "", "!!map 3", f"{SITE}:1: not YAML: expected a mapping node, but found scalar"),
    Slip(SITE, "", "- a\n- b", f"{SITE}:1: expected keys and values, as in {{key: value}}; found a list"),
    Slip(WAIVERS, "", "waivers:", f"{WAIVERS}:1: waivers: expected a list, as in [a, b]; found nothing"),
]
SLIPS = [*KEYS, *TYPES, *ADDRESSES, *NAMES, *SETTING, *BROKEN]
