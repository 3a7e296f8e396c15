"""A process that checks an estate and then hardens it, and counts. Prints JSON.

`python -m tests.drivers_onvif.counted ESTATE`: what `sightline check` and `sightline harden` do, one after the other;
TLS contexts and WSDL documents are counted where they are made.
"""

from gevent import monkey

monkey.patch_all()

import contextlib  # noqa: E402 - after the patch
import io  # noqa: E402 - after the patch
import json  # noqa: E402 - after the patch
import logging  # noqa: E402 - after the patch
import ssl  # noqa: E402 - after the patch
import sys  # noqa: E402 - after the patch
from collections.abc import Callable  # noqa: E402 - after the patch
from typing import Any  # noqa: E402 - after the patch

Counted = list[str]


def wrapped(cls: type, name: str, seen: Callable[..., None]) -> None:
    """Tells `seen` the arguments of each call of a method."""
    before = getattr(cls, name)

    def call(self: Any, *args: Any, **named: Any) -> Any:
        seen(*args)
        return before(self, *args, **named)

    setattr(cls, name, call)


def run(*words: str) -> int:
    """One verb in this process; its exit status."""
    from sightline.cli import main

    with contextlib.redirect_stdout(io.StringIO()):
        try:
            main.main(["--estate", sys.argv[1], *words], standalone_mode=False)
        except SystemExit as ended:
            return int(str(ended.code))
    return 0


def counted() -> dict[str, object]:
    """Both verbs, and what they made."""
    contexts: Counted = []
    documents: Counted = []
    base = next(cls for cls in ssl.SSLContext.__mro__ if cls.__module__ == "ssl")
    wrapped(base, "__new__", lambda *_: contexts.append(""))
    root = logging.getLogger()
    logger = (list(root.handlers), root.level)
    checked = run("check")
    early = sorted({"zeep", "onvif"} & sys.modules.keys())

    from zeep.wsdl.wsdl import Definition

    wrapped(Definition, "__init__", lambda _, __, location: documents.append(str(location)))
    hardened = run("harden", "--accounts", "--yes")
    return {
        "checked": checked,
        "hardened": hardened,
        "contexts": len(contexts),
        "documents": documents,
        "imported by the check": early,
        "root logger as it was": logger == (root.handlers, root.level),
    }


if __name__ == "__main__":
    print(json.dumps(counted()))
