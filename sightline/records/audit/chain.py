"""What an estate's verbs and runs add to its audit chain, and the signed head that each leaves at its end.

chain.append("export", device="court/nvr-1", case="ASB-77", sha256=…)   # on the disk when this returns
chain.note("login", device="court/nvr-1", user="audit")                 # with the next append, or within a second
chain.seal()                                                            # at the end: all is on the disk, and signed
"""

import getpass
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import Connection

from sightline.errors import SightlineError
from sightline.estate.model import Estate
from sightline.estate.secrets import Store
from sightline.records.audit import kept, store
from sightline.records.audit.entry import Deed, Entry
from sightline.records.audit.head import Head, SigningKey
from sightline.records.audit.keys import Keys
from sightline.records.audit.verify import verify
from sightline.records.audit.walk import KEY_EVENT
from sightline.records.database import Database, open_records

#: Notes wait for so many others, or so long.
MANY, SECONDS = 200, 1.0


@dataclass(kw_only=True)
class Chain:
    """The chain as one run or verb adds to it. The database is opened at the first entry; `acted` from then on.

    Several processes may add at once: each entry is put after the one that is the last at that moment.
    """

    folder: Path
    open: Callable[[], Database]
    keys: Keys
    run: str
    who: str
    why: str
    acted: bool = False
    _database: Database | None = None
    _waiting: list[Deed] = field(default_factory=list)
    _since: float = 0.0
    _stuck: bool = False
    _added: bool = False

    @classmethod
    def of(cls, estate: Estate, secrets: Store, *, run: str = "", who: str | None = None, why: str = "") -> "Chain":
        """The estate's; `who` is the user of this machine where nobody else is named."""
        keys = Keys(estate, secrets)
        return cls(
            folder=estate.folder,
            open=lambda: open_records(estate),
            keys=keys,
            run=run,
            who=who or getpass.getuser(),
            why=why,
        )

    @property
    def database(self) -> Database:
        """The records, opened once."""
        if self._database is None:
            self._database = self.open()
        return self._database

    def append(self, event: str, *, site: str = "", device: str = "", **what: Any) -> Entry:
        """One entry, with all notes before it. Raises EstateError or Busy where it cannot be kept: do nothing then."""
        return self._write(self.deed(event, site=site, device=device, **what))[-1]

    def note(self, event: str, *, site: str = "", device: str = "", **what: Any) -> None:
        """An entry of what was done, or only reads: a login. Never raises; what cannot be kept now waits for `seal`."""
        if not self._waiting:
            self._since = monotonic()
        self._waiting.append(self.deed(event, site=site, device=device, **what))
        if self._stuck or (len(self._waiting) < MANY and monotonic() - self._since < SECONDS):
            return
        try:
            self._write()
        except SightlineError:
            self._stuck = True

    def flush(self) -> None:
        """Writes what waits. Raises EstateError or Busy where it is not on the disk; it waits on then."""
        if self._waiting:
            self._write()

    def seal(self) -> "Seal":
        """Writes what waits, and signs the newest entry. Raises EstateError or Busy where entries are not on the disk.

        Without a key, or where the entries since the last head are not as they were written, the head is not signed,
        and says why.
        """
        self.flush()
        if not self._added:
            return Seal(None, "")
        key, why = self._key()
        with self.database.writing() as connection:
            sealed = self._sealed(connection, key, why)
        self._added = False
        if sealed.head and sealed.head.signed:
            return Seal(sealed.head, kept.keep(self.folder, sealed.head))
        return sealed

    def close(self) -> None:
        """Ends the connections; what still waits is lost: `seal` comes first."""
        if self._database is not None:
            self._database.close()
            self._database = None

    def deed(self, event: str, *, site: str = "", device: str = "", **what: Any) -> Deed:
        """What `append` would add now."""
        return Deed.of(event, what, who=self.who, why=self.why, run=self.run, site=site, device=device)

    def _write(self, *more: Deed) -> list[Entry]:
        """All that waits, in one transaction; it waits on where that fails, and `more` is as if it had not been."""
        waiting, self._waiting = self._waiting, []
        try:
            with self.database.writing() as connection:
                made = store.append(connection, [*waiting, *more])
        except BaseException:
            self._waiting = [*waiting, *self._waiting]
            raise
        self._stuck, self._added, self.acted = False, True, True
        return made

    def _key(self) -> tuple[SigningKey | None, str]:
        """Outside of the transaction: a store of secrets may take its time."""
        with self.database.reading() as connection:
            public = store.current_key(connection)
        try:
            return self.keys.now(public), ""
        except SightlineError as problem:
            return None, str(problem)

    def _sealed(self, connection: Connection, key: SigningKey | None, why: str) -> "Seal":
        """In the transaction that no other writer shares."""
        public = store.current_key(connection)
        if key and not public:
            store.append(connection, [self.deed(KEY_EVENT, key=key.public, replaces="")])
        elif key and public != key.public:
            key, why = None, "another process has just brought in another signing key"
        if key and (problem := flaw(connection, key.public, self.folder)):
            key, why = None, f"{problem}; look into it with `sightline audit verify`"
        head = add_head(connection, key)
        return Seal(head, "" if key else f"the audit chain's head at entry {head.number} is NOT signed: {why}")


@dataclass(frozen=True)
class Seal:
    """The head, None where nothing was added; and what is to be said of it, "" where it is signed and all is well."""

    head: Head | None
    warning: str


def add_head(connection: Connection, key: SigningKey | None) -> Head:
    """The head over the newest entry, kept with it."""
    head = Head.of(*store.last(connection), key)
    store.add_head(connection, head)
    return head


def flaw(connection: Connection, public: str, folder: Path) -> str:
    """What is wrong from the last signed head on, or the last that was kept here; "" where nothing is.

    So nobody's change is signed by us.
    """
    try:
        ours = kept.known(folder)
    except SightlineError as problem:
        return str(problem)
    newest = store.newest_signed(connection)
    last, _ = store.last(connection)
    number = min([last + 1, newest.number if newest else 1, *(number for number, _ in ours)])
    found = verify(
        store.entries(connection, store.Filter(number=number)),
        [newest] if newest else [],
        {public, *store.all_keys(connection)},
        start=store.start_at(connection, number),
        kept=ours,
    ).flaw
    return found.text if found else ""
