"""Slips in what people attest."""

from tests.estate.slips import DEVICE, SITE, SYSTEM, Slip, system

VAN = "    kind: vehicle\n"
REGISTER = [
    system("register: {signag: {by: A, when: 2026-10-01}}", "unknown control 'signag'; did you mean 'signage'?"),
    system("register: {signage: {by: A}}", "an entry of the register has no key 'when'"),
    system("register: {signage: {by: A, whne: 2026-10-01}}", "unknown key 'whne' in an entry of the register; …"),
    system("register: {signage: {by: A, when: 1.10.2026}}", "when: expected a date as 2026-10-31; found '1.10.2026'"),
    system(
        "register: {signage: {by: A, when: 2026-10-02, until: 2026-10-01}}", "until (2026-10-01) is before 2026-10-02"
    ),
    *(
        system(
            f"register: {{signage: {{by: A, when: 2026-10-01, evidence: '{link}'}}}}",
            f"evidence: '{link}' is neither a file's path nor a link as https://…",
        )
        for link in ("http://a/b", "https://", "https:///signs.pdf")
    ),
    *(
        system(
            f"register: {{signage: {{by: A, when: 2026-10-01, evidence: '{path}'}}}}",
            f"evidence: '{path}' is no path below the estate's folder, as inventory/signs.pdf: put it there; "
            "or a link as …",
        )
        for path in ("/etc/passwd", "~/signs.pdf", "../signs.pdf", "inventory/../../signs.pdf")
    ),
    system(
        "register: {signage: {by: A, when: 2026-10-01, evidence: a.pdf, sha256: '12'}}",
        "sha256: '12' may hold only the 64 digits of a SHA-256, 0-9 and a-f",
    ),
    system(
        f"register: {{signage: {{by: A, when: 2026-10-01, sha256: '{'0' * 64}'}}}}",
        "signage: a sha256 is that of a file: name it under evidence",
    ),
    system("register: []", "register: expected keys and values, as in {key: value}; found a list"),
    system("register: {signage: yes}", "signage: expected keys and values, as in {key: value}; found yes"),
    system("places: [{place: Yard, from: 2026-10-02, until: 2026-10-01}]", "until (2026-10-01) is before 2026-10-02"),
    system("extracts: [{name: A, case: B, owner: C, place: D}]", "an extract has no key 'review'"),
    system(
        "controller: Partner",
        "a controller is named for a system of kind other-controller alone; this one is of kind …",
    ),
    system("kind: other-controller", "a system of kind other-controller needs the name of its controller, …"),
    Slip(SITE, SYSTEM, SYSTEM + VAN, f"{SITE}:9: 'main' is a system of kind vehicle: a vehicle's camera has no …"),
    Slip(SITE, DEVICE, DEVICE + "    installed: soon\n", f"{SITE}:13: installed: expected a date as 2026-10-31; …"),
]
