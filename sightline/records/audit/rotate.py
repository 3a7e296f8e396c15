"""A new signing key: kept, brought in by an entry that the old one signs, and in use from then on."""

from secrets import token_bytes

from sightline.errors import EstateError
from sightline.estate.words import shown
from sightline.records.audit import kept, store
from sightline.records.audit.chain import Chain, add_head, flaw
from sightline.records.audit.head import Head, SigningKey
from sightline.records.audit.keys import NAME, NEXT
from sightline.records.audit.keys import kept as in_store
from sightline.records.audit.walk import KEY_EVENT


def rotate(chain: Chain, *, lost: bool) -> tuple[Head, str]:
    """The first head of the new key, and what is left to do ("": nothing).

    Where the store can't be written, the new key is the one that a person has put at NEXT. `lost` does without the old
    key's word: `verify` names that entry from then on. Raises EstateError where it cannot be; killed at any moment, it
    can be run again.
    """
    with chain.database.reading() as connection:
        used = store.all_keys(connection)
    if not used:
        raise EstateError("the audit chain has no signing key yet: the first run's end makes it")
    old = None if lost else _settled(chain, used[-1])
    new = _coming(chain, used)
    with chain.database.writing() as connection:
        if problem := flaw(connection, used[-1], chain.folder):
            raise EstateError(f"the key stays: {problem}; look into it with `sightline audit verify`")
        if store.current_key(connection) != used[-1]:
            raise EstateError("another process has just brought in another signing key: look, and run it again")
        store.append(connection, [chain.deed(KEY_EVENT, key=new.public, replaces=used[-1], lost=lost)])
        if old is not None:
            add_head(connection, old)
        head = add_head(connection, new)
    kept.keep(chain.folder, head)
    return head, _in_use(chain, new)


def _settled(chain: Chain, public: str) -> SigningKey:
    """The key in use, at its own name: the next one must not take the only place where it is."""
    key = chain.keys.now(public)
    if in_store(chain.keys.store, NAME) != key:
        chain.keys.replace(NAME, key)
    return key


def _coming(chain: Chain, used: list[str]) -> SigningKey:
    key = in_store(chain.keys.store, NEXT)
    if key is not None and key.public not in used:
        return key
    key = SigningKey(token_bytes(32))
    try:
        chain.keys.replace(NEXT, key)
    except EstateError as problem:
        text = f"put the new key there first, as the secret {shown(NEXT)}: `token:` and the digits of"
        raise EstateError(f"{text} `openssl rand -hex 32` ({problem})") from None
    return key


def _in_use(chain: Chain, key: SigningKey) -> str:
    try:
        chain.keys.replace(NAME, key)
    except EstateError:
        return f"the secret {shown(NEXT)} signs from now on; put it in the place of {shown(NAME)}, which is used up"
    return ""
