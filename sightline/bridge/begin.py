"""Makes a run ready: reads the estate, opens its secrets and state, loads its rules. Signs off one that has no verb."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from sightline.bridge.trail import with_approvals
from sightline.bridge.work import Options, Work
from sightline.errors import SightlineError
from sightline.estate.checkregister import check_attested
from sightline.estate.content import load_controls, put_on_path
from sightline.estate.load import load_estate
from sightline.estate.secrets import open_store
from sightline.estate.state import State
from sightline.policy.register import RegisterControl
from sightline.records.audit.chain import Chain
from sightline.records.audit.watched import Watched
from sightline.records.journal import Journal


def begin(folder: Path, *, verb: str, options: Options | None = None) -> Work:
    """One run over the estate in `folder`. Raises EstateError; nothing is sent to any device yet."""
    estate = load_estate(folder)
    put_on_path()
    controls = load_controls(estate)
    attested = {slug: control for slug, control in controls.items() if isinstance(control, RegisterControl)}
    check_attested(estate, attested)
    state = State(folder)
    secrets = open_store(estate)
    run = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{verb}-{os.urandom(2).hex()}"
    chain, doubts = Chain.of(estate, secrets, run=run), list[str]()
    return Work(
        id=run,
        estate=with_approvals(estate, chain, doubts),
        secrets=Watched(secrets, chain),
        state=state,
        journal=Journal(state.runs / run / "journal.jsonl"),
        chain=chain,
        controls={slug: control for slug, control in controls.items() if slug not in attested},
        attested=attested,
        options=options or Options(),
        doubts=doubts,
    )


def sign_off(work: Work) -> None:
    """What pyinfra's own command line, or pytest, did to devices goes into the audit chain, under a signed head."""
    try:
        if work.estate.folder.exists() and (warning := work.chain.seal().warning):
            print(f"warning: {warning}", file=sys.stderr)
    except SightlineError as problem:
        print(f"error: what was done is not in the audit chain: {problem}", file=sys.stderr)
    finally:
        work.chain.close()
