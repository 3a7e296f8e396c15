"""What a visitor with a browser leaves: sound on, 90 days, telemetry on, an account more. No part of Sightline."""

import re
import sys

import requests
import urllib3

SECONDS = 20
SOUND, TELEMETRY = {"Monitor[RecordAudio]": 1}, {"Config[Value]": 1}
ACCOUNT = {
    "User[Username]": "visitor",
    "User[Password]": "Came-by-2027",
    "User[Enabled]": 1,
    "User[Monitors]": "Edit",
    "User[APIEnabled]": 1,
}


def main(address: str, user: str, password: str) -> None:
    """Every change; one that is refused is an error."""
    urllib3.disable_warnings()  # it signed its own certificate
    with requests.Session() as session:
        session.trust_env = session.verify = False
        base = f"{address}/zm"
        login = session.post(f"{base}/api/host/login.json", {"user": user, "pass": password}, timeout=SECONDS)
        session.params = {"token": login.json()["access_token"]}
        for method, path, fields in (
            ("PUT", "monitors/1", SOUND),
            ("PUT", "configs/edit/ZM_TELEMETRY_DATA", TELEMETRY),
            ("POST", "users", ACCOUNT),
        ):
            reply = session.request(method, f"{base}/api/{path}.json", data=fields, timeout=SECONDS)
            assert reply.status_code == 200, f"{path}: {reply.status_code}"
        longer(session, f"{base}/index.php")


def longer(session: requests.Session, page: str) -> None:
    """Every filter that deletes after some days does so after 90, by the form that a person would use."""
    listed = session.get(page, params={"view": "filter"}, timeout=SECONDS).text
    for number in re.findall(r'<option value="(\d+)"[^>]*>\d+ Sightline', listed):
        form = session.get(page, params={"view": "filter", "Id": number}, timeout=SECONDS).text
        magic = re.search(r'csrfMagicToken = "([^"]+)"', form)
        assert magic, form
        fields = {"action": "Save", "object": "filter", "__csrf_magic": magic[1], **terms()}
        saved = session.post(
            page, fields, params={"view": "filter", "Id": number}, timeout=SECONDS, allow_redirects=False
        )
        assert saved.status_code == 302, saved.text


def terms() -> dict[str, str]:
    """Of a filter that deletes after 90 days."""
    query, rows = "filter[Query]", (("Archived", "=", "0"), ("EndDateTime", "<", "-90 day"))
    found = {
        f"{query}[terms][{i}][{key}]": value
        for i, row in enumerate(rows)
        for key, value in zip(("attr", "op", "val"), row, strict=True)
    }
    rest = {f"{query}[terms][1][cnj]": "and", f"{query}[sort_field]": "Id", f"{query}[sort_asc]": "1"}
    name = {"filter[Name]": "Sightline retention", "filter[AutoDelete]": "1", "filter[Background]": "1"}
    return {**found, **rest, **name, f"{query}[limit]": "0"}


if __name__ == "__main__":
    main(*sys.argv[1:])
